"""The rows of tools/bench: what is measured against what. docs/scaling.md explains each."""

import dataclasses
import json
import math
import os
import re
import shutil
from typing import Callable

import bench_scaling
from bench_errors import Failed


@dataclasses.dataclass(frozen=True)
class Sample:
    """One round of a row. The ratio is A / B but where the row says otherwise."""

    A: float
    B: float
    ratio: float = math.nan

    def __post_init__(self):
        if math.isnan(self.ratio):
            if not self.B > 0:
                raise Failed(f"a measurement of {self.B:g} cannot be compared with")
            object.__setattr__(self, "ratio", self.A / self.B)


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    A: str
    B: str
    unit: str
    measure: Callable  # Bench -> Sample
    quick: bool = True  # one of those that --quick chooses
    targets: tuple = ()  # of the build, beside the program
    lacks: Callable = lambda bench: None  # Bench -> why the row is left out, if it is

    def is_meant_by(self, name):
        return self.name == name or self.name.startswith(name.removesuffix(".") + ".")


def version(bench):
    """The revision that is measured."""
    match = re.search(r"^revision (.*)$", bench.run([bench.program, "--version"])[0], re.M)
    return f"revision {match[1]}" if match else "revision unknown"


# --- Google Benchmark ----------------------------------------------------------------------------------------------------------

IN_SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def google_benchmarks(bench, program, *names):
    """The entries of its JSON by name, of one process."""
    report = bench.folder / "google.json"
    bench.run([bench.build / "bench" / program, f"--benchmark_filter=^({'|'.join(names)})(/iterations:[0-9]+)?$",
               "--benchmark_min_time=0.2", f"--benchmark_out={report}", "--benchmark_out_format=json"])
    found = {entry["name"].split("/iterations:")[0]: entry for entry in json.loads(report.read_text())["benchmarks"]}
    report.unlink()
    if missing := [name for name in names if name not in found]:
        raise Failed(f"{program} has no benchmark {missing[0]}")
    return found


def two_kernels(name, A, B, program, of_A, of_B, **options):
    """Processor time of one call of each."""

    def measure(bench):
        found = google_benchmarks(bench, program, of_A, of_B)
        return Sample(*(found[which]["cpu_time"] * IN_SECONDS[found[which]["time_unit"]] for which in (of_A, of_B)))

    return Row(name, A, B, "s of processor", measure, targets=(program,), **options)


def growth_of_paper(name, what, sizes, entry):
    """The exponent of the paper's scheme in a size, as in doubling(); `entry` names the benchmark of a size."""

    def measure(bench):
        names = [entry(size) for size in sizes]
        found = google_benchmarks(bench, "bench_collision", *names)
        return growth(name, what, sizes, [found[one]["cpu_time"] * IN_SECONDS[found[one]["time_unit"]] for one in names])

    return Row(name, f"T({sizes[2]}) - T({sizes[1]}) in {what}", f"T({sizes[1]}) - T({sizes[0]})", "s of processor; ratio: exponent", measure,
               quick=False, targets=("bench_collision",))


def growth(name, what, sizes, T):
    """The exponent p of T = a + b size^p from three sizes that double: p = log2((T_3 - T_2) / (T_2 - T_1)), free of a."""
    late, early = T[2] - T[1], T[1] - T[0]
    if not (late > 0 and early > 0):
        raise Failed(f"{name}: the time does not grow from {what} = {sizes[0]} to {sizes[2]}: {T[0]:.3g}, {T[1]:.3g}, {T[2]:.3g} s")
    return Sample(late, early, math.log2(late / early))


def micro_transforms(sites):
    def measure(bench):
        found = google_benchmarks(bench, "bench_micro", f"step/{sites}/2")[f"step/{sites}/2"]
        return Sample(found["step_us"] * 1e-6, found["transforms_us"] * 1e-6)

    return Row(f"micro.transforms.{sites}", f"step of {sites} sites", "its two bare transforms", "s of processor", measure,
               quick=sites == 4096, targets=("bench_micro",))


def model_table(bench):
    """The model of docs/scaling.md with what an evaluation and a rough linearisation take here."""
    names = "evaluate_on_panels/64/6", "linearise_roughly_on_panels/64/6"
    found = google_benchmarks(bench, "bench_collision", *names)
    return bench_scaling.prediction(*(found[name]["cpu_time"] * IN_SECONDS[found[name]["time_unit"]] for name in names))


def against_xmds2(bench):
    text = bench.run([bench_scaling.ROOT / "tests/bench/xmds2/compare", bench.build / "bench/bench_micro"])[0]
    match = re.search(r"^best of each: XMDS2 (\S+), Kapitza (\S+),", text, re.M)
    if not match:
        raise Failed(f"tests/bench/xmds2/compare ended with no result:\n{text}")
    return Sample(float(match[2]), float(match[1]))


# --- Whole runs ------------------------------------------------------------------------------------------------------------------

UNIFORM = ('momentum.scheme="uniform"', "momentum.points=256")


def fig4_settings(bench):
    """The same cells on both sides."""
    return ("defect.Lambda=0.5", "space.cells=4") if bench.quick else ("space.cells=16",)


def fig4(name, other, which, unit, **options):
    """The default path against another; of what run() returns, the entry `which`."""

    def measure(bench):
        case, less = bench.input("fig4.toml"), fig4_settings(bench)
        A = bench.solve(case, less)[which]
        if other != "before":
            return Sample(A, bench.solve(case, (*less, *UNIFORM))[which])
        old = bench.before / "kapitza"
        has_panels = 'default: "panels"' in bench.run([old, "keys", "boltzmann"])[0]
        return Sample(A, bench.solve(case, (*less, *(UNIFORM if has_panels else UNIFORM[1:])), program=old)[which])

    if other == "before":
        options["lacks"] = lambda bench: None if bench.before else "no --before DIR"
    return Row(name, "fig4.toml, default path", f"K = 256 uniform{' by --before' if other == 'before' else ''}", unit, measure,
               **options)


def doubling(name, what, settings, sizes, **options):
    """The exponent of a whole run in a size, by growth()."""

    def measure(bench):
        T = [bench.solve(bench.input("fig4.toml"), settings(size))[2] for size in sizes]
        return growth(name, what, sizes, T)

    return Row(name, f"T({sizes[2]}) - T({sizes[1]}) in {what}", f"T({sizes[1]}) - T({sizes[0]})", "s of processor; ratio: exponent",
               measure, **options)


def finite_length(bench):
    """(6) against its scaling limit, on the same cells and momenta, without the solution on fewer momenta."""
    same = "space.cells=24", "space.nodes=3", "momentum.points=96", "momentum.estimate=false"
    return Sample(*(bench.solve(bench.input(case), same)[2] for case in ("fig3_finite.toml", "fig3_kinetic.toml")))


ONE_LAMBDA = ("defect.Lambda=0.2", "collision.tau_max=20")


def two_ranks(bench):
    one, two = (bench.solve(bench.input("fig4.toml"), fig4_settings(bench), ranks=ranks)[1] for ranks in (1, 2))
    return Sample(one, two)


TRIVIAL = """\
kind = "boltzmann"
[momentum]
scheme = "uniform"
points = 16
[interaction]
coefficients = { "3" = 6.0 }
[collision]
tau_max = 4
accuracy = 1e-2
[injection]
left = "1"
right = "mirror"
[defect]
Lambda = 0.1
[space]
scheme = "dg"
cells = 2
nodes = 2
"""


def start_up(bench):
    return Sample(bench.solve(bench.case("trivial.toml", TRIVIAL))[2], bench.run([bench.program, "--version"])[2])


# --- Told and taken ----------------------------------------------------------------------------------------------------------------

UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}


def amount(text):
    """"2 min 05 s" and "83.1 MB"."""
    return sum(float(number) * UNITS[unit] for number, unit in re.findall(r"([\d.e+]+) (min|s|h|d|B|kB|MB|GB)\b", text))


def told(text, what):
    """What `kapitza check` says of a run on one rank: seconds of processor, or bytes."""
    line = re.search(rf"^# {what}: (?:about|at most) (.*)$", text, re.M)
    if not line:
        raise Failed(f"kapitza check says nothing of {what}:\n{text}")
    if what == "time":
        return amount(re.split(r" on one core", line[1])[0])
    shared = re.match(r"(.*?) over all ranks.* and (.*) for each", line[1])
    return amount(shared[1]) + amount(shared[2]) if shared else amount(line[1].split(" (")[0].split(" per rank")[0])


def estimate(name, what, case, settings, **options):
    def measure(bench):
        path = bench.input(case)
        words = [word for setting in settings for word in ("--set", setting)]
        text = bench.run([bench.program, "check", path, *words])[0]
        return Sample(told(text, what), bench.solve(path, settings)[2 if what == "time" else 3])

    return Row(f"check.{name}.{what}", f"told: {case} {' '.join(settings)}", "taken", "s of processor" if what == "time" else "bytes",
               measure, **options)


def estimates():
    cases = [(f"panels.{Lambda}", "fig4.toml", (f"defect.Lambda={Lambda}", "momentum.points=64", "space.cells=16"),
              Lambda == 0.1) for Lambda in (0.1, 10, 100)]
    cases += [(f"panels_of_{N}", "fig4.toml", ("defect.Lambda=1", f"momentum.points={N}", "space.cells=8"), False) for N in (32, 128)]
    cases += [(f"uniform.{Lambda}", "fig4.toml", ('momentum.scheme="uniform"', "momentum.points=128", f"defect.Lambda={Lambda}",
                                                  "space.cells=8"), Lambda == 0.1) for Lambda in (0.1, 10, 100)]
    cases += [(f"uniform_of_{K}", "fig4.toml", ('momentum.scheme="uniform"', f"momentum.points={K}", "defect.Lambda=1", "space.cells=4"),
               False) for K in (256, 512, 1024)]
    cases += [("linear", "fig5.toml", (), True), ("micro", "micro_quickstart.toml", ("ensemble.realisations=1",), False)]
    return [estimate(name, what, case, settings, quick=quick) for name, case, settings, quick in cases for what in ("time", "memory")]


# --- All of them -------------------------------------------------------------------------------------------------------------------


def rows():
    kernel = "bench_collision"
    return [
        *(two_kernels(f"collision.transforms.{K}", f"evaluation, K = {K}", "its bare FFTs", kernel, f"evaluate/{K}/4",
                      f"transforms/{K}/4", quick=K == 256) for K in (128, 256, 512)),
        two_kernels("collision.paper", "the paper's scheme, K = 256", "evaluation", kernel, "paper_scheme/256/4", "evaluate/256/4",
                    quick=False),
        growth_of_paper("paper.tau_max", "tau_max", (16, 32, 64), lambda T: f"paper_scheme_of/3/1024/{T}/10"),
        growth_of_paper("paper.tau_step", "1/tau_step", (10, 20, 40), lambda steps: f"paper_scheme_of/3/1024/16/{steps}"),
        growth_of_paper("paper.lattice", "lattice", (1024, 2048, 4096), lambda M: f"paper_scheme_of/3/{M}/16/10"),
        *(two_kernels(f"paper.l{l}", f"the paper's scheme, l = {l}", "l = 2", kernel, f"paper_scheme_of/{l}/1024/16/10",
                      "paper_scheme_of/2/1024/16/10", quick=False) for l in (3, 4)),
        two_kernels("linearisation.exact", "linearisation, K = 256", "evaluation", kernel, "linearise/256/4", "evaluate/256/4"),
        two_kernels("linearisation.panels", "linearisation, N = 64", "evaluation", kernel, "linearise_on_panels/64/6",
                    "evaluate_on_panels/64/6"),
        two_kernels("linearisation.rough", "rough linearisation, N = 64", "evaluation", kernel, "linearise_roughly_on_panels/64/6",
                    "evaluate_on_panels/64/6"),
        two_kernels("next_order", "J_k, K = 256, T = 8", "evaluation", kernel, "next_order/256/8", "evaluate/256/4", quick=False),
        Row("finite_length", "fig3_finite.toml, (6)", "fig3_kinetic.toml, its scaling limit", "s of processor", finite_length, quick=False),
        fig4("fig4.uniform.time", "uniform", 2, "s of processor", quick=False),
        fig4("fig4.uniform.memory", "uniform", 3, "bytes", quick=False),
        fig4("fig4.before.time", "before", 2, "s of processor", quick=False),
        fig4("fig4.before.memory", "before", 3, "bytes", quick=False),
        doubling("growth.cells", "cells", lambda cells: (*ONE_LAMBDA, f"space.cells={cells}"), (16, 32, 64), quick=False),
        doubling("growth.nodes", "N", lambda N: (*ONE_LAMBDA, "space.cells=16", f"momentum.points={N}"), (48, 96, 192), quick=False),
        doubling("growth.momenta", "K", lambda K: (*ONE_LAMBDA, UNIFORM[0], f"momentum.points={K}", "space.cells=4"), (64, 128, 256),
                 quick=False),
        micro_transforms(4096),
        micro_transforms(16384),
        Row("micro.xmds2", "site-steps of Kapitza", "site-steps of XMDS2", "1/s of processor", against_xmds2, quick=False,
            targets=("bench_micro",), lacks=lambda bench: None if shutil.which("xmds2") else "xmds2 is not installed"),
        Row("ranks.2", "fig4.toml on one rank", "on two ranks", "s of wall time", two_ranks, quick=False,
            lacks=lambda bench: None if len(os.sched_getaffinity(0)) > 1 else "one core only"),
        Row("start", "a run of hardly any work", "kapitza --version", "s of processor", start_up),
        *estimates(),
        *(Row(f"messages.{ranks}.{what}", f"counted on {ranks} ranks", "told by the model", f"{what} in all",
              lambda bench, ranks=ranks, what=what: Sample(*bench_scaling.counted_and_told(bench, ranks, what)),
              quick=ranks == 2, targets=("count_messages",)) for ranks in (2, 4, 8, 16) for what in bench_scaling.COUNTED),
    ]
