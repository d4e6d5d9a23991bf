"""Polynomial interpolation between the grids of two results."""

import numpy as np

STENCIL = 6


def lagrange_weights(nodes, at):
    """Weights of the values at `nodes` in the polynomial through all of them, evaluated at `at`."""
    nodes = np.asarray(nodes, dtype=float)
    return np.array([np.prod([(at - b) / (a - b) for b in nodes if b != a]) for a in nodes])


def interpolate(k_from, values, k_to):
    """Polynomials through the six nearest nodes; all k of one sign, for occupations jump at k = 0. Last axis of values: k."""
    width = min(STENCIL, len(k_from))
    out = np.empty((*np.shape(values)[:-1], len(k_to)))
    for j, k in enumerate(k_to):
        first = int(np.clip(np.searchsorted(k_from, k) - width // 2, 0, len(k_from) - width))
        nodes = slice(first, first + width)
        out[..., j] = values[..., nodes] @ lagrange_weights(k_from[nodes], k)
    return out
