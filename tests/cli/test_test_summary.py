"""What is skipped is counted and named: by a test program to ctest, and by the last lines of tools/test."""

import os
import sys
import textwrap

from harness import ROOT, Program, main

sys.path.insert(0, str(ROOT / "tools/lib"))
import test_summary  # noqa: E402

REPORT = """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Linux-c++" tests="7" failures="1" disabled="0" skipped="2">
  <testcase name="unit.a" classname="unit.a" time="0.1" status="run"><system-out>[       OK ] A.b (0 ms)</system-out></testcase>
  <testcase name="cli.c" classname="cli.c" time="1" status="run">
    <system-out>SKIPPED C.test_d: needs &lt;tmpfs&gt;: no right
SKIPPED C.test_e: no xarray
OK (skipped=2)</system-out></testcase>
  <testcase name="cli.f" classname="cli.f" time="1" status="fail"><failure message="Failed"/>
    <system-out>SKIPPED F.test_g: no xarray
FAILED (failures=1, skipped=1)</system-out></testcase>
  <testcase name="mpi.h" classname="mpi.h" time="1" status="run">
    <system-out>[ RUN      ] H.First
/kapitza/test_h.cpp:54: Skipped
needs two ranks

[  SKIPPED ] H.First (0 ms)
[ RUN      ] H.Second
[       OK ] H.Second (0 ms)
[ RUN      ] H.Third
/kapitza/test_h.cpp:60: Skipped


[  SKIPPED ] H.Third (0 ms)
[  SKIPPED ] 2 tests, listed below:
[  SKIPPED ] H.First
[  SKIPPED ] H.Third</system-out></testcase>
  <testcase name="fuzz.i" classname="fuzz.i" time="0" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/>
    <system-out>SKIPPED: no clang++ here</system-out></testcase>
  <testcase name="slurm.j" classname="slurm.j" time="0" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
  <testcase name="cli.k" classname="cli.k" time="1" status="run"><system-out>OK (skipped=1)</system-out></testcase>
</testsuite>
"""

EXPECTED = """\
4 passed, 1 failed, 8 skipped
  skipped: cli.c C.test_d: needs <tmpfs>: no right
  skipped: cli.c C.test_e: no xarray
  skipped: cli.f F.test_g: no xarray
  skipped: mpi.h H.First: needs two ranks
  skipped: mpi.h H.Third: no reason given
  skipped: fuzz.i: no clang++ here
  skipped: slurm.j: SKIP_RETURN_CODE=77
  skipped: cli.k (not named): no reason given"""

# A test program of the kind that stands here, whose classes are picked by name.
TESTS = """\
import unittest
from harness import main

class Good(unittest.TestCase):
    def test_passes(self): pass

class Partly(Good):
    @unittest.skip("a thing is missing")
    def test_skips(self): pass
    def test_skips_parts(self):
        for i in range(3):
            with self.subTest(i=i):
                self.skipTest("parts are missing")

class Idle(unittest.TestCase):
    def test_skips(self): self.skipTest("all is missing")

class Group(Good):
    @classmethod
    def setUpClass(cls): raise unittest.SkipTest("the group is missing")

class Bad(Partly):
    def test_fails(self): self.fail()

main()
"""


class Summary(Program):
    def test_counts_and_names_what_was_skipped(self):
        self.write("report.xml", REPORT)
        self.assertEqual(test_summary.summary(self.folder / "report.xml"), EXPECTED)
        done = self.start([sys.executable, "-B", ROOT / "tools/lib/test_summary.py", "report.xml"])
        self.assertEqual((done.returncode, done.stdout), (0, EXPECTED + "\n"))


class Main(Program):
    def run_tests(self, *names):
        self.write("tests.py", textwrap.dedent(TESTS))
        environment = dict(os.environ, PYTHONPATH=str(ROOT / "tests/cli"))
        done = self.start([sys.executable, "-B", "tests.py", *names], env=environment)
        return done.returncode, done.stdout.splitlines()

    def test_names_what_is_skipped_and_passes_with_the_others(self):
        self.assertEqual(self.run_tests("Good"), (0, []))
        lines = ["SKIPPED Partly.test_skips: a thing is missing", "SKIPPED Partly.test_skips_parts: parts are missing"]
        self.assertEqual(self.run_tests("Partly"), (0, lines))

    def test_is_skipped_itself_if_all_is(self):
        self.assertEqual(self.run_tests("Idle"), (77, ["SKIPPED Idle.test_skips: all is missing"]))
        code, lines = self.run_tests("Group")
        self.assertEqual(code, 77)
        self.assertIn("the group is missing", lines[0])

    def test_fails_if_one_does_or_none_is_found(self):
        code, lines = self.run_tests("Bad")
        self.assertEqual((code, len(lines)), (1, 2))
        code, _ = self.run_tests("-k", "no_such_test")
        self.assertNotIn(code, (0, 77))


if __name__ == "__main__":
    main()
