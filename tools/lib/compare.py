"""Regression of what the microscopic field sends out on what the kinetic equation predicts (paper, Fig. 3)."""

import argparse
import sys
from dataclasses import dataclass

import compare_in_time
import numpy as np
from comparing import Case, cases, finite_defect, regression, tapered

from kapitza.momenta import read_momenta
from kapitza.results import BadResult, Reader, open_result, text

FINE = 16  # momenta of the window for each one measured


def described(read):
    """What the resolved input of a result says of the interaction and the profile, as far as it says it."""
    defect = read.case.get("defect", {})
    powers = read.case.get("interaction", {}).get("coefficients")
    return {"interaction.coefficients": powers and {str(power): float(value) for power, value in powers.items()},
            "defect.profile": defect.get("profile"), "defect.smoothing": defect.get("smoothing")}  # fmt: skip


class Prediction:
    """A result of kind boltzmann: of the scaling limit, or of (6) for one length."""

    def __init__(self, path):
        self.path = path
        with open_result(path) as file:
            if text(file.attrs.get("kind", "")) != "boltzmann":
                raise BadResult(f"{path}: not a result of kind boltzmann")
            read = Reader(file, path)
            self.Lambda, self.momenta = read["Lambda"], read_momenta(read)
            self.n = {"left": read["n_left"], "right": read["n_right"]}
            self.defects = [finite_defect(read, i) for i in range(len(self.Lambda))]
            self.finite = self.defects[0] is not None
            self.name = "(6), next order" if "next_order" in file else "(6)" if self.finite else "limit"
            self.says = described(read)

    def state(self, case, said):
        """Its state at the Lambda of a case; of another physics BadResult says which."""
        i = int(np.argmin(np.abs(self.Lambda - case.Lambda)))
        if abs(self.Lambda[i] - case.Lambda) > 1e-6 * abs(case.Lambda):
            raise BadResult(f"{self.path}: no state with Lambda = {case.Lambda:g}; the nearest is {self.Lambda[i]:g}")
        names = ["interaction.coefficients"]
        if self.finite:
            self.defects[i].require(self.path, case)
            names += ["defect.profile", "defect.smoothing"]
        for name in names:
            if None not in (self.says[name], said[name]) and self.says[name] != said[name]:
                raise BadResult(f"{self.path}: of {name} = {self.says[name]}, not {said[name]}")
        return i


def seen(momenta, n, k):
    """n(k) of the equation as the window measures it, with what changes between the momenta k of the window."""
    fine = (k[0] + 2 * np.pi * np.arange(FINE * k.size) / (FINE * k.size) + np.pi) % (2 * np.pi) - np.pi
    return tapered(momenta.values(n, fine), FINE)


def within(k, limits):
    return (np.abs(k) > limits[0]) & (np.abs(k) < limits[1])


@dataclass
class Row:
    """A case beside a prediction."""

    case: Case
    prediction: str
    slopes: list  # (slope, standard error) of the left lead, the right one and both
    table: np.ndarray  # [momentum, (k, measured, standard error, predicted, z)] of what leaves to either side

    def chi2(self):
        return np.mean(self.table[:, 4] ** 2)

    def mean_z(self):
        return np.mean(np.abs(self.table[:, 4]))


def row(read, case, prediction, i, low, high, judged):
    k = read["k"]
    parts, tables = [], []
    # What leaves to one side would, without collisions, have been injected on the other.
    for lead, through, outside in ("left", "right", -1), ("right", "left", 1):
        half = outside * k > 0
        n_in, n = read[f"injected/{through}"], prediction.n[lead][i]
        measured, error = (read[f"lead_{lead}/{name}"][case.index] for name in ("n", "n_stderr"))
        predicted = np.where(half, prediction.momenta.values(n, k) - n_in, 0)  # what comes in is what is injected
        change = (measured - tapered(n_in), error, tapered(predicted))
        parts.append([values[half & within(k, (low, high))] for values in change])
        chosen = half & within(k, judged)
        at, found, sigma, expected = (values[chosen] for values in (k, measured, error, seen(prediction.momenta, n, k)))
        tables.append(np.stack([at, found, sigma, expected, (found - expected) / sigma], axis=1))
    slopes = [regression(*part) for part in parts]
    weights = np.array([1 / error**2 for _, error in slopes])
    both = np.sum(weights * [slope for slope, _ in slopes]) / np.sum(weights)
    return Row(case, prediction.name, [*slopes, (both, np.sum(weights) ** -0.5)], np.concatenate(tables))


def compare(micro, kinetic, low, high, judged=(0.15, 2.6)):
    """A row for each case and each of the predictions that is of the same physics, and the others' reasons; one at least for each case."""
    rows, reasons = [], []
    with open_result(micro) as file:
        if text(file.attrs.get("kind", "")) != "micro":
            raise BadResult(f"{micro}: not a result of kind micro")
        read = Reader(file, micro)
        said, predictions = described(read), [Prediction(path) for path in kinetic]
        for case in cases(read):
            found, refused = [], []
            for prediction in predictions:
                try:
                    i = prediction.state(case, said)
                except BadResult as reason:
                    refused.append(str(reason))
                    continue
                found.append(row(read, case, prediction, i, low, high, judged))
            if not found:
                reasons.append(f"L = {case.length:g}, Lambda = {case.Lambda:g}: " + "; ".join(refused))
            rows += found
    if not rows:
        raise BadResult("; ".join(reasons))
    return rows, reasons


def show(rows, by_momentum):
    print(f"{'L':>8} {'Lambda':>8} {'A':>9} {'left':>15} {'right':>15} {'both':>15} {'chi2':>8} {'mean|z|':>8}  of")
    for row in rows:
        columns = " ".join(f"{f'{slope:.3f} +- {error:.3f}':>15}" for slope, error in row.slopes)
        print(f"{row.case.length:8g} {row.case.Lambda:8g} {row.case.A:9.3f} {columns} {row.chi2():8.2f} {row.mean_z():8.2f}  {row.prediction}")
    for row in rows if by_momentum else ():
        print(f"\nL = {row.case.length:g}, Lambda = {row.case.Lambda:g}, A = {row.case.A:.3f}, {row.prediction}")
        print(f"{'k':>9} {'measured':>10} {'error':>9} {'predicted':>10} {'z':>7}")
        for k, n, error, predicted, z in row.table:
            print(f"{k:9.4f} {n:10.5f} {error:9.5f} {predicted:10.5f} {z:7.2f}")


def main():
    parser = argparse.ArgumentParser(
        prog="compare",
        description="Regress the change n_out - n_in of the microscopic field on the kinetic one: 1 is agreement. chi2 and mean|z|: of n_out itself, per "
        "momentum, beside the prediction as the window would measure it. Of two results in time: n(x, k) at the times t/L that they share.")  # fmt: skip
    parser.add_argument("micro", help="result of kind micro")
    parser.add_argument("kinetic", nargs="+", help="result of kind boltzmann with the same injection and Lambda: of the limit, or of one length (defect.length); "
                        "of several each case takes those that are of its length; in time, with the times t/L")  # fmt: skip
    parser.add_argument("--from", dest="low", type=float, default=0.5, help="least |k| of the slopes (default 0.5)")
    parser.add_argument("--to", dest="high", type=float, default=2.8, help="largest |k| of the slopes (default 2.8)")
    parser.add_argument("--chi2-from", type=float, default=0.15, help="least |k| of chi2 and z (default 0.15)")
    parser.add_argument("--chi2-to", type=float, default=2.6, help="largest |k| of chi2 and z (default 2.6)")
    parser.add_argument("--by-momentum", action="store_true", help="also z of every momentum")
    arguments = parser.parse_args()
    try:
        if compare_in_time.is_in_time(arguments.micro):
            if len(arguments.kinetic) > 1:
                raise BadResult("a result in time is compared with one other")
            compare_in_time.show(compare_in_time.compare(arguments.micro, *arguments.kinetic, (arguments.low, arguments.high)))
            return 0
        rows, reasons = compare(arguments.micro, arguments.kinetic, arguments.low, arguments.high, (arguments.chi2_from, arguments.chi2_to))
    except BadResult as error:
        print(f"compare: error: {error}", file=sys.stderr)
        return 2
    for reason in reasons:
        print(f"compare: warning: {reason}", file=sys.stderr)
    show(rows, arguments.by_momentum)
    return 0


if __name__ == "__main__":
    sys.exit(main())
