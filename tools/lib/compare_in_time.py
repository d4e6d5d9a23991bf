"""n(x, k) of the field that is switched on beside the kinetic equation in time."""

import numpy as np
from comparing import cases, finite_defect, regression, tapered

from kapitza.in_time import KineticEvolution
from kapitza.results import BadResult, Reader, open_result, text


def through_window(kinetic, i, centre, points, length):
    """Mean of n(t_i, x, k) over a window of so many sites around a centre, with the squares of the taper as weights."""
    site = np.arange(points)
    weight = np.sin(np.pi * (site + 0.5) / points) ** 4
    return weight / weight.sum() @ kinetic.at(i, (centre + site - 0.5 * (points - 1)) / length)


def regions(x, length, points):
    """(name, windows) inside the defect, and outside as far as no window has both."""
    reach = np.abs(x) + 0.5 * points
    return [("inside", reach <= 0.5 * length), ("left", x + 0.5 * points <= -0.5 * length), ("right", x - 0.5 * points >= 0.5 * length)]


def compare(micro, kinetic, limits):
    """By case, (length, Lambda, A, rows) with rows (t, region, points, chi^2 per point of the kinetic n and of no change, slope, error, largest |z|)."""
    found = []
    with open_result(micro) as file, open_result(kinetic) as other:
        read = Reader(file, micro)
        k, time = read["k"], read["time"]
        chosen = (np.abs(k) > limits[0]) & (np.abs(k) < limits[1])
        result = Reader(other, kinetic)
        evolution, defect = KineticEvolution(result, k), finite_defect(result)
        injected = tapered(evolution.injected)
        matching = [case for case in cases(read) if abs(evolution.Lambda - case.Lambda) <= 1e-6 * abs(case.Lambda)]
        if not matching:
            held = ", ".join(f"{case.Lambda:g}" for case in cases(read))
            raise BadResult(f"{kinetic}: Lambda = {evolution.Lambda:g}; {micro} has {held}")
        for case in matching:
            if defect is not None:
                defect.require(kinetic, case)
            index, length = case.index, case.length
            x, n, error = (read[name][index] for name in ("wigner/x", "wigner/n", "wigner/n_stderr"))
            realisations = int(read["realisations_done"][index])
            small = (realisations - 3) / (realisations - 1)  # of z^2 with an error from so many values
            rows = []
            for t_index, t in enumerate(time):
                i = evolution.index(t / length)
                if i is None:
                    continue
                for name, windows in regions(x, length, k.size):
                    if not windows.any():
                        continue
                    predicted = np.array([tapered(through_window(evolution, i, centre, k.size, length)) for centre in x[windows]])[:, chosen]
                    measured, sigma = n[t_index][windows][:, chosen], error[t_index][windows][:, chosen]
                    before = np.broadcast_to(injected[chosen], measured.shape)
                    z, z_before = (measured - predicted) / sigma, (measured - before) / sigma
                    change, rounding = predicted - before, 1e-9 * before.max()
                    known = np.abs(change).max() > rounding  # before that nothing has come here, and there is no slope
                    slope, slope_error = regression((measured - before).ravel(), sigma.ravel(), change.ravel()) if known else (np.nan, np.nan)
                    rows.append((t, name, z.size, small * np.mean(z**2), small * np.mean(z_before**2), slope, slope_error, np.abs(z).max()))
            if not rows:
                raise BadResult(f"{kinetic}: has none of the times of {micro}; they should be t/L, from {time[0] / length:g} to {time[-1] / length:g}")
            found.append((length, case.Lambda, case.A, rows))
    return found


def show(found):
    for length, Lambda, A, rows in found:
        print(f"L = {length:g}, Lambda = {Lambda:g}, A = {A:.4g}")
        print(f"{'t':>8} {'t/L':>8} {'where':>7} {'points':>7} {'chi2':>7} {'no change':>10} {'slope':>16} {'max |z|':>8}")
        for t, name, points, chi2, before, slope, error, worst in rows:
            on = f"{slope:.3f} +- {error:.3f}" if np.isfinite(slope) else "-"
            print(f"{t:8g} {t / length:8.4g} {name:>7} {points:7} {chi2:7.3f} {before:10.3f} {on:>16} {worst:8.2f}")


def is_in_time(path):
    with open_result(path) as file:
        return text(file.attrs.get("kind", "")) == "micro" and "time" in file
