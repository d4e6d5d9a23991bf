"""tools/coverage: the errors that stationary states state, against the difference to a much finer solution of the same case.

Cases are drawn from a seed. Each is solved by default settings and once more with twice the momenta and a tenth of the accuracy asked
of the cells in X and of the collision integral. Of every number that has an error it is counted whether the error covers the
difference, and how many times too large it is.
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from kapitza import launch
from kapitza.momenta import Momenta

ROOT = pathlib.Path(__file__).resolve().parents[2]
FINER = 10  # times, of the reference
# Of the largest value of each kind: what the residual and the reference itself leave.
NEGLIGIBLE = 1e-7
AT_LEAST, AT_MOST = 0.95, 30  # of the numbers covered; times too large, in the median
SCALARS = [f"thermal_{place}/{name}" for place in ("left", "center", "right") for name in ("beta", "mu")]


def beams(draw, height):
    """Occupations of two opposite beams on a background."""
    return f"{draw.uniform(0.1, 0.3):.3f} + {height:.3f}*exp(-((abs(k) - {draw.uniform(0.8, 1.8):.3f})/{draw.uniform(0.35, 0.7):.3f})^2)"


def thermal(draw):
    """A Rayleigh-Jeans occupation; the energy of a carrier is k^2."""
    return f"1/({draw.uniform(0.5, 2):.3f}*(k^2 + {draw.uniform(0.2, 2):.3f}))"


def cases(count, seed):
    """Settings of kapitza, one list for each case."""
    draw = random.Random(seed)
    for _ in range(count):
        left = draw.choice([lambda: beams(draw, draw.uniform(0.5, 2)), lambda: thermal(draw)])()
        right = draw.choice([lambda: "mirror", lambda: "mirror", lambda: thermal(draw), lambda: beams(draw, draw.uniform(0.1, 0.5))])()
        interaction = draw.choice(['{"3" = 6.0}', '{"3" = 6.0}', '{"3" = 3.0, "2" = 0.5}', '{"2" = 2.0}', '{"4" = 8.0}'])
        yield {
            "interaction.coefficients": interaction,
            "injection.left": f'"{left}"',
            "injection.right": f'"{right}"',
            "defect.Lambda": f"{10 ** draw.uniform(-1.5, 2):.4g}",
            "momentum.points": str(draw.choice([64, 64, 96])),
        }


def solve(program, folder, settings, ranks):
    """The result of a case as a file, or the reason why there is none."""
    (folder / "case.toml").write_text('kind = "boltzmann"\n')
    words = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    command = [str(program), "run", "case.toml", "-q", "-o", "result.h5", "--overwrite", *words]
    if ranks > 1:
        command = ["mpirun", "-n", str(ranks), *command]
    done = subprocess.run(command, cwd=folder, env=launch.environment(), capture_output=True, text=True)
    if done.returncode != 0:
        return None, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}"
    with h5py.File(folder / "result.h5") as file:
        found = {}
        file.visititems(lambda name, item: found.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
    return found, None


def compared(state, truth):
    """(error stated, difference) of every number of a state that is not negligible."""
    fine = Momenta(truth["k"], truth.get("k_break"))
    largest = truth["n"].max()
    pairs = []
    for name in ("n_left", "n_center", "n_right"):
        difference = np.abs(state[name][0] - fine.values(truth[name][0], state["k"]))
        leaves = {"n_left": state["k"] < 0, "n_right": state["k"] > 0}.get(name, state["k"] < np.inf)  # what enters is given
        pairs += [pair for pair in zip(state[f"{name}_error"][0][leaves], difference[leaves]) if pair[1] > NEGLIGIBLE * largest]
    for name in ("number", "energy"):
        difference = abs(state[f"current/{name}"].mean() - truth[f"current/{name}"].mean())
        pairs.append((state[f"current/{name}_error"][0], max(difference, 1e-12)))
    for name in SCALARS:
        if np.isfinite(state[name][0]) and np.isfinite(truth[name][0]):
            pairs.append((state[f"{name}_error"][0], max(abs(state[name][0] - truth[name][0]), 1e-12)))
    return np.array(pairs)


def main():
    parser = argparse.ArgumentParser(prog="tools/coverage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=60, metavar="N", help="how many are drawn (default 60)")
    parser.add_argument("--first", type=int, default=0, metavar="I", help="the first of them to be solved (default 0)")
    parser.add_argument("--seed", type=int, default=1, help="what they are drawn from (default 1)")
    parser.add_argument("--momenta", type=int, metavar="N", help="of each case (default: drawn)")
    parser.add_argument("-n", "--ranks", type=int, default=1, help="of each run (default 1)")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/kapitza", help="default build/kapitza")
    wanted = parser.parse_args()
    if wanted.cases < 1 or wanted.ranks < 1:
        parser.error("--cases and --ranks: must be at least 1")
    if not 0 <= wanted.first < wanted.cases:
        parser.error("--first: must be from 0 to one less than --cases")
    if not wanted.program.exists():
        parser.error(f"{wanted.program}: no such program; tools/setup builds it")
    program, every, failed = wanted.program.resolve(), [], 0
    print("| case | Lambda | numbers | covered | error, largest | stated / error, median |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for i, settings in enumerate(cases(wanted.cases, wanted.seed)):
            if i < wanted.first:
                continue
            if wanted.momenta:
                settings["momentum.points"] = str(wanted.momenta)
            finer = settings | {
                "space.accuracy": f"{1e-4 / FINER:.2g}",
                "collision.accuracy": f"{1e-5 / FINER:.2g}",
                "momentum.points": str(2 * int(settings["momentum.points"])),
                "momentum.estimate": "false",
            }
            state, why = solve(program, pathlib.Path(folder), settings, wanted.ranks)
            truth = None
            if state is not None:
                truth, why = solve(program, pathlib.Path(folder), finer, wanted.ranks)
            if truth is None:
                failed += 1
                print(f"| {i} | {settings['defect.Lambda']} | none: {why} | | | |", flush=True)
                continue
            pairs = compared(state, truth)
            every.append(pairs)
            covered, ratio = np.mean(pairs[:, 0] >= pairs[:, 1]), np.median(pairs[:, 0] / pairs[:, 1])
            largest = pairs[:, 1].max()
            print(f"| {i} | {settings['defect.Lambda']} | {len(pairs)} | {covered:.1%} | {largest:.1e} | {ratio:.1f} |", flush=True)
    if not every:
        print("coverage: error: no case was solved", file=sys.stderr)
        return 1
    pairs = np.concatenate(every)
    covered, ratio = np.mean(pairs[:, 0] >= pairs[:, 1]), np.median(pairs[:, 0] / pairs[:, 1])
    print(f"\n{len(pairs)} numbers of {len(every)} cases: {covered:.1%} covered (at least {AT_LEAST:.0%}), stated errors {ratio:.1f} times too "
          f"large in the median (at most {AT_MOST}); {failed} cases not solved")
    return 0 if covered >= AT_LEAST and ratio <= AT_MOST and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
