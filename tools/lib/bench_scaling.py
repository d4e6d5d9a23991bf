"""The model of docs/scaling.md: what ranks tell each other, and what time and memory follow.

A run of the kind boltzmann on r ranks, N points X of K momenta, dg cells of so many nodes:

| symbol | what |
| --- | --- |
| P | products with the derivative in X: each tells both neighbours the K/2 momenta that cross, at every node of a cell |
| S | solves with the factors: right sides go to the first rank, solutions come back |
| c | collective calls of each rank, of a few numbers |
"""

import math
import pathlib
import re

from bench_errors import Failed

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNTED = ("messages", "bytes", "collective")

# Small on purpose: what is counted does not depend on how long it takes.
K, CELLS, NODES = 32, 16, 3
SETTINGS = ('momentum.scheme="uniform"', f"momentum.points={K}", "collision.accuracy=1e-3", "collision.tau_max=16",
            "defect.Lambda=0.5", f"space.cells={CELLS}", f"space.nodes={NODES}")


def model(what, ranks, P, S, c):
    """In all ranks together."""
    others = ranks - 1
    if what == "messages":
        return others * (2 * P + 2 * S)
    if what == "bytes":
        return 8 * K * NODES * (others * P + 2 * S * CELLS * others / ranks)
    return ranks * c


def calls(text, event):
    """Of an event of PETSc on every rank, in what `kapitza show --timing` prints."""
    match = re.search(rf"^ +{event} .* (\d+)$", text, re.M)
    return int(match[1]) if match else 0


def count(bench, ranks):
    """The run on so many ranks: what was counted, and the (P, S) that the run tells. Kept for the other rows."""
    kept = bench.__dict__.setdefault("counts", {})
    if ranks not in kept:
        file = bench.folder / "messages"
        library = bench.build / "bench/libcount_messages.so"
        bench.solve(bench.input("fig4.toml"), SETTINGS, ranks=ranks, LD_PRELOAD=str(library), KAPITZA_MESSAGES=str(file),
                    OMPI_MCA_mpi_yield_when_idle="1")
        if not file.exists():
            raise Failed(f"{library} counted nothing: ended with no file {file.name}")
        numbers = {name: float(value) for name, value in (line.split() for line in file.read_text().splitlines())}
        file.unlink()
        text = bench.run([bench.program, "show", bench.folder / "result.h5", "--timing"])[0]
        kept[ranks] = numbers, calls(text, "MatMult"), calls(text, "MatSolve")
    return kept[ranks]


def counted_and_told(bench, ranks, what):
    numbers, P, S = count(bench, ranks)
    if what == "collective":
        on_two, _, _ = count(bench, 2)
        return numbers["collective.calls"], model(what, ranks, P, S, on_two["collective.calls"] / 2)
    return numbers[f"messages.{what}"], model(what, ranks, P, S, 0)


# --- Time to 10^4 ranks -------------------------------------------------------------------------------------------------------

LATENCY, BANDWIDTH = 2e-6, 1e10  # s, bytes/s between nodes: assumed, as of an InfiniBand


def time(ranks, points, cells, momenta, evaluation, evaluations, linearisation, linearisations, cell, factorisations, calls, setup):
    """Wall seconds of one Lambda: the longest rank's points, its cells, a tree over ranks, and the collective calls."""
    at_points = math.ceil(points / ranks) * (evaluations * evaluation + linearisations * linearisation)
    levels = math.ceil(math.log2(min(ranks, cells))) if ranks > 1 else 0
    factors = factorisations * (math.ceil(cells / ranks) + levels) * cell
    exchange = factorisations * levels * (LATENCY + 8 * momenta**2 / BANDWIDTH)
    talk = calls * math.ceil(math.log2(ranks)) * LATENCY if ranks > 1 else 0
    return setup + at_points + factors + exchange + talk
