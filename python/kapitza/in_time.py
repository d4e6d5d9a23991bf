"""The kinetic equation in time, of a result of kind "boltzmann" with [time], at any place and time inside and outside the defect."""

import numpy as np
from kapitza.interpolation import Across, lagrange_weights
from kapitza.momenta import read_momenta
from kapitza.results import BadResult, text


class KineticEvolution:
    """n(t, x, k) on given momenta; x in units of the length of the defect, from its middle, and t of that length over the hopping."""

    def __init__(self, result, k):
        if text(result.file.attrs.get("kind", "")) != "boltzmann" or "step/time" not in result.file:
            raise BadResult(f"{result.path}: not a result of kind boltzmann in time, of a case with [time]")
        momenta = read_momenta(result)
        on = {name: momenta.values(result[name], k) for name in ("n", "step/n_left", "step/n_right")}
        injected = np.where(result["k"] > 0, result["injected/left"], result["injected/right"])
        self.k, self.v = k, 2 * k
        self.time, self.Lambda = result["time"], float(result["Lambda"][0])
        self.step_time, self.n_left, self.n_right = result["step/time"], on["step/n_left"], on["step/n_right"]
        self.injected = momenta.values(injected, k)
        X, faces = result["X"], result["space/face"]
        self.across = Across(X, X.size // (faces.size - 1)) if X.size % (faces.size - 1) == 0 else Across(X)
        self.n = on["n"]

    def index(self, time):
        i = int(np.argmin(np.abs(self.time - time)))
        return i if abs(self.time[i] - time) < 1e-6 * max(time, self.time[-1]) else None

    def at(self, i, x):
        """n at the i-th time at places x, [x, k]."""
        x = np.asarray(x, dtype=float)
        found = np.empty((x.size, self.k.size))
        inside = np.abs(x) < 0.5
        found[inside] = self.inside(self.n[i], x[inside] + 0.5)
        for places, edge, n_end, sign in (x >= 0.5, 0.5, self.n_right, 1), (x <= -0.5, -0.5, self.n_left, -1):
            found[places] = self.outside(self.time[i], x[places] - edge, n_end, sign)
        return found

    def inside(self, n, X):
        across = self.across
        cell = np.clip(np.searchsorted(across.low, X, side="right") - 1, 0, across.low.size - 1)
        basis = lagrange_weights(across.nodes, (X - across.low[cell]) / across.width[cell])
        return np.einsum("xj,xjk->xk", basis, n[across.index[cell]])

    def outside(self, t, distance, n_end, sign):
        """What has left at t - distance/v, and what was there before."""
        found = np.tile(self.injected, (distance.size, 1))
        for j in np.flatnonzero(sign * self.v > 0):
            left_at = t - np.abs(distance) / abs(self.v[j])
            out = left_at >= 0
            found[out, j] = np.interp(left_at[out], self.step_time, n_end[:, j])
        return found
