"""Runs that are stopped or killed: real processes, signals at random moments of a fixed sequence.

KAPITZA_STOPS and KAPITZA_KILLS say how often (default 3 and 10; the nightly test has 20 and 100)."""

import os
import random
import resource
import signal
import subprocess
import time

import h5py
from harness import KAPITZA, MPIEXEC, PATIENCE, Program

STOPS = int(os.environ.get("KAPITZA_STOPS", 3))
KILLS = int(os.environ.get("KAPITZA_KILLS", 10))
RANKS = [(1, 2), (2, 1), (2, 3)]  # before and after a stop
HEADER = 512


def seal(file):
    """Give a changed checkpoint the header of a whole one."""
    writer = os.environ["KAPITZA_CHECKPOINT_WRITER"]
    checksum = subprocess.run([writer, "checksum", file, str(HEADER)], check=True, capture_output=True, text=True).stdout
    body = file.read_bytes()[HEADER:]
    head = f"kapitza checkpoint\nformat 2\nbytes {len(body)}\nchecksum {checksum}\n"
    file.write_bytes(head.ljust(HEADER - 1).encode() + b"\n" + body)


def processor_seconds(work):
    """What the processes that it starts need, however busy the machine is."""

    def spent():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = spent()
    work()
    return spent() - before


class Job:
    """A run in the background."""

    def __init__(self, folder, *arguments, ranks=1):
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks > 1 else []
        self.ranks = ranks
        self.process = subprocess.Popen(
            [*launcher, KAPITZA, "run", *map(str, arguments)],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
        )

    def pids(self):
        """Of the ranks, in order, once they exist."""
        if self.ranks == 1:
            return [self.process.pid]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            found = subprocess.run(["pgrep", "-P", str(self.process.pid), "-x", "kapitza"], capture_output=True, text=True)
            if len(found.stdout.split()) == self.ranks:
                return [int(pid) for pid in found.stdout.split()]
            time.sleep(0.05)
        raise TimeoutError("the ranks have not started, or ended too early")

    def end(self):
        """Exit code and stderr."""
        try:
            _, self.stderr = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode, self.stderr


class Interruptions(Program):
    def setUp(self):
        super().setUp()
        self.random = random.Random(self.id())

    def wait_for(self, name, job):
        while not (self.folder / name).exists():
            self.assertIsNone(job.process.poll(), "it ended before there was " + name)
            time.sleep(0.02)

    def stop_amid_realisations(self, output, *arguments):
        """How far a run on one rank came that was asked to stop once it had shown a round of realisations, and left a partial result and
        a checkpoint. Nothing, and no file, if it had no time for that."""
        process = subprocess.Popen([KAPITZA, "run", "case.toml", "-o", output, *arguments], cwd=self.folder, stderr=subprocess.PIPE, text=True)
        for line in process.stderr:
            if "realisations" in line:
                break
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        process.stderr.close()
        if process.wait() == 0:
            (self.folder / output).unlink()
            return None
        self.assertEqual(process.returncode, 10, rest)
        self.assertIn(f"{output}.ckpt", self.files())
        with h5py.File(self.folder / output) as file:
            self.assertEqual(file.attrs["status"], "partial")
            return file.attrs["progress"]

    def assert_partial(self, name):
        """What a run leaves that was stopped: an ensemble what it has measured, others nothing."""
        with h5py.File(self.folder / name) as file:
            self.assertEqual((file.attrs["kind"], file.attrs["status"]), ("micro", "partial"))

    def stopped_within(self, seconds, begin, send=None, finished=lambda: None):
        """A run that was asked to stop at a random moment of so many seconds and did. If it had no time for that, `finished()`,
        and once more with half as many."""
        for attempt in range(10):
            job = begin()
            self.wait_for("case.h5.lock", job)
            time.sleep(self.random.uniform(0, seconds / 2**attempt))
            if self.stop(job, send):
                return job
            finished()
        self.fail("it runs to its end whenever it is asked to stop")

    def stop(self, job, send=None):
        """Ask a run to stop; whether it did, which it may have no time for. Checks how."""
        if send:
            send(job)
        else:
            job.process.send_signal(signal.SIGUSR1)
        code, stderr = job.end()
        if code == 0:
            return False
        self.assertEqual(code, 10, stderr)
        lines = [line for line in stderr.splitlines() if line.startswith("kapitza: ")]
        self.assertEqual(len(lines), 1, stderr)
        self.assertIn("stopped on request", lines[0])
        if "case.h5" in self.files():
            self.assert_partial("case.h5")
        self.assertNotIn("case.h5.lock", self.files())
        return True
