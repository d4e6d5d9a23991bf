"""The model of docs/scaling.md: what ranks tell each other, and what time and memory follow.

A run of the kind boltzmann on r ranks, N points X of K momenta, dg cells of so many nodes:

| symbol | what |
| --- | --- |
| P | products with the derivative in X: each tells both neighbours the K/2 momenta that cross, at every node of a cell |
| S | solves with the factors: right sides go to the first rank, solutions come back from where they are, most from the own rank |
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
        return 8 * K * NODES * (others * P + S * CELLS * others / ranks)
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


# --- Time and memory to 10^4 ranks ----------------------------------------------------------------------------------------------

LATENCY, BANDWIDTH = 2e-6, 1e10  # s, bytes/s between nodes: assumed, as of an InfiniBand
DENSE = 5e9  # multiply-adds per second of a dense factorisation, as `kapitza check` has it
BASE = 8e7  # bytes of a rank for itself, likewise
SET_UP = 3.0  # s on every rank: parameters of the collision integral
# Of one Lambda of fig4.toml: evaluations and linearisations for each point, factorisations, collective calls of each rank.
EVALUATIONS, LINEARISATIONS, CALLS = 48, 1, 500


def time(ranks, points, cells, block, momenta, evaluation, linearisation):
    """Wall seconds of one Lambda: set-up, the points and cells of the fullest rank, a tree over the ranks, collective calls."""
    levels = math.ceil(math.log2(min(ranks, cells)))
    factor = 7 / 3 * block**3 / DENSE
    at_points = math.ceil(points / ranks) * (EVALUATIONS * evaluation + LINEARISATIONS * linearisation)
    at_cells = LINEARISATIONS * (math.ceil(cells / ranks) + levels) * factor
    exchange = LINEARISATIONS * levels * (LATENCY + 8 * momenta**2 / BANDWIDTH)
    return SET_UP + at_points + at_cells + exchange + CALLS * math.ceil(math.log2(ranks)) * LATENCY


def memory(ranks, points, cells, block, momenta):
    """Bytes of the fullest rank: Jacobian and factors of its points and cells, and what every process takes."""
    return BASE + 8 * math.ceil(points / ranks) * momenta**2 + 32 * math.ceil(cells / ranks) * block**2


def prediction(evaluation, linearisation, cells=1000, nodes=3, momenta=64):
    """A table of what one Lambda takes on more and more ranks."""
    size = dict(points=cells * nodes, cells=cells, block=momenta * nodes, momenta=momenta)
    lines = [f"One Lambda, {cells} cells of {nodes} nodes, N = {momenta}; evaluation {1e3 * evaluation:.3g} ms, linearisation "
             f"{1e3 * linearisation:.3g} ms measured here:", "",
             "| ranks | s | efficiency without set-up | MB per rank |", "| --- | --- | --- | --- |"]
    alone = time(1, **size, evaluation=evaluation, linearisation=linearisation) - SET_UP
    for ranks in (1, 2, 10, 100, 1000, 10000):
        wall = time(ranks, **size, evaluation=evaluation, linearisation=linearisation)
        lines.append(f"| {ranks} | {wall:.3g} | {alone / ranks / (wall - SET_UP):.2g} | {memory(ranks, **size) / 1e6:.3g} |")
    return "\n".join(lines) + "\n"
