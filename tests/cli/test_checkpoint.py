"""A run that is stopped, killed or robbed of its disk continues where it was, and whatever is no whole checkpoint of the same
case is refused."""

import os
import shutil
import signal
import subprocess
import time
from functools import partial

import h5py
import numpy as np
from harness import KAPITZA, main
from interruptions import HEADER, KILLS, RANKS, STOPS, Interruptions, Job, processor_seconds, seal

WRITER = os.environ["KAPITZA_CHECKPOINT_WRITER"]

# Half a second of work or more in four Lambda, on as many cells as this takes on the machine at hand.
CASE = """\
kind = "boltzmann"
[momentum]
points = 64
scheme = "uniform"
[interaction]
coefficients = {{ "3" = 6.0 }}
[collision]
accuracy = 1e-3
[injection]
left = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"
[defect]
Lambda = [0.1, 0.5, 1, 2]
[space]
cells = {cells}
nodes = 3
"""
LINEAR = f"""\
kind = "linear"
[momentum]
points = 128
scheme = "uniform"
[interaction]
coefficients = {{ "3" = 6.0 }}
[collision]
accuracy = 1e-4
[background]
thermal = {{ beta = 1.0, mu = -1.0 }}
[defect]
Lambda = [0.1, 1]
[scan]
mu = [{", ".join(f"{-0.5 - 0.02 * i:.2f}" for i in range(40))}]
"""


class Kinetic(Interruptions):
    reference, seconds, cells = {}, {}, 3

    def setUp(self):
        super().setUp()
        self.write("case.toml", CASE.format(cells=Kinetic.cells))
        while self.solved("case.toml")[1] < 0.6:
            Kinetic.cells *= 2
            self.write("case.toml", CASE.format(cells=Kinetic.cells))

    def solved(self, name, *arguments):
        """The result of an uninterrupted run, which is made once, and how long it takes one rank that has a core to itself."""
        key = ((self.folder / name).read_text(), *arguments)
        if key not in self.reference:
            command = ["run", name, "-q", "-o", "reference.h5", *arguments]
            self.seconds[key] = processor_seconds(lambda: self.assert_done(self.kapitza(*command)))
            with h5py.File(self.folder / "reference.h5") as file:
                self.reference[key] = {
                    path: file[path][()] for path in ("n", "scan/resistance", "Lambda", "n_left") if path in file
                }
            (self.folder / "reference.h5").unlink()
        return self.reference[key], self.seconds[key]

    def assert_result(self, expected, name="case.h5", tolerance=1e-11):
        # Both are at the rounding floor, about 1e-13 relative to n here.
        with h5py.File(self.folder / name) as file:
            self.assertEqual(file.attrs["status"], "complete")
            for path, values in expected.items():
                np.testing.assert_allclose(file[path][()], values, rtol=tolerance, err_msg=path)
        self.assertEqual([f for f in self.files() if "ckpt" in f or "lock" in f or "part" in f], [])


class StopAndContinue(Kinetic):
    def stop_at_random(self, times, send=None, *arguments):
        expected, seconds = self.solved("case.toml", *arguments)

        def finished():
            self.assert_result(expected)
            (self.folder / "case.h5").unlink()

        for i in range(times):
            before, after = RANKS[i % len(RANKS)]
            with self.subTest(stop=i, before=before, after=after):
                begin = partial(Job, self.folder, "case.toml", *arguments, ranks=before)
                self.stopped_within(0.8 * seconds / before, begin, send, finished)
                self.assertIn("case.h5.ckpt", self.files())
                done = self.kapitza("run", "case.toml", *arguments, ranks=after)
                self.assert_done(done)
                self.assertEqual(done.stderr.count("continuing from case.h5.ckpt"), 1, done.stderr)
                finished()

    def test_boltzmann_at_random_moments(self):
        self.stop_at_random(STOPS)

    def test_sigterm_to_all_ranks_at_random_moments(self):
        def send(job):
            for pid in job.pids():
                os.kill(pid, signal.SIGTERM)

        self.stop_at_random(max(1, STOPS // 3) if STOPS < 20 else STOPS, send)

    def test_discretisation_study_keeps_its_grids(self):
        self.stop_at_random(1, None, "--set", 'space={scheme="upwind", points=[3, 6, 12]}')

    def test_time_limit(self):
        self.write("case.toml", CASE.format(cells=3 * Kinetic.cells))
        expected, _ = self.solved("case.toml")
        done = self.kapitza("run", "case.toml", "--time-limit", "00:00:01", "-q")
        self.assertEqual(done.returncode, 10, done.stderr)
        self.assertIn("kapitza: stopped on request", done.stderr)
        self.assert_done(self.kapitza("run", "case.toml", "--time-limit", "10:00:00"))
        self.assert_result(expected)

    def test_what_does_not_change_the_case_may_differ(self):
        expected, _ = self.solved("case.toml")
        job = Job(self.folder, "case.toml", "--set", "checkpoint.every=never")
        self.wait_for("case.h5.lock", job)
        self.assertTrue(self.stop(job))
        (self.folder / "case.h5.ckpt").rename(self.folder / "kept")
        other = ["-q", "-o", "other.h5", "--set", "checkpoint.every=1h", "--restart", "kept"]
        self.assert_done(self.kapitza("run", "case.toml", *other))
        self.assertIn("kept", self.files())  # the user's own
        (self.folder / "kept").unlink()
        self.assert_result(expected, "other.h5")

    def test_linear_begins_anew(self):
        self.write("case.toml", LINEAR)
        expected, seconds = self.solved("case.toml")

        def finished():
            self.assert_result(expected, tolerance=1e-9)  # LAPACK repeats to rounding only
            (self.folder / "case.h5").unlink()

        for i in range(STOPS):
            begin = partial(Job, self.folder, "case.toml", ranks=1 + i % 2)
            job = self.stopped_within(0.8 * seconds / (1 + i % 2), begin, finished=finished)
            self.assertIn("from the beginning", job.stderr)
            self.assertEqual(self.files(), ["case.toml"])
            self.assert_done(self.kapitza("run", "case.toml", ranks=2 - i % 2))
            finished()


class Kills(Kinetic):
    def test_one_rank_killed(self):
        expected, _ = self.solved("case.toml")
        job = Job(self.folder, "case.toml", "--set", "checkpoint.every=0.1s", ranks=2)
        victim = job.pids()[1]
        self.wait_for("case.h5.ckpt", job)
        os.kill(victim, signal.SIGKILL)
        self.assertNotEqual(job.end()[0], 0)
        self.assertNotIn("case.h5", self.files())
        done = self.kapitza("run", "case.toml", ranks=3)
        self.assert_done(done)
        self.assertIn("continuing from case.h5.ckpt", done.stderr)
        self.assert_result(expected)

    def test_each_finished_Lambda_is_kept(self):
        self.write("case.toml", CASE.format(cells=4 * Kinetic.cells))  # so that one of the first three ends after a second
        expected, _ = self.solved("case.toml")
        job = Job(self.folder, "case.toml", "--set", "checkpoint.every=10h")
        self.wait_for("case.h5.ckpt", job)
        job.process.kill()
        job.end()
        done = self.kapitza("run", "case.toml", ranks=2)
        self.assert_done(done)
        self.assertIn("continuing from case.h5.ckpt", done.stderr)
        self.assert_result(expected)

    def test_while_a_checkpoint_is_being_written(self):
        last = 0
        for _ in range(KILLS):
            writer = subprocess.Popen(
                [WRITER, "write", "r"], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            found = writer.stdout.readline()
            self.assertTrue(found, "it must begin from what the last kill has left")
            self.assertGreaterEqual(int(found), last)
            last = int(found)
            self.wait_for_another("r.ckpt", writer)
            time.sleep(self.random.uniform(0, 0.15))
            writer.kill()
            writer.communicate()
        done = self.start([WRITER, "check", "r"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreaterEqual(int(done.stdout), KILLS, "each time one or more must have been written")

    def wait_for_another(self, name, writer):
        """Until a file has been replaced, or is there for the first time."""

        def identity():
            try:
                found = (self.folder / name).stat()
                return found.st_ino, found.st_mtime_ns
            except FileNotFoundError:
                return None

        first = identity()
        while identity() in (first, None):
            self.assertIsNone(writer.poll(), "it ended")
            time.sleep(0.005)

    def test_two_runs_of_one_result(self):
        job = Job(self.folder, "case.toml", ranks=2)
        ranks = job.pids()
        self.wait_for("case.h5.lock", job)
        for pid in ranks:  # it keeps its lock until the other one has come
            os.kill(pid, signal.SIGSTOP)
        done = self.kapitza("run", "case.toml", ranks=1)
        for pid in ranks:
            os.kill(pid, signal.SIGCONT)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertRegex(done.stderr, r"case\.h5: another run is writing this result \(process \d+ on ")
        self.assertEqual(job.end()[0], 0)
        self.assert_result({})

    def test_a_killed_run_locks_nobody_out(self):
        job = Job(self.folder, "case.toml")
        self.wait_for("case.h5.lock", job)
        job.process.kill()
        job.end()
        self.assertIn("case.h5.lock", self.files())
        self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", "defect.Lambda=0.1", ranks=2))
        self.assert_result({})


class Refused(Kinetic):
    made = None

    def setUp(self):
        """A checkpoint and the one before it, made once."""
        super().setUp()
        if Refused.made is None:
            job = Job(self.folder, "case.toml", "--set", "checkpoint.every=0.1s")
            self.wait_for("case.h5.ckpt", job)
            self.assertTrue(self.stop(job))
            Refused.made = [(self.folder / name).read_bytes() for name in ("case.h5.ckpt", "case.h5.ckpt.previous")]
        self.checkpoint = self.folder / "case.h5.ckpt"
        self.previous = self.folder / "case.h5.ckpt.previous"
        self.checkpoint.write_bytes(Refused.made[0])
        self.previous.unlink(missing_ok=True)

    def damaged(self):
        whole = Refused.made[0]

        def flipped(at):
            return whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]

        with h5py.File(self.checkpoint) as file:
            data = file["grid/0/state/0/n"].id.get_offset() + 800
        with h5py.File(self.folder / "foreign", "w") as file:
            file["n"] = [1.0, 2.0]
        foreign = (self.folder / "foreign").read_bytes()
        (self.folder / "foreign").unlink()
        return {
            "header": flipped(60),
            "padding of the header": flipped(300),
            "superblock": flipped(HEADER + 8),
            "data": flipped(data),
            "metadata": flipped(HEADER + 200),
            "input text": flipped(whole.index(b'kind = "boltzmann"') + 3),
            "last byte": flipped(len(whole) - 1),
            "cut": whole[: len(whole) // 2],
            "cut within the header": whole[:100],
            "zeros": whole[:HEADER] + bytes(len(whole) - HEADER),
            "empty": b"",
            "text": (self.folder / "case.toml").read_bytes(),
            "foreign HDF5": foreign,
        }

    def test_damaged_ones(self):
        for what, content in self.damaged().items():
            for named in ([], ["--restart", "case.h5.ckpt"]) if what in ("data", "cut", "empty") else ([],):
                with self.subTest(damage=what, named=named):
                    self.checkpoint.write_bytes(content)
                    if named:  # what the user names is not replaced by another one
                        self.previous.write_bytes(Refused.made[1])
                    done = self.kapitza("run", "case.toml", *named)
                    self.assertEqual(done.returncode, 3, done.stderr)
                    self.assertEqual(len(self.errors(done)), 1)
                    self.assertRegex(done.stderr, r"case\.h5\.ckpt: (damaged|not a checkpoint|the file is empty|a checkpoint of)")
                    self.assertEqual(self.checkpoint.read_bytes(), content)
                    self.previous.unlink(missing_ok=True)

    def test_one_of_an_earlier_format(self):
        earlier = Refused.made[0].replace(b"format 2", b"format 1", 1)
        self.checkpoint.write_bytes(earlier)
        for named in [], ["--restart", "case.h5.ckpt"]:
            done = self.kapitza("run", "case.toml", *named)
            self.assertEqual(done.returncode, 3, done.stderr)
            (error,) = self.errors(done)
            self.assertIn("case.h5.ckpt: a checkpoint of format 1, of an earlier version of kapitza", error)
            self.assertIn("finish the run with the version that wrote it", error)
            self.assertEqual("remove the checkpoint to begin the run anew" in error, not named)
            self.assertEqual(self.checkpoint.read_bytes(), earlier)

    def test_a_damaged_one_gives_way_to_the_one_before(self):
        expected, _ = self.solved("case.toml")
        self.checkpoint.write_bytes(Refused.made[0][:-1])
        self.previous.write_bytes(Refused.made[1])
        done = self.kapitza("run", "case.toml", ranks=2)
        self.assert_done(done)
        self.assertIn("warning: case.h5.ckpt: damaged", done.stderr)
        self.assertIn("continuing from case.h5.ckpt.previous", done.stderr)
        self.assert_result(expected)

    def test_another_case(self):
        done = self.kapitza("run", "case.toml", "--set", "momentum.points=32", "--set", "defect.Lambda=1", ranks=2)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("momentum.points: 64 there, 32 here", done.stderr)
        self.assertRegex(done.stderr, r"defect\.Lambda: \[0\.1, .*\] there, \[1.*\] here")
        self.assertNotIn("checkpoint.every", done.stderr)
        self.assertTrue(self.checkpoint.exists())
        self.write("case.toml", LINEAR)
        done = self.kapitza("run", "case.toml")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn('kind: "boltzmann" there, "linear" here', done.stderr)

    def test_another_table_under_the_same_name(self):
        self.checkpoint.unlink()
        k = np.linspace(-np.pi, np.pi, 400)
        table = ["--set", 'injection.left={file="n.txt"}']
        np.savetxt(self.folder / "n.txt", np.column_stack([k, 1 / (k**2 + 1)]))
        job = Job(self.folder, "case.toml", *table)
        self.wait_for("case.h5.lock", job)
        self.assertTrue(self.stop(job))
        np.savetxt(self.folder / "n.txt", np.column_stack([k, 1 / (k**2 + 1.01)]))
        done = self.kapitza("run", "case.toml", *table)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("tables", done.stderr)

    def test_a_missing_one_that_is_named(self):
        done = self.kapitza("run", "case.toml", "--restart", "none.ckpt")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("none.ckpt: there is no such file", done.stderr)

    def test_linear_has_none(self):
        self.checkpoint.unlink()
        self.write("case.toml", LINEAR)
        self.assert_refused(self.kapitza("run", "case.toml", "--restart", "x"), 2, "linear", "beginning")

    def test_a_time_limit_that_is_none(self):
        for limit in "", "3", "1-24:00:00", "00:00:00", "00:61:00", "x":
            done = self.kapitza("run", "case.toml", "--time-limit", limit)
            self.assertEqual(done.returncode, 2)
            self.assertIn("HH:MM:SS", done.stderr)

    def test_a_state_that_is_not_finite(self):
        for value in np.nan, np.inf, -1.0:
            with h5py.File(self.checkpoint, "r+") as file:
                last = file["grid/0/states"][0] - 1
                file[f"grid/0/state/{last}/n"][333] = value
            seal(self.checkpoint)
            done = self.kapitza("run", "case.toml", ranks=2)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertRegex(done.stderr, r"n = (nan|inf|-1) at X = 0\.\d+, k = -?\d\.\d+, Lambda = ")


# A case on a disk of its own, which is filled or made read-only once there is a checkpoint, and perhaps relieved again. The run
# is held meanwhile, so that what is left of it does not depend on how fast it is.
TROUBLE = """\
mkdir disk && mount -t tmpfs -o size=4m none disk || exit 99
"{kapitza}" run case.toml --set checkpoint.every=0.1s -o disk/case.h5 2>log &
run=$!
while kill -0 $run && ! [ -e disk/case.h5.ckpt ]; do sleep 0.02; done
kill -STOP $run
{trouble}
kill -{signal} $run
kill -CONT $run
{then}
wait $run
code=$?
cat log >&2
{after}
ls disk
exit $code
"""
FULL = ("head -c 4m /dev/zero >disk/fill 2>/dev/null", "rm disk/fill")
# Put on top, for the open lock keeps the disk itself from being remounted.
READ_ONLY = ("mount -t tmpfs -o ro none disk", "umount disk")
UNTIL_IT_FAILS = "while kill -0 $run && ! grep -q 'no checkpoint' log; do sleep 0.02; done"


class Disk(Kinetic):
    def trouble(self, kind, signal="CONT", then=":", after=":"):
        probe = subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True)
        if probe.returncode != 0:
            self.skipTest("needs the right to mount a tmpfs in a namespace of its own")
        trouble, relief = kind
        then, after = (part.format(relief=relief) for part in (then, after))
        script = TROUBLE.format(kapitza=KAPITZA, trouble=trouble, signal=signal, then=then, after=after)
        return self.start(["unshare", "-m", "bash", "-c", script])

    def test_a_checkpoint_that_cannot_be_written_is_a_warning(self):
        for kind, reason in (FULL, "No space left"), (READ_ONLY, "Read-only"):
            with self.subTest(reason):
                done = self.trouble(kind, then=UNTIL_IT_FAILS + "\n{relief}")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertRegex(done.stderr, r"warning: no checkpoint: disk/case\.h5\.ckpt\.part: .*" + reason)
                self.assertEqual(done.stdout.split(), ["case.h5"])
                shutil.rmtree(self.folder / "disk")

    def test_one_at_the_stop_is_a_failure_and_the_last_one_stays(self):
        again = f'{{relief}}\n"{KAPITZA}" run case.toml -q -o disk/case.h5 || echo bad'
        for kind, reason in (FULL, "No space left"), (READ_ONLY, "Read-only"):
            with self.subTest(reason):
                done = self.trouble(kind, "USR1", after=again)
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn(reason, done.stderr)
                self.assertEqual(done.stdout.split(), ["case.h5"])
                shutil.rmtree(self.folder / "disk")


if __name__ == "__main__":
    main()
