"""The figures of the paper: which cases each is made of, which panels are drawn of them, and what is cut for --small."""

import argparse
import os
import resource
import sys
from dataclasses import dataclass, field
from pathlib import Path

import outputs
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
    full_only: bool = False  # left out of --small


@dataclass
class Figure:
    title: str
    runs: list  # the first is drawn, the others laid over it
    panels: tuple = ()  # by name; all that are usual if there are none
    width: float = plotting.COLUMN  # where it has many panels, that of a page
    setup: str = ""  # a case of which the set-up is drawn, in place of runs


UPWIND = {"momentum": {"scheme": "uniform", "points": 256}, "space": {"scheme": "upwind", "points": [11, 21, 41]}, "defect.Lambda": 1}
CHOSEN = {"space": {"accuracy": 1e-4}, "defect.Lambda": 1}

EVERY_TENTH = {"time": {"times": [round(0.1 * i, 1) for i in range(41)], "tolerance": 1e-4}}


# J is evaluated anew in every step: what no picture shows is not asked for.
NEXT = {"collision.order": "next", "steady.tolerance": 1e-5, "momentum.estimate": False}


def at_length(length, renormalised, next_order=False, **options):
    """The prediction of (6) for a defect of Fig. 3, to the next order in lambda if that is wanted."""
    name = f"fig3_{'VR' if renormalised else 'V'}_{length}{'_next' if next_order else ''}"
    return Run(name, "fig3_finite.toml", {"defect.length": length, "defect.renormalised": renormalised} | (NEXT if next_order else {}), **options)


LENGTHS, LONG = (250, 500, 1000), (2000, 4000)  # of Fig. 3; the latter are left out of --small, as is the next order for V

FIGURES = {
    1: Figure("the light cone and the edges of the defect", [Run("fig1", "quench.toml", EVERY_TENTH),
              Run("fig1_stationary", "fig4.toml", {"defect.Lambda": 1})], ("cone", "rays", "edges")),
    2: Figure("what leaves a box, against the coupling", [Run("fig2", "fig2.toml", small={
        "defect.length": [50, 200], "defect.lambda": [0.03, 0.1, 0.3, 1, 3], "ensemble.realisations": 2, "time.settle": 1500,
        "time.measure": 1600})], ("left_lead", "deviation")),
    3: Figure("the field approaches the kinetic equation", [
        Run("fig3", "fig3.toml", small_case="fig3_small.toml", small={"defect.renormalised": [False, True]}), Run("fig3_kinetic", "fig3_kinetic.toml"),
        *(at_length(L, VR) for VR in (False, True) for L in LENGTHS), *(at_length(L, VR, full_only=True) for VR in (False, True) for L in LONG),
        *(at_length(L, VR, next_order=True, full_only=not VR or L in LONG) for VR in (True, False) for L in LENGTHS + LONG)],
        ("left_lead", "slow")),
    4: Figure("the stationary state across the defect", [Run("fig4", "fig4.toml")], ("phase_space", "centre", "deviation", "outgoing_left", "density"),
              plotting.PAGE),
    5: Figure("linear response", [Run("fig5", "fig5.toml")], ("reflected", "transmitted")),
    6: Figure("the set-up of the simulation", [], setup="fig3.toml"),
    7: Figure("upwind grids, extrapolated, beside chosen cells", [Run("fig7", "fig4.toml", UPWIND, {"momentum": {"scheme": "uniform", "points": 64}, "collision.accuracy": 1e-4}),
              Run("fig7_chosen", "fig4.toml", CHOSEN)], ("first_site", "central_site")),
}  # fmt: skip


@dataclass
class Planned:
    """What a run is with the options given."""

    path: Path
    case: Path
    keys: dict

    def complete(self):
        """Whether the result is there; what a stopped run has left so far is not one, nor is what cannot be read."""
        try:
            with results.open_result(self.path) as file:
                return results.text(file.attrs.get("status", "")) == "complete"
        except results.BadResult:
            return False


def planned(figure, given):
    """Its runs in their order, the first that of what is drawn."""
    return [Planned(path=Path(given.output) / f"{run.name}{'_small' if given.small and (run.small or run.small_case) else ''}.h5",
                    case=INPUT / ((given.small and run.small_case) or run.case), keys=run.keys | (run.small if given.small else {}))
            for run in figure.runs if not (given.small and run.full_only)]  # fmt: skip


def compute(run, given):
    before = processor_seconds()
    running.run(run.case, output=run.path, ranks=given.ranks, set=run.keys, open=False)
    print(f"{run.path}  ({processor_seconds() - before:.0f} s of processor)", flush=True)


def processor_seconds():
    """Of all ranks of all runs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def draw(number, figure, given):
    runs = planned(figure, given)
    source = figure.setup or ", ".join(run.path.name for run in runs)

    def panels():
        if figure.setup:
            return setup.panels(INPUT / figure.setup)
        return plotting.panels_of(*(str(run.path) for run in runs), names=figure.panels)

    for name in plot.write(panels, source, str(Path(given.output) / f"fig{number}"), given.width or figure.width, True):
        print(name, flush=True)


def wanted(number, given):
    """The runs of a figure that are to be computed."""
    return [run for run in planned(FIGURES[number], given) if not (given.missing and run.complete())]


def list_runs(numbers, given):
    """A line for each run that is to be computed: the result, its case, and the words for `kapitza run` beside them, with tabs between."""
    for number in numbers:
        for run in wanted(number, given):
            print(run.path, os.path.relpath(run.case), *running.settings(run.keys), sep="\t")


def left_out(number, given):
    """Results without which a figure is not drawn, where none is named and nothing is computed."""
    return [run.path.name for run in planned(FIGURES[number], given) if not run.path.exists()] if given.draw and not given.numbers else []


def make(numbers, given):
    """Compute what is wanted and draw it, figure by figure, or only draw what is there."""
    absent = {number: names for number in numbers if (names := left_out(number, given))}
    for number, names in absent.items():
        print(f"figures: warning: figure {number} is left out: {', '.join(names)} not there", file=sys.stderr)
    for number in numbers:
        for run in [] if given.draw else wanted(number, given):
            compute(run, given)
        if number not in absent:
            draw(number, FIGURES[number], given)


def arguments(given=None):
    listed = "".join(f"\n  {number}  {figure.title}" for number, figure in FIGURES.items())
    parser = argparse.ArgumentParser(prog="figures", allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     description=f"Figures of the paper, from the cases in input/:{listed}", epilog=(
        "Results, pictures and tables are written into one folder. A run that was stopped goes on by the same command. All figures in full size take\n"
        "hours on two cores, most of them for 2 and 3: jobs/figures.sbatch computes the runs of --list on a cluster, and draws them."))  # fmt: skip
    parser.add_argument("numbers", metavar="N", nargs="*", type=int, help="figures (default: all)")
    parser.add_argument("--small", action="store_true", help="shorter runs of the field and fewer momenta: some ten minutes on two cores")
    parser.add_argument("--draw", action="store_true", help="compute nothing: draw the figures whose results are in the folder")
    parser.add_argument("--missing", action="store_true", help="compute only the results that are not in the folder, or not complete, and draw")
    parser.add_argument("--list", action="store_true", help="compute and draw nothing: print the runs, also those that are --missing, a line each with tabs between the "
                        "result, its case and arguments for kapitza run")  # fmt: skip
    parser.add_argument("-o", "--output", metavar="FOLDER", default="results/figures", help="(default results/figures)")
    parser.add_argument("-n", "--ranks", metavar="RANKS", type=int, default=min(2, len(os.sched_getaffinity(0))), help="MPI ranks (default 2, or 1 on one core)")
    parser.add_argument("--width", type=plot.inches, metavar="INCHES", help="(default 3.4, a column; 7, a page, for Fig. 4)")
    given = parser.parse_args(given)
    for number in given.numbers:
        if number not in FIGURES:
            parser.error(f"found {number}; allowed: {', '.join(map(str, FIGURES))}")
    if not given.output:
        parser.error("-o: found ''; allowed: the name of a folder (is a variable of the shell unset?)")
    if given.list and given.draw:
        parser.error("--list and --draw: allowed: one of them")
    if given.ranks < 1:
        parser.error(f"-n: found {given.ranks}; allowed: a positive number")
    return given


def main(given=None):
    given = arguments(given)
    try:
        numbers = list(dict.fromkeys(given.numbers) or FIGURES)
        if given.list:
            list_runs(numbers, given)
            return 0
        Path(given.output).mkdir(parents=True, exist_ok=True)
        make(numbers, given)
    except running.RunFailed as error:
        print(f"figures: error: {error}", file=sys.stderr)
        return error.code
    except (results.BadResult, outputs.BadUsage, ValueError) as error:
        print(f"figures: error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"figures: error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
