"""Thermal states 1 / (beta (E - mu)), E = k^2, nearest to an occupation or with its currents; NaN where there is none."""

import numpy as np


def nearest(k, n):
    """beta, mu that minimise sum_k (n / n_thermal - 1)^2, which is linear in beta and beta mu; last axis of n: k."""
    E, weight = k**2, np.sum(n**2, axis=-1)
    middle = np.sum(n**2 * E, axis=-1) / weight
    column = n * (E - middle[..., None])
    beta = np.sum(column, axis=-1) / np.sum(column**2, axis=-1)
    mu = middle - np.sum(n, axis=-1) / weight / beta
    return tuple(np.where((beta > 0) & (mu < 0), value, np.nan) for value in (beta, mu))


def with_currents(k, n):
    """beta, mu of the state that carries as much number and energy as n does, both on k > 0, by v = 2k.

    The energy per carrier falls as mu rises to the edge of the band at 0; a bisection finds mu.
    """
    v, E = 2 * k, k**2
    number, near, far = np.sum(v * n), 1e-12, 1e12  # -mu
    if number <= 0:
        return np.nan, np.nan
    for _ in range(100):
        middle = np.sqrt(near * far)
        surplus = np.sum(v * (E - np.sum(v * E * n) / number) / (E + middle))
        near, far = (middle, far) if surplus < 0 else (near, middle)
    if not 2e-12 < near < 5e11:
        return np.nan, np.nan
    return np.sum(v / (E + near)) / number, -near
