"""tools/coverage: what a result states of its errors, against the difference to a much finer solution of the same case.

Cases are drawn from a seed. A stationary state is solved by default settings and once more with twice the momenta and a tenth of the
accuracy asked of the cells in X and of the collision integral (--finite: in defects of finite length, on three times the cells). Of
every number that has an error it is counted whether the error covers the difference, and how many times too large it is. With
--in-time the defect is switched on at t = 0, and the finer solution has a hundredth of the tolerance of the steps: n(t, X, k) must be
within ten times the tolerance asked, and within the bound stated.

A case that kapitza gives up, with a reason and exit code 1, states no number: it is told in its row and counted apart. One of twenty
may be.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import coverage_cases
import h5py
import numpy as np
from kapitza import launch
from kapitza.momenta import Momenta

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Of the largest n: a difference that the residual and the reference itself leave is none.
NEGLIGIBLE = 1e-7
GIVEN_UP = 1  # exit code of kapitza
AT_MOST_GIVEN_UP = 0.05  # of the cases


def solve(program, folder, settings, ranks):
    """The result of a case as a file, or the reason why it was given up. Another failure is an error of this tool."""
    for left in folder.glob("result.h5*"):  # the checkpoint of a case that was given up is of no use to the next
        left.unlink()
    (folder / "case.toml").write_text('kind = "boltzmann"\n')
    words = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    command = [str(program), "run", "case.toml", "-q", "-o", "result.h5", "--overwrite", *words]
    if ranks > 1:
        command = ["mpirun", "-n", str(ranks), *command]
    done = subprocess.run(command, cwd=folder, env=launch.environment(), capture_output=True, text=True)
    if done.returncode == GIVEN_UP:
        return None, done.stderr.strip().splitlines()[-1]
    if done.returncode:
        raise SystemExit(f"coverage: error: kapitza ended with exit code {done.returncode} for {settings}:\n{done.stderr}")
    with h5py.File(folder / "result.h5") as file:
        found = {}
        file.visititems(lambda name, item: found.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
    return found, None


class Stationary:
    """Are the errors of the numbers of a stationary state large enough, and not much too large?"""

    cases = staticmethod(coverage_cases.stationary)
    columns = ["case", "Lambda", "numbers", "covered", "error, largest", "stated / error, median"]
    SCALARS = [f"thermal_{place}/{name}" for place in ("left", "center", "right") for name in ("beta", "mu")]
    FINER = 10  # times, of the reference
    AT_LEAST, AT_MOST = 0.95, 30  # of the numbers covered; times too large, in the median

    def __init__(self):
        self.pairs = []

    def finer(self, settings):
        return settings | {
            "space.accuracy": f"{1e-4 / self.FINER:.2g}",
            "collision.accuracy": f"{1e-5 / self.FINER:.2g}",
            "momentum.points": str(2 * int(settings["momentum.points"])),
            "momentum.estimate": "false",
        }

    def compared(self, state, truth):
        """(error stated, difference) of every number of a state that is not negligible."""
        fine = Momenta(truth["k"], truth.get("k_break"))
        largest = truth["n"].max()
        pairs = []
        for name in ("n_left", "n_center", "n_right"):
            difference = np.abs(state[name][0] - fine.values(truth[name][0], state["k"]))
            leaves = {"n_left": state["k"] < 0, "n_right": state["k"] > 0}.get(name, state["k"] < np.inf)  # what enters is given
            pairs += zip(state[f"{name}_error"][0][leaves], difference[leaves])
        for name in ("number", "energy"):
            pairs.append((state[f"current/{name}_error"][0], abs(state[f"current/{name}"].mean() - truth[f"current/{name}"].mean())))
        for name in self.SCALARS:
            if np.isfinite(state[name][0]) and np.isfinite(truth[name][0]):
                pairs.append((state[f"{name}_error"][0], abs(state[name][0] - truth[name][0])))
        return np.array([pair for pair in pairs if pair[1] > NEGLIGIBLE * largest]).reshape(-1, 2)

    def row(self, settings, state, truth):
        pairs = self.compared(state, truth)
        self.pairs.append(pairs)
        if not len(pairs):
            return [settings["defect.Lambda"], "0", "", "none", ""]
        covered, ratio = np.mean(pairs[:, 0] >= pairs[:, 1]), np.median(pairs[:, 0] / pairs[:, 1])
        return [settings["defect.Lambda"], str(len(pairs)), f"{covered:.1%}", f"{pairs[:, 1].max():.1e}", f"{ratio:.1f}"]

    def verdict(self):
        """In words, and whether it holds."""
        pairs = np.concatenate(self.pairs)
        if not len(pairs):
            return "no number has an error", False
        covered, ratio = np.mean(pairs[:, 0] >= pairs[:, 1]), np.median(pairs[:, 0] / pairs[:, 1])
        return (
            f"{len(pairs)} numbers of {len(self.pairs)} cases: {covered:.1%} covered (at least {self.AT_LEAST:.0%}), stated errors "
            f"{ratio:.1f} times too large in the median (at most {self.AT_MOST})",
            covered >= self.AT_LEAST and ratio <= self.AT_MOST,
        )


class Finite(Stationary):
    """The same behind the mean field of a defect of finite length, where cells are given by hand."""

    cases = staticmethod(coverage_cases.finite)

    def finer(self, settings):
        return settings | {
            "space.cells": str(3 * int(settings["space.cells"])),
            "collision.accuracy": f"{float(settings['collision.accuracy']) / self.FINER:.2g}",
            "momentum.points": str(2 * int(settings["momentum.points"])),
            "momentum.estimate": "false",
        }


class InTime:
    """Is n(t, X, k) within ten times the tolerance of the steps, and within the bound that is stated?"""

    cases = staticmethod(coverage_cases.in_time)
    columns = ["case", "Lambda", "grid", "end", "tolerance", "steps", "error / tolerance", "bound / error"]
    FINER = 100
    AT_MOST = 10  # times the tolerance

    def __init__(self):
        self.errors, self.bounds = [], []

    def finer(self, settings):
        return settings | {"time.tolerance": f"{float(settings['time.tolerance']) / self.FINER:.2g}"}

    def row(self, settings, state, truth):
        difference = np.abs(state["n"] - truth["n"]).max(axis=(1, 2)) / truth["n"][0].max()
        told = difference > NEGLIGIBLE / self.FINER
        tolerance = float(settings["time.tolerance"])
        self.errors.append(difference.max() / tolerance)
        self.bounds.append((state["time_error"][told] / difference[told]).min() if told.any() else np.inf)
        grid = f"{settings.get('space.cells', settings.get('space.points'))} x {settings['momentum.points']}"
        if "defect.length" in settings:
            grid += f", L = {settings['defect.length']}"
        return [settings["defect.Lambda"], grid, settings["time.end"], settings["time.tolerance"], str(len(state["step/time"]) - 1),
                f"{self.errors[-1]:.2g}", f"{self.bounds[-1]:.3g}"]

    def verdict(self):
        return (
            f"{len(self.errors)} cases: errors at most {max(self.errors):.2g} times the tolerance (at most {self.AT_MOST}), bounds at least "
            f"{min(self.bounds):.3g} times the error (at least 1)",
            max(self.errors) < self.AT_MOST and min(self.bounds) >= 1,
        )


def main():
    parser = argparse.ArgumentParser(prog="tools/coverage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--in-time", action="store_true", help="cases in time instead of stationary states")
    which.add_argument("--finite", action="store_true", help="stationary states in defects of finite length")
    parser.add_argument("--cases", type=int, metavar="N", help="how many are drawn (default 60, of the others 20)")
    parser.add_argument("--first", type=int, default=0, metavar="I", help="the first of them to be solved (default 0)")
    parser.add_argument("--seed", type=int, default=1, help="what they are drawn from (default 1)")
    parser.add_argument("--momenta", type=int, metavar="N", help="of each case (default: drawn)")
    parser.add_argument("-n", "--ranks", type=int, default=1, help="of each run (default 1)")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/kapitza", help="default build/kapitza")
    wanted = parser.parse_args()
    cases = wanted.cases if wanted.cases is not None else 20 if wanted.in_time or wanted.finite else 60
    if cases < 1 or wanted.ranks < 1:
        parser.error("--cases and --ranks: must be at least 1")
    if not 0 <= wanted.first < cases:
        parser.error("--first: must be from 0 to one less than --cases")
    if not wanted.program.exists():
        parser.error(f"{wanted.program}: no such program; tools/setup builds it")
    program, solved, given_up = wanted.program.resolve(), 0, 0
    study = InTime() if wanted.in_time else Finite() if wanted.finite else Stationary()
    print(f"| {' | '.join(study.columns)} |\n|{' --- |' * len(study.columns)}")
    with tempfile.TemporaryDirectory() as folder:
        for i, settings in enumerate(study.cases(cases, wanted.seed)):
            if i < wanted.first:
                continue
            if wanted.momenta:
                settings["momentum.points"] = str(wanted.momenta)
            state, why = solve(program, pathlib.Path(folder), settings, wanted.ranks)
            truth = None
            if state is not None:
                truth, why = solve(program, pathlib.Path(folder), study.finer(settings), wanted.ranks)
            if truth is None:
                given_up += 1
                cells = [settings["defect.Lambda"], f"none: {why}"] + [""] * (len(study.columns) - 3)
            else:
                solved += 1
                cells = study.row(settings, state, truth)
            print(f"| {' | '.join([str(i), *cells])} |", flush=True)
    if not solved:
        print("coverage: error: no case was solved", file=sys.stderr)
        return 1
    verdict, holds = study.verdict()
    print(f"\n{verdict}; {given_up} cases given up (at most {AT_MOST_GIVEN_UP:.0%})")
    return 0 if holds and given_up <= AT_MOST_GIVEN_UP * (solved + given_up) else 1


if __name__ == "__main__":
    sys.exit(main())
