"""Errors of the boltzmann engine against its finest discretisation, as the tables of docs/numerics.md."""

import argparse
import math
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from kapitza import launch
from kapitza.interpolation import interpolate

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "numerics.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"

CASE = """\
kind = "boltzmann"
[momentum]
scheme = "uniform"
points = 64
[interaction]
coefficients = { "3" = 6.0 }
[collision]
accuracy = 1e-5
[injection]
left = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"
right = "mirror"
[defect]
Lambda = 1
"""
DG = '[space]\nscheme = "dg"\ncells = {}\nnodes = {}\n'
UPWIND = '[space]\nscheme = "upwind"\npoints = {}\n'


class Runner:
    """Runs kapitza on the case above with overrides, and keeps what the tables need of the result."""

    def __init__(self, build, ranks, folder):
        self.program = build / "kapitza"
        self.ranks = ranks
        self.folder = folder
        self.count = 0
        self.environment = launch.environment() | {"OMPI_MCA_mpi_yield_when_idle": "1"}

    def __call__(self, space, **overrides):
        self.count += 1
        case = self.folder / f"case{self.count}.toml"
        result = self.folder / f"case{self.count}.h5"
        case.write_text(CASE + space)
        command = ["mpirun", "-n", str(self.ranks), str(self.program), "run", str(case), "--quiet",
                   "-o", str(result)]
        for key, value in overrides.items():
            command += ["--set", f"{key.replace('__', '.')}={value}"]
        print(f"  {space.splitlines()[1:]} {overrides}", file=sys.stderr)
        done = subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"numerics_table: error: {' '.join(command)} ended with {done.returncode}:\n"
                     f"{done.stderr}")
        with h5py.File(result) as file:
            k = file["k"][:]
            left, centre = file["n_left"][0], file["n_center"][0]
            return {"k": k[k < 0], "n_out": left[k < 0],
                    "rho_0": left @ file["k_weight"][:], "rho_half": centre @ file["k_weight"][:]}


def errors(state, finest):
    reference = interpolate(finest["k"], finest["n_out"], state["k"])
    return (abs(state["rho_0"] - finest["rho_0"]), abs(state["rho_half"] - finest["rho_half"]),
            np.max(np.abs(state["n_out"] - reference)))


def rate(previous, error, factor):
    if previous is None or previous <= 0 or error <= 0:
        return ""
    return f" ({math.log(previous / error) / math.log(factor):.1f})"


def table(name, sizes, rows, columns):
    """Rows of errors with the observed order, log(error ratio) / log(size ratio), behind each."""
    lines = [f"| {name} | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 1) + "|"]
    previous = [None] * len(columns)
    for i, (size, row) in enumerate(zip(sizes, rows)):
        factor = sizes[i] / sizes[i - 1] if i else None
        cells = [f"{error:.1e}" + (rate(before, error, factor) if i else "")
                 for before, error in zip(previous, row)]
        lines.append(f"| {size:g} | " + " | ".join(cells) + " |")
        previous = row
    return "\n".join(lines)


STATE_COLUMNS = ["rho(X = 0)", "rho(X = 1/2)", "n_out, max over k"]


def momentum_table(run):
    sizes = [64, 128, 256, 512]
    states = [run(DG.format(4, 3), momentum__points=K) for K in sizes]
    return ("Uniform momenta K; 4 cells of 3 nodes, accuracy 1e-5; against K = 512.\n\n"
            + table("K", sizes[:-1], [errors(s, states[-1]) for s in states[:-1]], STATE_COLUMNS))


def cut_off_table(run):
    sizes = [8, 16, 32, 64, 128]
    states = [run(DG.format(4, 3), collision__tau_max=float(T)) for T in sizes]
    return ("Cut-off T of the auxiliary time; K = 64, 4 cells of 3 nodes; against T = 128.\n\n"
            + table("T", sizes[:-1], [errors(s, states[-1]) for s in states[:-1]], STATE_COLUMNS))


def space_tables(run):
    finest = run(DG.format(32, 4))
    parts = []
    for nodes in (2, 3):
        sizes = [2, 4, 8, 16]
        rows = [errors(run(DG.format(cells, nodes)), finest) for cells in sizes]
        parts.append(f"Cells of {nodes} nodes (dg); K = 64; against 32 cells of 4 nodes.\n\n"
                     + table("cells", sizes, rows, STATE_COLUMNS))
    sizes = [11, 21, 41, 81]
    rows = [errors(run(UPWIND.format(N)), finest) for N in sizes]
    extrapolated = errors(run(UPWIND.format("[11, 21, 41]")), finest)
    parts.append("Points N of first-order upwinding, (30); K = 64; against the same.\n\n"
                 + table("N", sizes, rows, STATE_COLUMNS)
                 + "\n| 11, 21, 41 extrapolated | "
                 + " | ".join(f"{error:.1e}" for error in extrapolated) + " |")
    return "\n\n".join(parts)


def collision_tables(build):
    program = build / "tests" / "kapitza_collision_errors"
    output = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    measured = {}
    for line in output.split():
        kind, K, order, T, error = line.split(",")
        size = float(K) if kind == "grid" else float(T)
        measured.setdefault((kind, int(order)), {})[size] = float(error)

    def columns(kinds):
        sizes = sorted(next(iter(measured[key] for key in kinds)))
        return sizes, [[measured[key][size] for key in kinds] for size in sizes]

    sizes, rows = columns([("grid", 2), ("grid", 3)])
    parts = ["I_k against direct integration over the resonant manifold, relative to max |I_k|; "
             "T = 96, n = 0.5 + 0.3 cos(k - 0.7) + 0.1 sin(2k).\n\n"
             + table("K", sizes, rows, ["l = 2", "l = 3"])]
    sizes, rows = columns([("cutoff", 3), ("cutoff", 4), ("thermal", 3), ("thermal", 4)])
    parts.append("Cut-off T at K = 128: the same state against T = 192, relative to max |I_k|, and "
                 "n = 1/(k^2 + 1), where I_k = 0, in units of C_l rho^(2l-1).\n\n"
                 + table("T", sizes, rows, ["l = 3", "l = 4", "thermal, l = 3", "thermal, l = 4"]))
    return "\n\n".join(parts)


def main():
    parser = argparse.ArgumentParser(prog="tools/numerics_table", description=__doc__)
    parser.add_argument("--print", action="store_true", help="do not touch docs/numerics.md")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    options = parser.parse_args()
    text = DOCUMENT.read_text()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit(f"numerics_table: error: {DOCUMENT} lacks the lines {BEGIN} and {END}")

    with tempfile.TemporaryDirectory(prefix="numerics_table.") as folder:
        run = Runner(options.build.resolve(), options.ranks, pathlib.Path(folder))
        tables = ["### The collision integral", collision_tables(options.build.resolve()),
                  "### The stationary state, Lambda = 1", momentum_table(run), cut_off_table(run),
                  space_tables(run)]
    tables = "\n\n".join(tables)
    if options.print:
        print(tables)
    else:
        before, rest = text.split(BEGIN)
        DOCUMENT.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
