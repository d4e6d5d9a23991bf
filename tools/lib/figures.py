"""The figures of the paper: which cases each is made of, which panels are drawn of them, and what is cut for --small."""

import argparse
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import plot
from kapitza import plotting, results, running
from kapitza.plotting import setup

INPUT = Path(__file__).resolve().parents[2] / "input"


@dataclass
class Run:
    """A case of input/ and the keys that are replaced: always, and with --small, for which another file may serve."""

    name: str  # of the result
    case: str
    keys: dict = field(default_factory=dict)
    small: dict = field(default_factory=dict)
    small_case: str = ""


@dataclass
class Figure:
    title: str
    runs: list  # the first is drawn, the second laid over it
    panels: tuple = ()  # by name; all that are usual if there are none
    setup: str = ""  # a case of which the set-up is drawn, in place of runs


UPWIND = {"momentum": {"scheme": "uniform", "points": 256}, "space": {"scheme": "upwind", "points": [11, 21, 41]}, "defect.Lambda": 1}
CHOSEN = {"space": {"accuracy": 1e-4}, "defect.Lambda": 1}

# Figure 1 (the light cone) and the curves of eq. (6) in Figures 2 and 3 are to be added here as one Run and the names of their panels.
FIGURES = {
    2: Figure("what leaves a box, against the coupling", [Run("fig2", "fig2.toml", small={
        "defect.length": [50, 200], "defect.lambda": [0.03, 0.1, 0.3, 1, 3], "ensemble.realisations": 2, "time.settle": 1500,
        "time.measure": 1600})], ("left_lead", "deviation")),
    3: Figure("the field approaches the kinetic equation", [Run("fig3", "fig3.toml", small_case="fig3_small.toml"), Run("fig3_kinetic", "fig3_kinetic.toml")],
              ("left_lead", "slow")),
    4: Figure("the stationary state across the defect", [Run("fig4", "fig4.toml")], ("phase_space", "centre", "deviation", "outgoing_left", "density")),
    5: Figure("linear response", [Run("fig5", "fig5.toml")], ("reflected", "transmitted")),
    6: Figure("the set-up of the simulation", [], setup="fig3.toml"),
    7: Figure("upwind grids, extrapolated, beside chosen cells", [Run("fig7", "fig4.toml", UPWIND, {"momentum": {"scheme": "uniform", "points": 64}, "collision.accuracy": 1e-4}),
              Run("fig7_chosen", "fig4.toml", CHOSEN)], ("first_site", "central_site")),
}  # fmt: skip


def result_of(run, given):
    """The path of its result, computed now unless what is there is only to be drawn."""
    path = Path(given.output) / f"{run.name}{'_small' if given.small and (run.small or run.small_case) else ''}.h5"
    if given.draw:
        return path
    case = INPUT / ((given.small and run.small_case) or run.case)
    keys = run.keys | (run.small if given.small else {})
    start = time.monotonic()
    running.run(case, output=path, ranks=given.ranks, set=keys, open=False)
    print(f"{path}  ({time.monotonic() - start:.0f} s)", flush=True)
    return path


def draw(number, figure, given):
    def panels():
        if figure.setup:
            return setup.panels(INPUT / figure.setup)
        paths = [result_of(run, given) for run in figure.runs]
        return plotting.panels_of(str(paths[0]), *map(str, paths[1:]), names=figure.panels)

    source = figure.setup or ", ".join(run.name + ".h5" for run in figure.runs)
    for name in plot.write(panels, source, str(Path(given.output) / f"fig{number}"), given.width, True):
        print(name, flush=True)


def arguments(given=None):
    listed = "".join(f"\n  {number}  {figure.title}" for number, figure in FIGURES.items())
    parser = argparse.ArgumentParser(prog="figures", allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     description=f"Figures of the paper, from the cases in input/:{listed}", epilog=(
        "Results, pictures and tables are written into one folder. A run that was stopped goes on by the same command. All figures in full size take\n"
        "hours on two cores, most of them for 2 and 3: jobs/figures.sbatch computes them on a cluster, and --draw draws what is there."))  # fmt: skip
    parser.add_argument("numbers", metavar="N", nargs="*", type=int, help="figures (default: all)")
    parser.add_argument("--small", action="store_true", help="shorter runs of the field and fewer momenta: minutes on two cores")
    parser.add_argument("--draw", action="store_true", help="compute nothing: draw the results that are in the folder")
    parser.add_argument("-o", "--output", metavar="FOLDER", default="results/figures", help="(default results/figures)")
    parser.add_argument("-n", "--ranks", metavar="RANKS", type=int, default=min(2, len(os.sched_getaffinity(0))), help="MPI ranks (default 2, or 1 on one core)")
    parser.add_argument("--width", type=plot.inches, default=plotting.COLUMN, metavar="INCHES", help="(default 3.4, a column)")
    given = parser.parse_args(given)
    for number in given.numbers:
        if number not in FIGURES:
            parser.error(f"found {number}; allowed: {', '.join(map(str, FIGURES))}")
    if not given.output:
        parser.error("-o: found ''; allowed: the name of a folder (is a variable of the shell unset?)")
    if given.ranks < 1:
        parser.error(f"-n: found {given.ranks}; allowed: a positive number")
    return given


def main(given=None):
    given = arguments(given)
    try:
        Path(given.output).mkdir(parents=True, exist_ok=True)
        for number in dict.fromkeys(given.numbers) or FIGURES:
            draw(number, FIGURES[number], given)
    except running.RunFailed as error:
        print(f"figures: error: {error}", file=sys.stderr)
        return error.code
    except (results.BadResult, plot.BadUsage, ValueError) as error:
        print(f"figures: error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"figures: error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
