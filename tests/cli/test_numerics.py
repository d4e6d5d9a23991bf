"""The tools that write the tables of docs/numerics.md, on runs whose errors are known and on small ones; and tables of the document
against what the program gives."""

import math
import os
import re
import shutil
import sys
import textwrap
from pathlib import Path
from unittest import mock

import numpy as np
from harness import KAPITZA, ROOT, Program, arrays, main

sys.path.insert(0, str(ROOT / "tools/lib"))
import numerics_table  # noqa: E402

COLLISION_ERRORS = """\
grid,64,2,96,1e-2
grid,64,3,96,1e-3
grid,128,2,96,2.5e-3
grid,128,3,96,2.5e-4
cutoff,128,3,8,1e-4
thermal,128,3,8,1e-4
cutoff,128,4,8,1e-5
thermal,128,4,8,1e-5
"""


def error(K=64, T=1000.0, cells=None, nodes=None, N=None):
    """Of the density at X = 0, from factors whose parts fall as powers of every size: what one size does depends on the others."""
    if N:
        space = 0.5 / N[0] if len(N) == 1 else 1e-3
    else:
        space = float(cells) ** -nodes
    return (1 + 30 * K**-2.0) * (1 + 30 * T**-3.0) * (1 + 30 * space) - 1


class KnownErrors:
    """In the place of a Runner: states with this error at all k, twice as large at X = 1/2, of a polynomial in k, which
    interpolation between grids leaves alone."""

    def __init__(self, build, ranks, folder):
        pass

    def __call__(self, space, momentum__points=64, collision__tau_max=1000.0):
        chosen = dict(re.findall(r"(?m)^(\w+) = (.*)$", space))
        if chosen["scheme"] == '"upwind"':
            wrong = error(N=[int(word) for word in chosen["points"].strip("[]").split(",")])
        else:
            wrong = error(momentum__points, collision__tau_max, int(chosen["cells"]), int(chosen["nodes"]))
        k = (np.arange(momentum__points) + 0.5) * 2 * np.pi / momentum__points - np.pi
        return {"k": k[k < 0], "n_out": (2 + 0.1 * k + wrong)[k < 0], "rho_0": 2 + wrong, "rho_half": 2 - 2 * wrong}


def written_table(name, sizes, errors):
    """As the document has it: the error at X = 0, twice that at X = 1/2, and the order of each."""
    lines = [f"| {name} | rho(X = 0) | rho(X = 1/2) | n_out, max over k |", "| --- | --- | --- | --- |"]
    for i, (size, wrong) in enumerate(zip(sizes, errors)):
        order = f" ({math.log(errors[i - 1] / wrong) / math.log(size / sizes[i - 1]):.1f})" if i else ""
        lines.append(f"| {size} | {wrong:.1e}{order} | {2 * wrong:.1e}{order} | {wrong:.1e}{order} |")
    return "\n".join(lines)


def between(text, name):
    """What stands between the lines that begin and end a part of the document, before it, and after it."""
    before, rest = text.split(f"<!-- {name}: begin -->")
    inside, after = rest.split(f"<!-- {name}: end -->")
    return inside, before, after


def without_values(text):
    """Captions, heads and sizes of tables; the values and their orders are left out."""
    return re.sub(r" -?\d\.\d+(e[+-]\d+)?( \(-?\d+\.\d\))?(?= \|)", " #", text)


def rows(table):
    """Those of a table in Markdown, each as {head of column: cell}; heads that stand twice get a number."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")]
    heads = [f"{name} {i}" if lines[0].count(name) > 1 else name for i, name in enumerate(lines[0])]
    return [dict(zip(heads, cells)) for cells in lines[2:]]


class Document(Program):
    """A copy of the tools and of the document, so that they can write it, with a build folder of stand-ins."""

    def setUp(self):
        super().setUp()
        for part in "tools", "python":
            shutil.copytree(ROOT / part, self.folder / part)
        (self.folder / "docs").mkdir()
        shutil.copy(ROOT / "docs/numerics.md", self.folder / "docs")
        self.text = (ROOT / "docs/numerics.md").read_text()
        self.program("build/tests/kapitza_collision_errors", f"#!/bin/sh\ncat <<'END'\n{COLLISION_ERRORS}END\n")

    def program(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def tool(self, name, *arguments, code=0):
        done = self.start([f"tools/{name}", *arguments], env=dict(os.environ, KAPITZA_PYTHON=sys.executable))
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        return done

    def document(self):
        return (self.folder / "docs/numerics.md").read_text()


class Tables(Document):
    def expected(self):
        finest, coarse = error(cells=32, nodes=4), {"cells": 4, "nodes": 3}
        N = [11, 21, 41, 81]
        parts = [
            written_table("K", [64, 128, 256], [error(K, **coarse) - error(512, **coarse) for K in (64, 128, 256)]),
            written_table("T", [8, 16, 32, 64], [error(T=T, **coarse) - error(T=128, **coarse) for T in (8, 16, 32, 64)]),
            *(written_table("cells", [2, 4, 8, 16], [error(cells=cells, nodes=nodes) - finest for cells in (2, 4, 8, 16)])
              for nodes in (2, 3)),
            written_table("N", N, [error(N=[points]) - finest for points in N]),
        ]
        limit = error(N=N[:3]) - finest
        parts[-1] += f"\n| 11, 21, 41 extrapolated | {limit:.1e} | {2 * limit:.1e} | {limit:.1e} |"
        collision = """\
            | K | l = 2 | l = 3 |
            | --- | --- | --- |
            | 64 | 1.0e-02 | 1.0e-03 |
            | 128 | 2.5e-03 (2.0) | 2.5e-04 (2.0) |"""
        return [textwrap.dedent(collision), *parts]

    def test_hold_the_errors_that_the_runs_have_and_replace_those_of_the_document(self):
        with mock.patch.multiple(numerics_table, Runner=KnownErrors, DOCUMENT=self.folder / "docs/numerics.md"):
            with mock.patch("sys.argv", ["numerics_table", "--build", str(self.folder / "build")]):
                numerics_table.main()
        inside, before, after = between(self.document(), "tables")
        for table in self.expected():
            self.assertIn(f"\n\n{table}\n\n", inside)
        old, *around = between(self.text, "tables")
        self.assertEqual([before, after], around)
        # The collision integral has fewer sizes here.
        start = "### The stationary state"
        self.assertEqual(without_values(inside[inside.index(start) :]), without_values(old[old.index(start) :]))

    def test_are_not_measured_for_a_document_without_a_place_for_them(self):
        changed = self.text.replace("<!-- tables: end -->", "")
        (self.folder / "docs/numerics.md").write_text(changed)
        self.program("build/kapitza", "#!/bin/sh\ntouch started")
        self.assertIn("lacks the lines", self.tool("numerics_table", code=1).stderr)
        self.assertEqual(self.document(), changed)
        self.assertNotIn("started", self.files())

    def test_name_the_run_that_failed_and_leave_the_document(self):
        self.program("build/kapitza", "#!/bin/sh\necho out of luck >&2; exit 3")
        done = self.tool("numerics_table", "--ranks", "1", code=1)
        self.assertIn("ended with 3", done.stderr)
        self.assertIn("out of luck", done.stderr)
        self.assertEqual(self.document(), self.text)

    def test_of_the_program_hold_what_is_read_from_its_results(self):
        space, sizes = numerics_table.DG.format(3, 2), [4, 8, 16]
        folder = self.folder / "runs"
        folder.mkdir()
        run = numerics_table.Runner(Path(KAPITZA).parent, 2, folder)
        states = [run(space, momentum__points=32, collision__tau_max=float(T)) for T in sizes]
        errors = [numerics_table.errors(state, states[-1]) for state in states[:-1]]
        found = rows(numerics_table.table("T", sizes[:-1], errors, numerics_table.STATE_COLUMNS))

        self.write("case.toml", numerics_table.CASE.replace("points = 64", "points = 32") + space)
        own = []
        for T in sizes:
            self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", f"collision.tau_max={T}.0", "-o", f"{T}.h5"))
            own.append(arrays(self.folder / f"{T}.h5"))
        leaves = own[0]["k"] < 0
        self.assertEqual([row["T"] for row in found], ["4", "8"])
        before = None
        for row, state in zip(found, own):
            left, centre = ((state[name] - own[-1][name])[0] for name in ("n_left", "n_center"))
            expected = [abs(left.mean()), abs(centre.mean()), np.abs(left[leaves]).max()]
            values = [[float(word.strip("()")) for word in cell.split()] for cell in list(row.values())[1:]]
            np.testing.assert_allclose([value[0] for value in values], expected, rtol=0.06)  # two digits
            if before:
                np.testing.assert_allclose([value[1] for value in values], np.log2(np.divide(before, expected)), atol=0.06)
            before = expected


class Linear(Document):
    TABLES = "Some table.\n\n| K | a |\n| --- | --- |\n| 64 | & \\1 % |\n"

    def setUp(self):
        super().setUp()
        self.program("build/tests/kapitza_linear_errors", f"#!/bin/sh\ncat <<'END'\n{self.TABLES}END\n")

    def test_tables_replace_those_of_the_document(self):
        self.tool("numerics_linear")
        inside, *around = between(self.document(), "linear response")
        self.assertEqual(inside, f"\n\n{self.TABLES}\n")
        self.assertEqual(around, list(between(self.text, "linear response")[1:]))

    def test_tables_are_printed_only_if_asked(self):
        self.assertEqual(self.tool("numerics_linear", "--print", "--build", self.folder / "build").stdout, self.TABLES)
        self.assertEqual(self.document(), self.text)

    def test_failures_leave_the_document(self):
        self.assertIn("--fast", self.tool("numerics_linear", "--fast", code=2).stderr)
        self.program("build/tests/kapitza_linear_errors", "#!/bin/sh\necho half; exit 1")
        self.tool("numerics_linear", code=1)
        self.assertEqual(self.document(), self.text)
        changed = self.text.replace("<!-- linear response: end -->", "")
        (self.folder / "docs/numerics.md").write_text(changed)
        self.assertIn("exactly once", self.tool("numerics_linear", code=2).stderr)
        self.assertEqual(self.document(), changed)


LINEAR = """\
kind = "linear"
momentum.points = 256
momentum.scheme = "uniform"
interaction.coefficients = { "3" = 6.0 }
collision.accuracy = 1e-6
background.thermal = { beta = 1.0, mu = -1.0 }
perturbation.left = "sin(k)"
perturbation.right = "0"
defect.Lambda = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]
"""


class LinearDocument(Program):
    """Its tables, against results of the program."""

    def setUp(self):
        super().setUp()
        self.write("case.toml", LINEAR)
        inside = between((ROOT / "docs/numerics.md").read_text(), "linear response")[0]
        self.momenta, self.accuracies, self.slabs = (part for part in re.split(r"\n\n(?=\|)", inside) if "|" in part[:9])

    def result(self, *settings):
        words = [word for setting in settings for word in ("--set", setting)]
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "result.h5", *words))
        return arrays(self.folder / "result.h5")

    def assert_junction(self, row, result):
        for name, dataset in ("kappa", "conductivity"), ("R", "resistance"):
            matrix = result[dataset]
            for suffix, value in ("11", matrix[0, 0]), ("1E", (matrix[0, 1] + matrix[1, 0]) / 2), ("EE", matrix[1, 1]):
                self.assertAlmostEqual(float(row[f"{name}_{suffix}"]), value, delta=0.6e-5, msg=f"{name}_{suffix}")

    def test_of_momenta_and_of_accuracies(self):
        table = rows(self.momenta)
        self.assertEqual([row["K"] for row in table], ["64", "128", "256", "512", "1024", "extrapolated, order 2"])
        for row in table[:2]:
            result = self.result(f"momentum.points={row['K']}", "collision.tau_max=64.0", "defect.Lambda=1")
            self.assert_junction(row, result)
            R = result["resistance"]
            self.assertAlmostEqual(float(row["antisymmetric 8"]) / abs(R[0, 1] - R[1, 0]), 1, delta=0.06)
        table = rows(self.accuracies)
        self.assertEqual([row["accuracy"] for row in table], ["1e-3", "1e-4", "1e-5", "1e-6"])
        for row in table[:2]:
            self.assert_junction(row, self.result(f"collision.accuracy={row['accuracy']}", "defect.Lambda=1"))

    def test_of_slabs(self):
        table, result = rows(self.slabs), self.result()
        self.assertEqual([float(row["Lambda"]) for row in table], result["Lambda"].tolist())
        for i, row in enumerate(table):
            most = result["Lambda"][i] * result["transmitted"][i].max()
            for name, value, digits in [
                ("Lambda max transmitted", most, 1e-4),
                ("reflected: deviation", result["reflected_deviation"][i], 1e-4),
                ("transmitted: deviation", result["transmitted_deviation"][i], 1e-4),
                ("number current", result["current/number"][i], 1e-5 * result["current/number"][i]),
                ("energy current", result["current/energy"][i], 1e-5 * result["current/energy"][i]),
                ("entropy production", result["entropy_production"][i], 1e-4),
            ]:
                self.assertAlmostEqual(float(row[name]), value, delta=0.6 * digits, msg=f"{name}, Lambda = {row['Lambda']}")
            # The table divides by the largest eigenvalue of the law, the result by its largest element.
            law = 2 * result["resistance"] + result["Lambda"][i] * np.linalg.inv(result["conductivity"])
            most = np.abs(law).max() / np.linalg.eigvalsh((law + law.T) / 2).max()
            difference, rounding = most * result["slab_law_difference"][i], 1e-14
            if float(row["law"]) > rounding:
                self.assertAlmostEqual(float(row["law"]) / difference, 1, delta=0.06, msg=f"law, Lambda = {row['Lambda']}")
            else:
                self.assertLess(difference, rounding)


if __name__ == "__main__":
    main()
