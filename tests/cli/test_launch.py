"""What ranks are started with: the same list of variables wherever it is done, under the names of Open MPI 4 and of Open MPI 5."""

import os
import re
import subprocess
import sys
import time
import unittest
from pathlib import Path

import h5py
from harness import KAPITZA, ROOT, TINY_ENSEMBLE, Program

LIST = ROOT / "tools/lib/open_mpi.env"
MANY_RANKS = {"OMPI_MCA_rmaps_base_oversubscribe": "1", "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe"}
UNBOUND = {"OMPI_MCA_hwloc_base_binding_policy": "none", "PRTE_MCA_hwloc_default_binding_policy": "none"}
EXPECTED = {**MANY_RANKS, **UNBOUND, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMP_NUM_THREADS": "1"}
OF_THE_USER = {"PRTE_MCA_hwloc_default_binding_policy": "core", "OMP_NUM_THREADS": "4"}

LONG = TINY_ENSEMBLE.replace("measure = 800", "measure = 1e6")


def parsed(text):
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


class Launch(Program):
    def setUp(self):
        """A tree of its own, and an mpirun that only leaves its environment behind."""
        super().setUp()
        there = {"tools/run": ROOT / "tools/run", "tools/lib": ROOT / "tools/lib", "tools/setup": "/bin/true", "build/kapitza": KAPITZA,
                 "jobs": ROOT / "jobs"}
        for name, target in there.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).symlink_to(target)
        (self.folder / "bin").mkdir()
        self.write("bin/mpirun", "#!/bin/sh\nenv >launched\n")
        (self.folder / "bin/mpirun").chmod(0o755)
        listed = parsed(LIST.read_text())
        self.bare = {name: value for name, value in os.environ.items() if name not in listed}
        self.bare["PATH"] = f"{self.folder}/bin:{self.bare['PATH']}"

    def by_tools_run(self, environment):
        self.assert_done(self.start(["tools/run", "case.toml", "--no-plot"], env=environment))
        return parsed((self.folder / "launched").read_text())

    def by_a_job(self, environment):
        done = self.start(["bash", "-c", "set -euo pipefail; . jobs/environment.sh; env"], env=environment)
        self.assert_done(done)
        return parsed(done.stdout)

    def by_python(self, environment):
        script = "from kapitza import launch; [print(f'{n}={v}') for n, v in launch.environment().items()]"
        done = self.start([sys.executable, "-B", "-c", script], env={**environment, "PYTHONPATH": str(ROOT / "python")})
        self.assert_done(done)
        return parsed(done.stdout)

    def test_sets_what_either_version_of_open_mpi_reads(self):
        for launched in self.by_tools_run(self.bare), self.by_a_job(self.bare), self.by_python(self.bare):
            self.assertEqual({name: launched.get(name) for name in EXPECTED}, EXPECTED)

    def test_leaves_the_users_own_choice(self):
        for by in self.by_tools_run, self.by_a_job, self.by_python:
            launched = by({**self.bare, **OF_THE_USER})
            self.assertEqual({name: launched.get(name) for name in EXPECTED}, {**EXPECTED, **OF_THE_USER})

    def test_refuses_the_name_of_an_unset_variable(self):
        for words in ["-o", ""], ["--output", ""], ["--output="]:
            done = self.start(["tools/run", "case.toml", *words], env=self.bare)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("run: error: -o: found ''; allowed: the name of a file", done.stderr)
            self.assertFalse((self.folder / "launched").exists())
        for words in ["-n", ""], ["-n", "0"], ["-nx"]:
            done = self.start(["tools/run", "case.toml", *words], env=self.bare)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("allowed is a positive number", done.stderr)

    def test_takes_the_case_wherever_it_stands(self):
        self.write("bin/mpirun", '#!/bin/sh\nprintf "%s " "$@" >launched\n')
        for words in ["--extend", "a.h5"], ["--restart", "a.ckpt"], ["--time-limit", "1:00:00"], ["--set", "a=1"], ["-q"]:
            self.assert_done(self.start(["tools/run", *words, "case.toml", "-n", "1", "--no-plot"], env=self.bare))
            launched = (self.folder / "launched").read_text().split()
            self.assertEqual(launched[3:], ["run", "case.toml", *words])

    def test_quiet_keeps_back_what_building_says_unless_it_fails(self):
        (self.folder / "tools/setup").unlink()
        for code in 0, 1, 2:
            self.write("tools/setup", f"#!/bin/sh\necho compiling; echo linking >&2; exit {code}\n")
            (self.folder / "tools/setup").chmod(0o755)
            for quiet in [], ["-q"], ["--quiet"]:
                done = self.start(["tools/run", "case.toml", "--no-plot", *quiet], env=self.bare)
                self.assertEqual(done.returncode, code, done.stderr)
                for line in "compiling", "linking":
                    self.assertEqual(line in done.stdout + done.stderr, not quiet or code != 0, done.stdout + done.stderr)

    def test_of_the_tests_is_the_same(self):
        self.assertEqual({name: os.environ.get(name) for name in EXPECTED}, EXPECTED)


def running(test, environment=None):
    """A run that would take hours, and has begun."""
    test.write("case.toml", LONG)
    job = subprocess.Popen([KAPITZA, "run", "case.toml", "-q"], cwd=test.folder, env=environment)
    test.addCleanup(job.wait)
    test.addCleanup(job.kill)
    while not (test.folder / "case.h5.lock").exists():
        test.assertIsNone(job.poll(), "it ended")
        time.sleep(0.02)
    return job


class Alone(Program):
    def test_a_process_starts_no_other(self):
        job = running(self)
        self.assertEqual(subprocess.run(["pgrep", "-l", "-P", str(job.pid)], capture_output=True, text=True).stdout, "")


class Kernels(Program):
    """An OpenBLAS that does not know the processor takes SSE3, and calls that Prescott."""

    def chosen(self, **environment):
        done = self.start([KAPITZA, "--version"], env={**self.bare, **environment})
        self.assert_done(done)
        return re.findall(r"^OpenBLAS [\d.]+ for (\w+)$", done.stdout, re.M)

    def setUp(self):
        super().setUp()
        self.bare = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
        if not self.chosen():
            self.skipTest("BLAS is not OpenBLAS")

    def test_of_an_old_processor_are_not_taken_on_a_new_one(self):
        features = re.search(r"^flags\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
        new = features and {"avx2", "fma"} <= set(features[1].split())
        self.assertEqual(self.chosen() == ["Prescott"], not new)

    def test_leave_the_process_its_name(self):
        job = running(self, self.bare)
        self.assertEqual(Path(f"/proc/{job.pid}/comm").read_text(), "kapitza\n")

    def test_of_ranks_are_chosen_as_well(self):
        self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", "defect.Lambda=0.1", ranks=2, env=self.bare))
        with h5py.File(self.folder / "case.h5") as file:
            self.assertIn(f" for {self.chosen()[0]}", file.attrs["libraries"])

    def test_that_the_user_names_are_taken(self):
        self.assertEqual(self.chosen(OPENBLAS_CORETYPE="Prescott"), ["Prescott"])


if __name__ == "__main__":
    unittest.main()
