"""Runs that are stopped or killed: real processes, signals at random moments of a fixed sequence.

KAPITZA_STOPS and KAPITZA_KILLS say how often (default 3 and 10; the nightly test has 20 and 100)."""

import os
import random
import signal
import subprocess
import time

from harness import KAPITZA, MPIEXEC, Program

STOPS = int(os.environ.get("KAPITZA_STOPS", 3))
KILLS = int(os.environ.get("KAPITZA_KILLS", 10))
RANKS = [(1, 2), (2, 1), (2, 3)]  # before and after a stop
HONOURED_WITHIN = 10  # s; a second or so on a quiet machine
HEADER = 512


def seal(file):
    """Give a changed checkpoint the header of a whole one."""
    writer = os.environ["KAPITZA_CHECKPOINT_WRITER"]
    checksum = subprocess.run([writer, "checksum", file, str(HEADER)], check=True, capture_output=True, text=True).stdout
    body = file.read_bytes()[HEADER:]
    head = f"kapitza checkpoint\nformat 2\nbytes {len(body)}\nchecksum {checksum}\n"
    file.write_bytes(head.ljust(HEADER - 1).encode() + b"\n" + body)


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
        for _ in range(200):
            found = subprocess.run(["pgrep", "-P", str(self.process.pid), "-x", "kapitza"], capture_output=True, text=True)
            if len(found.stdout.split()) == self.ranks:
                return [int(pid) for pid in found.stdout.split()]
            time.sleep(0.05)
        raise TimeoutError("the ranks have not started")

    def end(self, timeout=60):
        """Exit code, stderr and the seconds that it took."""
        start = time.monotonic()
        try:
            _, self.stderr = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode, self.stderr, time.monotonic() - start


class Interruptions(Program):
    def setUp(self):
        super().setUp()
        self.random = random.Random(self.id())

    def wait_for(self, name, job, seconds=30):
        for _ in range(int(seconds / 0.02)):
            if (self.folder / name).exists():
                return
            self.assertIsNone(job.process.poll(), "it ended before there was " + name)
            time.sleep(0.02)
        self.fail("there is no " + name)

    def stop(self, job, send=None):
        """Ask a run to stop; whether it did, which it may have no time for. Checks how."""
        if send:
            send(job)
        else:
            job.process.send_signal(signal.SIGUSR1)
        code, stderr, took = job.end()
        if code == 0:
            return False
        self.assertEqual(code, 10, stderr)
        self.assertLess(took, HONOURED_WITHIN)
        lines = [line for line in stderr.splitlines() if line.startswith("kapitza: ")]
        self.assertEqual(len(lines), 1, stderr)
        self.assertIn("stopped on request", lines[0])
        self.assertNotIn("case.h5", self.files())
        self.assertNotIn("case.h5.lock", self.files())
        return True
