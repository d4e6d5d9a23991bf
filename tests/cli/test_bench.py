"""tools/bench on a build folder of stand-ins, whose times are known, and on small cases of the program. No time is judged."""

import csv
import math
import os
import sys
import textwrap
import types
from pathlib import Path

from harness import ROOT, Program, main

sys.path.insert(0, str(ROOT / "tools/lib"))
import bench  # noqa: E402
import bench_rows  # noqa: E402
import bench_scaling  # noqa: E402
from bench_errors import Failed  # noqa: E402

# Reports the next of its times at every call, and notes the call.
BENCH_COLLISION = """\
    import json, pathlib, sys
    log = pathlib.Path(__file__).parent / "calls"
    number = len(log.read_text().splitlines()) if log.exists() else 0
    log.open("a").write(sys.argv[1] + "\\n")
    times = {"evaluate/256/4": (10, 30, 40), "transforms/256/4": (5000, 10000, 20000), "paper_scheme/256/4/iterations:2": (1, 1, 1)}
    unit = {"transforms/256/4": "us"}
    out = [word.split("=", 1)[1] for word in sys.argv if word.startswith("--benchmark_out=")][0]
    pathlib.Path(out).write_text(json.dumps({"benchmarks": [
        {"name": name, "cpu_time": of[number % 3], "time_unit": unit.get(name, "ms")} for name, of in times.items()]}))
"""

KAPITZA = """\
    import pathlib, sys
    (pathlib.Path(__file__).parent / "calls").open("a").write(sys.argv[1] + "\\n")
    print("revision abc")
    sum(range(3000000))  # something to compare with
    sys.exit(1 if "fail" in sys.argv[0] else 0)
"""


class Tool(Program):
    """A build folder that holds stand-ins for the programs."""

    def setUp(self):
        super().setUp()
        self.build = self.folder / "build"
        self.build.mkdir()
        self.cache("Release")
        self.program("kapitza", KAPITZA)
        self.program("bench/bench_collision", BENCH_COLLISION)

    def cache(self, kind, sanitizers=""):
        (self.build / "CMakeCache.txt").write_text(f"CMAKE_BUILD_TYPE:STRING={kind}\nKAPITZA_SANITIZE:STRING={sanitizers}\n")

    def program(self, name, text):
        path = self.build / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!{sys.executable} -B\n" + textwrap.dedent(text))
        path.chmod(0o755)

    def calls(self, name="calls"):
        return (self.build / name).read_text().split()

    def bench(self, *words, code=0, build=None, **environment):
        done = self.start([ROOT / "tools/bench", "--build", build or self.build, *words],
                          env=dict(os.environ, KAPITZA_PYTHON=sys.executable) | environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        return done


class Table(Tool):
    def test_has_the_median_least_and_greatest_ratio_of_the_rounds(self):
        done = self.bench("collision.transforms.256", "--rounds", 3, "--csv", "x.csv", "--markdown", "x.md")
        (row,) = csv.DictReader((self.folder / "x.csv").open())
        self.assertEqual(list(row), ["row", "A", "B", "unit", "median A", "median B", "ratio", "least", "greatest", "rounds"])
        self.assertEqual((row["row"], row["rounds"]), ("collision.transforms.256", "3"))
        # The ratio of the medians would be 3.
        for column, value in {"median A": 0.03, "median B": 0.01, "ratio": 2, "least": 2, "greatest": 3}.items():
            self.assertAlmostEqual(float(row[column]), value, msg=column)
        self.assertEqual((self.folder / "x.md").read_text(), done.stdout)
        self.assertIn("| collision.transforms.256 | evaluation, K = 256 | its bare FFTs | s of processor | 0.03 | 0.01 | 2 | 2 | 3 | 3 |\n",
                      done.stdout)
        self.assertIn("revision abc; ", done.stdout)
        self.assertRegex(done.stdout, r"\d+ cores, load \d")

    def test_takes_the_two_of_a_pair_in_turns(self):
        self.bench("start", "--rounds", 3)
        self.assertEqual(self.calls(), ["--version", *["run", "--version"] * 3])

    def test_goes_between_the_marks_of_a_document_and_nowhere_else(self):
        self.write("x.md", "before\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nafter\n")
        done = self.bench("start", "--rounds", 1, "--document", "x.md")
        self.assertEqual((self.folder / "x.md").read_text(), f"before\n<!-- bench: begin -->\n\n{done.stdout}\n<!-- bench: end -->\nafter\n")
        self.write("x.md", "no marks\n")
        self.assertIn("exactly once", self.bench("start", "--rounds", 1, "--document", "x.md", code=2).stderr)

    def test_loses_nothing_and_measures_nothing_before_it_is_known(self):
        (self.folder / "folder").mkdir()
        os.mkfifo(self.folder / "fifo")
        self.write("case.toml", 'kind = "boltzmann"\n')
        self.write("result.h5", "\x89HDF")
        self.write("own.csv", "row,A,B,unit,median A,median B,ratio,least,greatest,rounds\n")
        self.write("own.md", "revision abc; a processor, 2 cores, load 0.1\n\n| row |\n")
        self.write("marks.md", "<!-- bench: begin -->\n<!-- bench: end -->\n")
        for name in "own.csv", "own.md", "marks.md":
            (self.folder / f"protected_{name}").write_bytes((self.folder / name).read_bytes())
            (self.folder / f"protected_{name}").chmod(0o444)
        cases = {"--csv": ["own.md", "protected_own.csv"], "--markdown": ["own.csv", "protected_own.md"], "--document": ["protected_marks.md"]}
        before = self.contents()
        for option, names in cases.items():
            for name in (*names, "folder", "fifo", "case.toml", "result.h5", "none/x", ""):
                for linked in (False, True) if name else (False,):
                    with self.subTest(option=option, name=name, linked=linked):
                        given = "link" if linked else name
                        if linked:
                            (self.folder / "link").symlink_to(name)
                        done = self.bench("start", "--rounds", 1, option, given, code=3 if "none" in name else 2)
                        self.assertTrue(name in done.stderr or given in done.stderr, done.stderr)
                        (self.folder / "link").unlink(missing_ok=True)
                        self.assertEqual(self.contents(), before)
        (self.folder / "link.csv").symlink_to("own.csv")
        self.bench("start", "--rounds", 1, "--csv", "link.csv", "--markdown", "own.md", "--document", "marks.md")
        self.assertTrue((self.folder / "link.csv").is_symlink())
        for name in "own.csv", "own.md", "marks.md":
            self.assertIn("start", (self.folder / name).read_text())

    def contents(self):
        """Also of the build folder, which knows of each call."""
        return {path: path.read_bytes() if path.is_file() else path.lstat().st_ino for path in self.folder.rglob("*")}

    def test_names_what_is_left_out_and_why(self):
        done = self.bench("micro.xmds2", "fig4.before.time", PATH="/usr/bin:/bin" if not Path("/usr/bin/xmds2").exists() else "/bin-of-nothing:/bin")
        self.assertIn("Left out: fig4.before.time: no --before DIR\n", done.stdout)
        if not Path("/usr/bin/xmds2").exists():
            self.assertIn("Left out: micro.xmds2: xmds2 is not installed\n", done.stdout)

    def test_warns_of_a_load_above_half_a_core(self):
        busy = os.getloadavg()[0] / len(os.sched_getaffinity(0))
        if abs(busy - bench.BUSY) < 0.2:
            self.skipTest("the load is at the limit")
        self.assertEqual("warning: load" in self.bench("start", "--rounds", 1).stderr, busy > bench.BUSY)


class Usage(Tool):
    def test_lists_its_rows_and_a_quick_subset(self):
        names = self.bench("--list").stdout.split()
        self.assertEqual(len(names), len(set(names)))
        text = self.bench("--help").stdout
        for name in names:
            self.assertIn(name, text)
        quick = {row.name for row in bench_rows.rows() if row.quick}
        self.assertTrue(quick and quick < set(names))

    def test_means_a_group_by_its_name(self):
        chosen = [row.name for row in bench.chosen(bench_rows.rows(), ["collision", "start"], False)]
        self.assertEqual(chosen, ["collision.transforms.128", "collision.transforms.256", "collision.transforms.512", "collision.paper", "start"])

    def test_refuses_what_cannot_be_measured(self):
        for words, said in {("colision",): "no row 'colision'; there are collision", ("--rounds", 0): "at least 1",
                            ("--unknown",): "--unknown"}.items():
            with self.subTest(words=words):
                self.assertIn(said, self.bench(*words, code=2).stderr)
        for kind, sanitizers in [("Debug", ""), ("", ""), ("Release", "address")]:
            with self.subTest(kind=kind, sanitizers=sanitizers):
                self.cache(kind, sanitizers)
                self.assertIn(sanitizers or kind, self.bench("start", code=2).stderr)
                self.assertFalse((self.build / "calls").exists(), "something was run")
        self.assertIn("no build folder", self.bench("start", code=2, build=self.folder / "nothing").stderr)

    def test_says_which_program_failed(self):
        self.program("kapitza", KAPITZA.replace('"fail" in sys.argv[0]', '"run" in sys.argv'))
        self.assertRegex(self.bench("start", code=1).stderr, r"bench: error: \S*kapitza run \S+ .* ended with 1:\nrevision abc")
        self.assertIn("bench_collision has no benchmark linearise/256/4", self.bench("linearisation.exact", code=1).stderr)


class Arithmetic(Program):
    def test_exponent_is_free_of_what_does_not_grow(self):
        row = next(row for row in bench_rows.rows() if row.name == "growth.cells")

        def solve(case, settings):
            cells = int(settings[-1].split("=")[1])
            return "", math.nan, 7 + 0.1 * cells**1.5, math.nan

        sample = row.measure(types.SimpleNamespace(solve=solve, input=str))
        self.assertAlmostEqual(sample.ratio, 1.5)
        with self.assertRaisesRegex(Failed, "does not grow"):
            row.measure(types.SimpleNamespace(solve=lambda *_: ("", 1, 1, 1), input=str))

    def test_reads_what_check_tells(self):
        text = ("# time: about 2 min 05 s on one core (assumes 3 evaluations\n"
                "# memory: about 20.4 MB over all ranks (Jacobian 1.57 MB, its factors 18.9 MB), and 60 MB for each of them\n")
        self.assertAlmostEqual(bench_rows.told(text, "time"), 125)
        self.assertAlmostEqual(bench_rows.told(text, "memory"), 80.4e6)
        self.assertAlmostEqual(bench_rows.told("# memory: about 1.5 GB (matrices 1 MB); dense\n", "memory"), 1.5e9)
        self.assertAlmostEqual(bench_rows.told("# memory: about 61 MB per rank\n", "memory"), 61e6)
        with self.assertRaisesRegex(Failed, "says nothing of time"):
            bench_rows.told("", "time")

    def test_model_of_messages_is_that_of_a_chain(self):
        chain = [bench_scaling.model("messages", ranks, 10, 3, 0) for ranks in (1, 2, 5)]
        self.assertEqual(chain, [0, 26, 4 * 26])
        self.assertEqual(bench_scaling.model("bytes", 2, 10, 0, 0), 8 * bench_scaling.K * bench_scaling.NODES * 10)
        self.assertEqual(bench_scaling.model("bytes", 2, 0, 10, 0), 8 * bench_scaling.K * bench_scaling.NODES * bench_scaling.CELLS * 10 / 2)

    def test_model_of_time_falls_until_every_rank_has_one_cell(self):
        size = dict(points=300, cells=100, block=960, momenta=320, evaluation=1e-3, linearisation=1e-2)
        times = [bench_scaling.time(ranks, **size) for ranks in (1, 10, 100)]
        self.assertEqual(times, sorted(times, reverse=True))
        evaluations, factors = 48e-3 + 1e-2, 7 / 3 * 960**3 / bench_scaling.DENSE
        self.assertAlmostEqual(times[0] - bench_scaling.SET_UP, 300 * evaluations + 100 * factors)
        # log2(100) = 7 products of the tree beside the one cell of each rank
        self.assertAlmostEqual(times[2] - bench_scaling.SET_UP, 3 * evaluations + 8 * factors, delta=0.02)
        self.assertAlmostEqual(bench_scaling.memory(100, 300, 100, 960, 320) - bench_scaling.BASE, 8 * 3 * 320**2 + 32 * 960**2)


class Program_itself(Tool):
    def setUp(self):
        super().setUp()
        self.real = Path(os.environ["KAPITZA_BUILD"])
        try:
            bench.require_optimised(self.real)
        except bench.Refused as refusal:
            self.skipTest(str(refusal))

    def test_start_up_and_estimates(self):
        done = self.bench("start", "check.linear", "--rounds", 1, "--csv", "x.csv", build=self.real)
        rows = list(csv.DictReader((self.folder / "x.csv").open()))
        self.assertEqual([row["row"] for row in rows], ["start", "check.linear.time", "check.linear.memory"])
        for row in rows:
            self.assertGreater(float(row["ratio"]), 0, done.stdout)

    def test_messages_are_counted(self):
        if not (self.real / "bench/libcount_messages.so").exists():
            self.skipTest("the benchmarks are not built")
        self.bench("messages.2", "--rounds", 1, "--csv", "x.csv", build=self.real)
        counted = {row["row"]: (float(row["median A"]), float(row["median B"])) for row in csv.DictReader((self.folder / "x.csv").open())}
        for name, (found, expected) in counted.items():
            with self.subTest(name=name):
                self.assertGreater(expected, 0)
                # Beside what the model has, set-up and output talk.
                self.assertLess(abs(math.log(found / expected)), math.log(2))


if __name__ == "__main__":
    main()
