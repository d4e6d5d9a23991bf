"""tools/run hands signals on: one asks for a checkpoint, a second one ends the run. And it finds out how many cores there
are."""

import os
import signal
import subprocess
import time
import unittest
from pathlib import Path

from harness import KAPITZA, ROOT, TINY_ENSEMBLE, Program

LONG = TINY_ENSEMBLE.replace("measure = 800", "measure = 8000000")
SHORT = TINY_ENSEMBLE.replace("measure = 800", "measure = 32000")  # some seconds


def as_from_a_terminal():
    # Whoever starts the tests in the background has INT ignored, and a shell cannot trap what was ignored at its start.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def is_alive(pid):
    """A zombie that nobody has waited for is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Signals(Program):
    def setUp(self):
        """A tree of its own, in which there is nothing to build."""
        super().setUp()
        there = {"tools/run": ROOT / "tools/run", "tools/lib": ROOT / "tools/lib", "tools/setup": "/bin/true", "build/kapitza": KAPITZA}
        for name, target in there.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).symlink_to(target)
        self.environment = dict(os.environ, XDG_CACHE_HOME=str(self.folder / "cache"))

    def begin(self, text):
        self.write("case.toml", text)
        job = subprocess.Popen(["tools/run", "case.toml", "-n", "2", "--no-plot"], cwd=self.folder, env=self.environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                               preexec_fn=as_from_a_terminal)  # fmt: skip
        self.addCleanup(job.stderr.close)
        self.addCleanup(job.kill)
        self.wait_until((self.folder / "case.h5.lock").exists, "the start of the run", seconds=30)
        return job

    def wait_until(self, condition, what, seconds):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"{what}: not within {seconds} s")
            time.sleep(0.02)

    def end(self, job):
        """Exit code, stderr, and the seconds that it took."""
        start = time.monotonic()
        stderr = job.communicate(timeout=60)[1]
        return job.returncode, stderr, time.monotonic() - start

    def ranks(self, job):
        (launcher,) = subprocess.run(["pgrep", "-P", str(job.pid)], capture_output=True, text=True).stdout.split()
        found = subprocess.run(["pgrep", "-P", launcher, "-x", "kapitza"], capture_output=True, text=True).stdout.split()
        self.assertEqual(len(found), 2)
        return [int(pid) for pid in found]

    def test_one_stops_with_a_checkpoint_and_the_same_command_continues(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGUSR1:
            with self.subTest(number.name):
                job = self.begin(SHORT)
                job.send_signal(number)
                code, stderr, took = self.end(job)
                self.assertEqual(code, 10, stderr)
                self.assertLess(took, 10)
                self.assertEqual(stderr.count("kapitza: stopped on request"), 1, stderr)
                self.assertIn("case.h5.ckpt", self.files())
                self.assertNotIn("case.h5", self.files())
        code, stderr, _ = self.end(self.begin(SHORT))
        self.assertEqual(code, 0, stderr)
        self.assertIn("continuing from case.h5.ckpt", stderr)
        self.assertIn("case.h5", self.files())
        self.assertNotIn("case.h5.ckpt", self.files())

    def test_a_second_one_ends_the_run_at_once(self):
        for number, expected in (signal.SIGINT, 130), (signal.SIGTERM, 143):
            with self.subTest(number.name):
                job = self.begin(LONG)
                ranks = self.ranks(job)
                os.kill(ranks[1], signal.SIGSTOP)  # it cannot do as it is asked
                job.send_signal(number)
                time.sleep(1.5)
                self.assertIsNone(job.poll(), "the first one asks, and waits")
                job.send_signal(number)
                code, stderr, took = self.end(job)
                self.assertEqual(code, expected, stderr)
                self.assertLess(took, 10)
                self.wait_until(lambda: not any(is_alive(pid) for pid in ranks), "the end of the ranks", seconds=5)
                (self.folder / "case.h5.lock").unlink(missing_ok=True)


class Cores(Program):
    def test_are_those_of_the_machine_whatever_the_threads_of_a_rank(self):
        environment = dict(os.environ, OMP_NUM_THREADS="1", OMP_THREAD_LIMIT="1")
        done = self.start(["bash", "-c", f'. "{ROOT}/tools/lib/cores.sh"; available_cores'], env=environment)
        self.assertEqual(done.stdout, f"{len(os.sched_getaffinity(0))}\n")


if __name__ == "__main__":
    unittest.main()
