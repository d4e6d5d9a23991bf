"""n(k) between the momenta of a result: on panels of Gauss-Legendre nodes the polynomial of each panel."""

import numpy as np
from kapitza.interpolation import interpolate

FINENESS = 400  # momenta of a curve across the zone,
FEWEST = 40  # and on a panel, of which there are short ones where n varies fast


def barycentric(nodes, weights, at):
    """The matrix that takes values at Gauss nodes in (-1, 1) to the values of their polynomial at positions between them."""
    signed = np.sqrt((1 - nodes**2) * weights) * (-1.0) ** np.arange(nodes.size)
    distance = at[:, None] - nodes
    hit = distance == 0
    terms = signed / np.where(hit, 1, distance)
    matrix = terms / terms.sum(axis=1, keepdims=True)
    return np.where(hit.any(axis=1, keepdims=True), hit, matrix)


class Momenta:
    """The nodes k of a result; `breaks`, the ends of its panels, or nothing where they are a uniform grid."""

    def __init__(self, k, breaks=None):
        self.nodes = k
        self.breaks = np.array([-np.pi, 0, np.pi]) if breaks is None else breaks
        self.uniform = breaks is None
        if self.uniform:
            self.k = k
            return
        count = np.maximum(FEWEST, np.rint(FINENESS * np.diff(self.breaks) / (2 * np.pi)).astype(int))
        self.k = np.concatenate([low + (high - low) * (np.arange(m) + 0.5) / m for low, high, m in zip(self.breaks, self.breaks[1:], count)])

    def values(self, n, at=None):
        """n(k) at momenta `at`, or at those of a curve; last axis of n: the nodes."""
        at = self.k if at is None else np.asarray(at)
        if self.uniform:
            return n if at is self.k else self.on_uniform(n, at)
        n = np.asarray(n)
        out = np.empty((*n.shape[:-1], at.size))
        for low, high in zip(self.breaks, self.breaks[1:]):
            inside, there = (self.nodes > low) & (self.nodes < high), (at >= low) & (at <= high)
            gauss, weights = np.polynomial.legendre.leggauss(np.count_nonzero(inside))
            position = self.position(low, high, self.nodes[inside], gauss)
            out[..., there] = n[..., inside] @ barycentric(gauss, weights, position(at[there])).T
        return out

    @staticmethod
    def position(low, high, nodes, gauss):
        """The variable in (-1, 1) in which the nodes of a panel are Gauss nodes: k itself, or next to the zone boundary pi
        the u of |k| = pi - (pi - b) (1 - u)^2, in which a root at the boundary is smooth."""

        def plain(k):
            return (2 * k - low - high) / (high - low)

        def root(k):
            inner, sign = min(abs(low), abs(high)), np.sign(low + high)
            return sign * (1 - 2 * np.sqrt(np.maximum(np.pi - np.abs(k), 0) / (np.pi - inner)))

        return min((plain, root), key=lambda f: np.abs(f(nodes) - gauss).max())

    def on_uniform(self, n, at):
        """By the nearest nodes on the same side of k = 0, where occupations jump."""
        n = np.asarray(n)
        out = np.empty((*n.shape[:-1], at.size))
        for side in self.nodes > 0, self.nodes < 0:
            there = (at > 0) == (self.nodes[side][0] > 0)
            out[..., there] = interpolate(self.nodes[side], n[..., side], at[there])
        return out


def read_momenta(result):
    """Of an open result of a kinetic equation."""
    return Momenta(result["k"], result["k_break"] if "k_break" in result.file else None)
