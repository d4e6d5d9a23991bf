"""Polynomial interpolation between the grids of two results."""

import numpy as np

STENCIL = 6


def lagrange_weights(nodes, at):
    """Weights [..., node] of the values at `nodes` [..., node] in the polynomial through all of them, evaluated at `at` [...]."""
    nodes, at = np.asarray(nodes, dtype=float), np.asarray(at, dtype=float)
    count = nodes.shape[-1]
    weights = np.ones((*np.broadcast_shapes(nodes.shape[:-1], at.shape), count))
    for i in range(count):
        for j in range(count):
            if j != i:
                weights[..., i] *= (at - nodes[..., j]) / (nodes[..., i] - nodes[..., j])
    return weights


def interpolate(k_from, values, k_to):
    """Polynomials through the six nearest nodes; all k of one sign, for occupations jump at k = 0. Last axis of values: k."""
    k_from, k_to, width = np.asarray(k_from), np.asarray(k_to), min(STENCIL, len(k_from))
    first = np.clip(np.searchsorted(k_from, k_to) - width // 2, 0, len(k_from) - width)
    index = first[:, None] + np.arange(width)
    return np.sum(np.asarray(values)[..., index] * lagrange_weights(k_from[index], k_to), axis=-1)


class Across:
    """What values at the points X of a scheme in [0, 1] are in between: with `nodes` Gauss points in each cell, of whatever
    widths, the polynomial of each cell (discontinuous Galerkin); otherwise straight lines. What is not a number in one
    cell leaves the others alone."""

    def __init__(self, X, nodes=None):
        if nodes:
            self.nodes = (np.polynomial.legendre.leggauss(nodes)[0] + 1) / 2
            self.index = np.arange(X.size).reshape(-1, nodes)
            inner = X[self.index]
            if nodes > 1:
                width = (inner[:, -1] - inner[:, 0]) / (self.nodes[-1] - self.nodes[0])
            else:  # centres: the cells follow each other from X = 0 on
                width = np.empty(X.size)
                for c in range(X.size):
                    width[c] = 2 * (X[c] - width[:c].sum())
            self.low, self.width = inner[:, 0] - width * self.nodes[0], width
        else:
            self.nodes = np.array([0.0, 1.0])
            self.index = np.stack([np.arange(X.size - 1), np.arange(1, X.size)], axis=1)
            self.low, self.width = X[:-1], np.diff(X)

    def X(self, at):
        """The positions `at` (0 .. 1) of all cells."""
        return np.clip(self.low[:, None] + self.width[:, None] * at, 0, 1).ravel()

    def values(self, values, at):
        """Values there; first axis of `values`: X."""
        basis = lagrange_weights(self.nodes, at)
        inside = np.einsum("xj,cj...->cx...", basis, np.asarray(values)[self.index])
        return inside.reshape(-1, *np.shape(values)[1:])
