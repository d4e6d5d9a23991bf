"""tools/run hands signals on: one asks for a checkpoint, a second one ends the run, TERM only after two seconds. And it finds
out how many cores there are."""

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from harness import KAPITZA, ROOT, TINY_ENSEMBLE, Program, main

LONG = TINY_ENSEMBLE.replace("measure = 800", "measure = 8000000")
SHORT = TINY_ENSEMBLE.replace("measure = 800", "measure = 32000")  # some seconds


STOP_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP, signal.SIGXCPU]
PATIENCE = 300  # s, before what does not happen is taken to have failed
# In the place of tools/lib/uptime.sh: the time is what the test has written, and each look at it leaves a line.
CLOCK = """\
read_uptime() {
  uptime=$(<clock)
  echo "$uptime" >>looks
}
"""


def as_from_a_terminal():
    # Whoever starts the tests in the background has INT ignored, or HUP, and a shell cannot trap what was ignored at its start.
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)


def state(pid):
    """As ps shows it; a zombie that nobody has waited for counts as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0].replace("Z", "")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def awaits(pid, number):
    """Whether a signal has been sent to a process that is stopped and cannot take it yet."""
    status = Path(f"/proc/{pid}/status").read_text()
    waiting = [int(line.split()[1], 16) for line in status.splitlines() if line.startswith(("SigPnd:", "ShdPnd:"))]
    return any(mask >> (number - 1) & 1 for mask in waiting)


class Signals(Program):
    def setUp(self):
        """A tree of its own, in which there is nothing to build."""
        super().setUp()
        there = {"tools/run": ROOT / "tools/run", "tools/setup": "/bin/true", "build/kapitza": KAPITZA}
        there |= {f"tools/lib/{path.name}": path for path in (ROOT / "tools/lib").glob("*.sh") if path.name != "uptime.sh"}
        for name, target in there.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).symlink_to(target)
        self.write("tools/lib/uptime.sh", CLOCK)
        self.write("clock", "700000\n")
        self.environment = dict(os.environ, XDG_CACHE_HOME=str(self.folder / "cache"))

    def begin(self, text, *before):
        self.write("case.toml", text)
        job = subprocess.Popen([*before, "tools/run", "case.toml", "-n", "2", "--no-plot"], cwd=self.folder, env=self.environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                               preexec_fn=as_from_a_terminal)  # fmt: skip
        self.addCleanup(job.stderr.close)
        self.addCleanup(job.kill)
        self.addCleanup(self.end_what_still_runs)
        self.wait_until((self.folder / "case.h5.lock").exists, "the start of the run")
        return job

    def end_what_still_runs(self):
        """The first rank, which the lock names; its launcher ends the others."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            text = (self.folder / "case.h5.lock").read_text()
            os.kill(int(re.match(r"process (\d+) on", text)[1]), signal.SIGKILL)

    def wait_until(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"{what}: not within {PATIENCE} s")
            time.sleep(0.02)

    def end(self, job):
        """Exit code and stderr."""
        stderr = job.communicate(timeout=PATIENCE)[1]
        return job.returncode, stderr

    def ranks(self, job):
        (launcher,) = subprocess.run(["pgrep", "-P", str(job.pid)], capture_output=True, text=True).stdout.split()
        found = subprocess.run(["pgrep", "-P", launcher, "-x", "kapitza"], capture_output=True, text=True).stdout.split()
        self.assertEqual(len(found), 2)
        return [int(pid) for pid in found]

    def assert_stopped(self, job):
        code, stderr = self.end(job)
        self.assertEqual(code, 10, stderr)
        self.assertEqual(stderr.count("kapitza: stopped on request"), 1, stderr)
        self.assertIn("case.h5.ckpt", self.files())
        self.assertNotIn("case.h5", self.files())

    def test_one_stops_with_a_checkpoint_and_the_same_command_continues(self):
        job = self.begin(SHORT)
        job.send_signal(signal.SIGINT)
        self.assert_stopped(job)
        code, stderr = self.end(self.begin(SHORT))
        self.assertEqual(code, 0, stderr)
        self.assertIn("continuing from case.h5.ckpt", stderr)
        self.assertIn("case.h5", self.files())
        self.assertNotIn("case.h5.ckpt", self.files())

    def test_each_signal_stops_it(self):
        for number in STOP_SIGNALS:
            with self.subTest(number.name):
                job = self.begin(LONG)
                job.send_signal(number)
                self.assert_stopped(job)
            (self.folder / "case.h5.ckpt").unlink(missing_ok=True)

    def asked(self, number):
        """A run that has been told by one signal, and of which a rank cannot do as it is asked; and its ranks."""
        (self.folder / "looks").unlink(missing_ok=True)
        job = self.begin(LONG)
        ranks = self.ranks(job)
        os.kill(ranks[1], signal.SIGSTOP)
        self.wait_until(lambda: state(ranks[1]) == "T", "the halt of a rank")
        job.send_signal(number)
        self.wait_until(lambda: awaits(ranks[1], signal.SIGUSR1), "the request to stop")
        self.assertIsNone(job.poll(), "the first one asks, and waits")
        return job, ranks

    def test_a_second_one_ends_the_run_at_once(self):
        for number, expected in (signal.SIGINT, 130), (signal.SIGTERM, 143):
            with self.subTest(number.name):
                job, ranks = self.asked(number)
                if number == signal.SIGTERM:
                    self.write("clock", "700200\n")
                job.send_signal(number)
                code, stderr = self.end(job)
                self.assertEqual(code, expected, stderr)
                self.wait_until(lambda: not any(state(pid) for pid in ranks), "the end of the ranks")
                (self.folder / "case.h5.lock").unlink(missing_ok=True)
                self.write("clock", "700000\n")

    def test_a_second_term_within_two_seconds_is_the_first_one_again(self):
        job, ranks = self.asked(signal.SIGTERM)
        for looks, hundredths in (2, "700000\n"), (3, "700199\n"):
            self.write("clock", hundredths)
            job.send_signal(signal.SIGTERM)
            self.wait_until(lambda: (self.folder / "looks").read_text().count("\n") == looks, "the script's look at its clock")
        os.kill(ranks[1], signal.SIGCONT)
        self.assert_stopped(job)

    def test_timeout_stops_it_with_a_checkpoint(self):
        job = self.begin(LONG, "timeout", "--preserve-status", "100000")
        job.send_signal(signal.SIGALRM)  # the time is up: it signals its child, and then the group that the child is in
        self.assert_stopped(job)


class Cores(Program):
    def test_are_those_of_the_machine_whatever_the_threads_of_a_rank(self):
        environment = dict(os.environ, OMP_NUM_THREADS="1", OMP_THREAD_LIMIT="1")
        done = self.start(["bash", "-c", f'. "{ROOT}/tools/lib/cores.sh"; available_cores'], env=environment)
        self.assertEqual(done.stdout, f"{len(os.sched_getaffinity(0))}\n")


if __name__ == "__main__":
    main()
