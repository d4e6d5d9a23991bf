"""Regression of what the microscopic field sends out on what the kinetic equation predicts (paper, Fig. 3)."""

import argparse
import sys

import numpy as np

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


def main():
    parser = argparse.ArgumentParser(
        prog="compare",
        description="Regress the change n_out - n_in of the microscopic field on the kinetic one: 1 is agreement.")
    parser.add_argument("micro", help="result of kind micro")
    parser.add_argument("kinetic", help="result of kind boltzmann with the same injection and Lambda")
    parser.add_argument("--from", dest="low", type=float, default=0.5, help="least |k| (default 0.5)")
    parser.add_argument("--to", dest="high", type=float, default=2.8, help="largest |k| (default 2.8)")
    arguments = parser.parse_args()
    try:
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
