"""Regression of what the microscopic field sends out on what the kinetic equation predicts (paper, Fig. 3)."""

import argparse
import sys

import numpy as np

from kapitza.in_time import KineticEvolution
from kapitza.momenta import read_momenta
from kapitza.results import BadResult, Reader, open_result, text

# The Hann taper of the measurement correlates the estimates of neighbouring momenta: squared correlations 4/9 and 1/36.
NEIGHBOURS = (4 / 9, 1 / 36)


def kinetic_occupations(path, Lambda):
    """Momenta, n at X = 0 and n at X = 1 of the state nearest to a strength Lambda."""
    with open_result(path) as file:
        if text(file.attrs.get("kind", "")) != "boltzmann":
            raise BadResult(f"{path}: not a result of kind boltzmann")
        read = Reader(file, path)
        i = int(np.argmin(np.abs(read["Lambda"] - Lambda)))
        found = read["Lambda"][i]
        if abs(found - Lambda) > 1e-6 * abs(Lambda):
            raise BadResult(f"{path}: no state with Lambda = {Lambda:g}; the nearest is {found:g}")
        return read_momenta(read), read["n_left"][i], read["n_right"][i]


def seen_through_window(n):
    """n(k) on one sign of k as the Hann taper blurs it: variance (4/3)(pi/K)^2, by weights 1/6, 2/3, 1/6 of neighbours."""
    wide = np.concatenate([n[:1], n, n[-1:]])
    return wide[:-2] / 6 + wide[1:-1] * 2 / 3 + wide[2:] / 6


def regression(change, error, predicted):
    """Slope of change on predicted through the origin, weighted by 1/error^2, and its standard error."""
    weight = predicted / error**2
    norm = np.sum(weight * predicted)
    variance = np.sum((weight * error) ** 2)
    for distance, squared in enumerate(NEIGHBOURS, start=1):
        variance += 2 * squared * np.sum((weight * error)[:-distance] * (weight * error)[distance:])
    return np.sum(weight * change) / norm, np.sqrt(variance) / norm


def cases(read):
    """(index into the datasets, length, Lambda, A) of every case of a file."""
    if "case" not in read.file:
        attributes = read.file.attrs
        yield (), attributes["length"], attributes["Lambda"], attributes["A"]
        return
    for i in range(len(read["case"])):
        yield (i,), *(read[name][i] for name in ("case_length", "case_Lambda", "case_A"))


def compare(micro, kinetic, low, high):
    """One line per case: slopes of the left, the right and both leads."""
    rows = []
    with open_result(micro) as file:
        if text(file.attrs.get("kind", "")) != "micro":
            raise BadResult(f"{micro}: not a result of kind micro")
        read = Reader(file, micro)
        k = read["k"]
        for index, length, Lambda, A in cases(read):
            momenta, n_left, n_right = kinetic_occupations(kinetic, Lambda)
            parts = []
            # What leaves to one side would, without collisions, have been injected on the other.
            for lead, through, outside, n_kinetic in (("left", "right", -1, n_left),
                                                      ("right", "left", 1, n_right)):
                half = outside * k > 0
                chosen = (np.abs(k[half]) > low) & (np.abs(k[half]) < high)
                n_in = read[f"injected/{through}"][half]
                n_out = read[f"lead_{lead}/n"][index][half]
                error = read[f"lead_{lead}/n_stderr"][index][half]
                predicted = momenta.values(n_kinetic, k[half]) - n_in
                parts.append([values[chosen] for values in (
                    n_out - seen_through_window(n_in), error, seen_through_window(predicted))])
            slopes = [regression(*part) for part in parts]
            weights = np.array([1 / error**2 for _, error in slopes])
            both = np.sum(weights * [slope for slope, _ in slopes]) / np.sum(weights)
            rows.append((length, Lambda, A, slopes[0], slopes[1], (both, np.sum(weights) ** -0.5)))
    return rows


def blurred(n):
    """n(k) on all momenta as the Hann taper blurs it, the zone being a ring."""
    return np.roll(n, 1, axis=-1) / 6 + n * 2 / 3 + np.roll(n, -1, axis=-1) / 6


def through_window(kinetic, i, centre, points, length):
    """Mean of n(t_i, x, k) over a window of so many sites around a centre, with the squares of the taper as weights."""
    site = np.arange(points)
    weight = np.sin(np.pi * (site + 0.5) / points) ** 4
    return weight / weight.sum() @ kinetic.at(i, (centre + site - 0.5 * (points - 1)) / length)


def regions(x, length, points):
    """(name, windows) inside the defect, and outside as far as no window has both."""
    reach = np.abs(x) + 0.5 * points
    return [("inside", reach <= 0.5 * length), ("left", x + 0.5 * points <= -0.5 * length), ("right", x - 0.5 * points >= 0.5 * length)]


def compare_in_time(micro, kinetic, low, high):
    """By case, (length, Lambda, A, rows) with rows (t, region, points, chi^2 per point of the kinetic n and of no change, slope, error, largest |z|)."""
    found = []
    with open_result(micro) as file, open_result(kinetic) as other:
        read = Reader(file, micro)
        k, time = read["k"], read["time"]
        chosen = (np.abs(k) > low) & (np.abs(k) < high)
        evolution = KineticEvolution(Reader(other, kinetic), k)
        injected = blurred(evolution.injected)
        matching = [case for case in cases(read) if abs(evolution.Lambda - case[2]) <= 1e-6 * abs(case[2])]
        if not matching:
            held = ", ".join(f"{case[2]:g}" for case in cases(read))
            raise BadResult(f"{kinetic}: Lambda = {evolution.Lambda:g}; {micro} has {held}")
        for index, length, Lambda, A in matching:
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
                    predicted = np.array([blurred(through_window(evolution, i, centre, k.size, length)) for centre in x[windows]])[:, chosen]
                    measured, sigma = n[t_index][windows][:, chosen], error[t_index][windows][:, chosen]
                    before = np.broadcast_to(injected[chosen], measured.shape)
                    z, z_before = (measured - predicted) / sigma, (measured - before) / sigma
                    change, rounding = predicted - before, 1e-9 * before.max()
                    known = np.abs(change).max() > rounding  # before that nothing has come here, and there is no slope
                    slope, slope_error = regression((measured - before).ravel(), sigma.ravel(), change.ravel()) if known else (np.nan, np.nan)
                    rows.append((t, name, z.size, small * np.mean(z**2), small * np.mean(z_before**2), slope, slope_error, np.abs(z).max()))
            if not rows:
                raise BadResult(f"{kinetic}: has none of the times of {micro}; they should be t/L, from {time[0] / length:g} to {time[-1] / length:g}")
            found.append((length, Lambda, A, rows))
    return found


def print_in_time(found):
    for length, Lambda, A, rows in found:
        print(f"L = {length:g}, Lambda = {Lambda:g}, A = {A:.4g}")
        print(f"{'t':>8} {'t/L':>8} {'where':>7} {'points':>7} {'chi2':>7} {'no change':>10} {'slope':>16} {'max |z|':>8}")
        for t, name, points, chi2, before, slope, error, worst in rows:
            on = f"{slope:.3f} +- {error:.3f}" if np.isfinite(slope) else "-"
            print(f"{t:8g} {t / length:8.4g} {name:>7} {points:7} {chi2:7.3f} {before:10.3f} {on:>16} {worst:8.2f}")


def is_in_time(path):
    with open_result(path) as file:
        return text(file.attrs.get("kind", "")) == "micro" and "time" in file


def main():
    parser = argparse.ArgumentParser(
        prog="compare",
        description="Regress the change n_out - n_in of the microscopic field on the kinetic one: 1 is agreement. Of two results in time"
                    " n(x, k) at the times t/L that they share, with chi^2 per point, 1 in the mean where both agree.")
    parser.add_argument("micro", help="result of kind micro")
    parser.add_argument("kinetic", help="result of kind boltzmann with the same injection and Lambda; in time, with the times t/L")
    parser.add_argument("--from", dest="low", type=float, default=0.5, help="least |k| (default 0.5)")
    parser.add_argument("--to", dest="high", type=float, default=2.8, help="largest |k| (default 2.8)")
    arguments = parser.parse_args()
    try:
        if is_in_time(arguments.micro):
            print_in_time(compare_in_time(arguments.micro, arguments.kinetic, arguments.low, arguments.high))
            return 0
        rows = compare(arguments.micro, arguments.kinetic, arguments.low, arguments.high)
    except BadResult as error:
        print(f"compare: error: {error}", file=sys.stderr)
        return 2
    print(f"{'L':>8} {'Lambda':>8} {'A':>9} {'left':>15} {'right':>15} {'both':>15}")
    for length, Lambda, A, *slopes in rows:
        columns = " ".join(f"{f'{slope:.3f} +- {error:.3f}':>15}" for slope, error in slopes)
        print(f"{length:8g} {Lambda:8g} {A:9.3f} {columns}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
