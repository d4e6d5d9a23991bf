"""Drives the job scripts as a user does, on a real SLURM of one node that lives as long as the tests."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import h5py

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
import cluster  # noqa: E402
from harness import KAPITZA, PATIENCE, ROOT, TINY, TINY_ENSEMBLE, arrays  # noqa: E402, F401
from interruptions import processor_seconds  # noqa: E402, F401

CPUS = 2
RUNNING = ("PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "REQUEUED", "SUSPENDED", "STOPPED", "SIGNALING")


def missing_program():
    """The first program of SLURM that is not installed, or nothing."""
    return next((name for name in cluster.PROGRAMS if not shutil.which(name, path=cluster.search_path())), None)


def start_cluster():
    """Its folder and the process whose standard input keeps it alive."""
    folder = Path(tempfile.mkdtemp(prefix="kapitza_slurm_"))
    command = [sys.executable, "-B", Path(cluster.__file__), folder, str(CPUS)]
    return folder, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


class Jobs(unittest.TestCase):
    """Each test has a folder of its own that looks like the root of the project, with case.toml in it."""

    @classmethod
    def setUpClass(cls):
        cls.slurm, cls.keeper = start_cluster()
        cls.addClassCleanup(cls.stop_cluster)
        answer = cls.keeper.stdout.readline()
        if answer != "ready\n":
            raise RuntimeError(f"SLURM did not start: {answer}{cls.keeper.stdout.read()}")

    @classmethod
    def stop_cluster(cls):
        cls.keeper.stdin.close()
        cls.keeper.stdout.read()
        cls.keeper.stdout.close()
        cls.keeper.wait()

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="test_", dir=self.slurm))
        self.addCleanup(self.say_what_happened)
        for name in "jobs", "tools", "input":
            (self.folder / name).symlink_to(ROOT / name)
        self.write("case.toml", TINY)
        self.write("micro.toml", TINY_ENSEMBLE)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM_", "SBATCH_"))}
        self.environment |= {"SLURM_CONF": f"{self.slurm}/slurm.conf", "PATH": cluster.search_path(),
                             "KAPITZA_PROGRAM": str(KAPITZA), "KAPITZA_PYTHON": sys.executable}

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def client(self, *command, check=True):
        done = subprocess.run([str(c) for c in command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE)
        if check:
            self.assertEqual(done.returncode, 0, f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    def submit(self, *arguments, **environment):
        """The number of the job that a script of jobs/ becomes. The scripts ask for a signal five minutes before the limit, which
        must not come by itself while a test lasts."""
        self.environment |= environment
        return self.client("sbatch", "--parsable", "--time=20", *arguments).strip()

    def records(self, job):
        """What SLURM knows of a job, one record for each task of an array."""
        lines = self.client("scontrol", "--oneliner", "show", "job", job).splitlines()
        return [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in lines if line]

    def states(self, job):
        return sorted(record["JobState"] for record in self.records(job))

    def wait(self, job):
        """The states of all tasks when none will change any more."""
        return self.wait_until(lambda: (lambda s: not any(x in RUNNING for x in s) and s)(self.states(job)), f"job {job}")

    def wait_until(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            result = condition()
            if result:
                return result
            time.sleep(0.2)
        self.fail(f"{what}: not within {PATIENCE} s\n{self.client('squeue', check=False)}")

    def follower(self, name):
        """The number of the job of that name that a job of this test has submitted."""
        lines = self.client("squeue", "-h", "--states=all", "-o", "%A %j %Z").splitlines()
        found = [line.split() for line in lines]
        return next((job for job, its_name, folder in found if its_name == name and folder == str(self.folder)), None)

    def log(self, pattern="*.log"):
        return "".join(path.read_text() for path in sorted(self.folder.glob(pattern)))

    def result(self, name):
        return h5py.File(self.folder / "results" / name)

    def direct(self, *arguments, output="direct.h5"):
        """The same without SLURM."""
        self.client(KAPITZA, "run", *arguments, "--quiet", "-o", output)
        return h5py.File(self.folder / output)

    def say_what_happened(self):
        outcome = self._outcome.result if hasattr(self._outcome, "result") else self._outcome
        failed = any(test is self for test, _ in outcome.failures + outcome.errors)
        if failed or os.environ.get("KAPITZA_SHOW_LOGS"):
            print(f"--- logs of {self.id()}\n{self.log()}", file=sys.stderr)
