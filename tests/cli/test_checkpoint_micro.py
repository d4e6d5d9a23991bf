"""An ensemble that is stopped or killed and continued, on any ranks, gives the bits of one that was not."""

import os
import shutil
import signal
import tempfile
import time
from functools import partial

import h5py
import numpy as np
from harness import arrays, main
from interruptions import RANKS, STOPS, Interruptions, Job, seal

AT_LENGTH = STOPS >= 20
# FFTW's measured plans, which the first run makes and every other one finds that does not continue a run.
PLANS = tempfile.TemporaryDirectory(prefix="kapitza_cache_")
OTHER_PLANS = tempfile.TemporaryDirectory(prefix="kapitza_cache_")
os.environ["XDG_CACHE_HOME"] = PLANS.name

# Some seconds of work, almost all of it measurement. The warning about the reservoir does not matter.
CASE = """\
kind = "micro"
[momentum]
points = 32
[interaction]
coefficients = { "3" = 6.0 }
[injection]
left = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"
[defect]
Lambda = 0.05
length = 20
[lattice]
sites = 512
[reservoir]
width = 100
rate = 0.16
[time]
settle = 1000
measure = 32000
sample = 5
blocks = 8
[ensemble]
realisations = 6
first = 7
[wigner]
windows = 4
"""
# Two lengths on rings of their own, and most of the time is that before the measurement.
SETTLING = ("defect.length=[20, 30]", "lattice.sites=[512, 640]", "time.settle=20000", "time.measure=800",
            "ensemble.realisations=3")
# Reached after some of the realisations.
TARGET = ("ensemble.realisations=50", "ensemble.target=0.006", "time.measure=2000", "time.compare_half_step=true")
# Few steps of a large ring: in each the ranks wait for one another, and on a busy machine for whatever else is running.
SHARED = ("ensemble.ranks_per_realisation=2", "ensemble.realisations=2", "lattice.sites=8192", "time.settle=200", "time.measure=400")


def settings(overrides):
    return [word for override in overrides for word in ("--set", override)]


class Ensembles(Interruptions):
    reference, seconds = {}, {}

    def setUp(self):
        super().setUp()
        self.write("case.toml", CASE)

    def solved(self, *arguments, ranks=2):
        """The result of an uninterrupted run, which is made once, and the seconds that its realisations take one rank."""
        if arguments not in self.reference:
            self.assert_done(self.kapitza("run", "case.toml", "-q", *arguments, ranks=ranks))
            with h5py.File(self.folder / "case.h5") as file:
                phases = list(file["timing/phase"].attrs["labels"])
                self.seconds[arguments] = ranks * file["timing/phase_seconds"][phases.index("realisations")]
            self.reference[arguments] = arrays(self.folder / "case.h5")
            (self.folder / "case.h5").unlink()
        return self.reference[arguments], self.seconds[arguments]

    def assert_result(self, expected):
        self.assertEqual(self.files(), ["case.h5", "case.toml"])
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual(file.attrs["status"], "complete")
        found = arrays(self.folder / "case.h5")
        self.assertEqual(sorted(found), sorted(expected))
        for name, values in expected.items():
            np.testing.assert_array_equal(found[name], values, err_msg=name)

    def continued(self, expected, *arguments, ranks):
        """Where other plans are remembered, if FFTW has measured differently there, than those in the checkpoint."""
        with tempfile.TemporaryDirectory(prefix="kapitza_cache_") as plans:
            shutil.copytree(self.other_plans(), plans, dirs_exist_ok=True)
            environment = dict(os.environ, XDG_CACHE_HOME=plans)
            done = self.kapitza("run", "case.toml", *arguments, ranks=ranks, env=environment)
        self.assert_done(done)
        self.assertEqual(done.stderr.count("continuing from case.h5.ckpt"), 1, done.stderr)
        self.assert_result(expected)

    def other_plans(self):
        """Of a machine on which another run was the first."""
        if not os.listdir(OTHER_PLANS.name):
            short = settings((*SETTLING[:2], "time.settle=20", "time.measure=40"))
            environment = dict(os.environ, XDG_CACHE_HOME=OTHER_PLANS.name)
            self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "short.h5", *short, env=environment))
            (self.folder / "short.h5").unlink()
        return OTHER_PLANS.name

    def begin(self, *arguments, ranks):
        job = Job(self.folder, "case.toml", *arguments, ranks=ranks)
        self.wait_for("case.h5.lock", job)
        return job

    def steps(self):
        """Of the realisations under way in the checkpoint."""
        found = []
        with h5py.File(self.folder / "case.h5.ckpt") as file:
            file["ensemble"].visititems(lambda name, item: found.append(item[0]) if name.endswith("/step") else None)
        return found


class StopAndContinue(Ensembles):
    def stop_at_random(self, times, *overrides, ranks, share=0.7 if AT_LENGTH else 0.3):
        """As often as that, within this share of the run; the steps of all the realisations that were under way."""
        arguments = settings(overrides)
        expected, seconds = self.solved(*arguments)

        def finished():
            self.assert_result(expected)
            (self.folder / "case.h5").unlink()

        steps = []
        for i in range(times):
            before, after = ranks[i % len(ranks)]
            with self.subTest(stop=i, before=before, after=after):
                begin = partial(Job, self.folder, "case.toml", *arguments, ranks=before)
                self.stopped_within(share * seconds / before, begin, finished=finished)
                steps += self.steps()
                self.continued(expected, *arguments, ranks=after)
                (self.folder / "case.h5").unlink()
        return steps

    if AT_LENGTH:  # the others show as much
        def test_at_random_moments(self):
            steps = self.stop_at_random(STOPS, ranks=RANKS)
            self.assertGreater(max(steps), 1000 / 0.2)

    def test_while_settling_with_several_lengths(self):
        steps = self.stop_at_random(6 if AT_LENGTH else 1, *SETTLING, ranks=RANKS[1:] + RANKS[:1])
        if AT_LENGTH:  # else there may be none, between two realisations
            self.assertTrue(0 < min(steps) < 20000 / 0.2, steps)

    def test_with_a_target(self):
        self.stop_at_random(6 if AT_LENGTH else 1, *TARGET, ranks=RANKS[2:] + RANKS[:2])
        self.assertTrue(3 < self.solved(*settings(TARGET))[0]["realisations_done"] < 50)

    def test_with_ranks_that_share_a_lattice(self):
        self.stop_at_random(6 if AT_LENGTH else 1, *SHARED, ranks=[(2, 2), (2, 4)], share=0.3)

    def test_over_and_over_again(self):
        expected, _ = self.solved()
        for ranks in (1, 2, 3, 1) if AT_LENGTH else (1, 2):
            self.assertTrue(self.stop(self.begin(ranks=ranks)))
        self.continued(expected, ranks=3)


class Kills(Ensembles):
    def test_one_rank_killed(self):
        expected, _ = self.solved()
        job = Job(self.folder, "case.toml", "--set", "checkpoint.every=0.3s", ranks=2)
        victim = job.pids()[1]
        self.wait_for("case.h5.ckpt", job)
        os.kill(victim, signal.SIGKILL)
        self.assertNotEqual(job.end()[0], 0)
        self.assertNotIn("case.h5", self.files())
        self.continued(expected, ranks=3)

    def test_each_finished_defect_is_kept(self):
        name, settle = "case.h5.ckpt", 20000
        while name not in self.files():  # until a defect takes more than the second that is worth a checkpoint
            arguments = settings((*SETTLING[:2], f"time.settle={settle}", *SETTLING[3:], "checkpoint.every=10h"))
            job = Job(self.folder, "case.toml", *arguments)
            while job.process.poll() is None and name not in self.files():
                time.sleep(0.02)
            job.process.kill()
            job.end()
            (self.folder / "case.h5").unlink(missing_ok=True)
            settle *= 4
        with h5py.File(self.folder / name) as file:
            self.assertEqual(file["ensemble/0/realisations_done"][0], 3)
        (self.folder / name).rename(self.folder / "kept")
        (self.folder / "case.h5.lock").unlink(missing_ok=True)
        expected, _ = self.solved(*arguments)
        (self.folder / "kept").rename(self.folder / name)
        done = self.kapitza("run", "case.toml", *arguments, ranks=2)  # FFTW's plan of the other ring is that of this machine
        self.assert_done(done)
        self.assertIn("continuing from case.h5.ckpt", done.stderr)
        self.assert_result(expected)


class Refused(Ensembles):
    def test_numbers_that_are_not_finite(self):
        job = self.begin(ranks=2)
        self.assertTrue(self.stop(job))
        checkpoint = self.folder / "case.h5.ckpt"
        whole = checkpoint.read_bytes()
        held = [name for name in self.files() if name.endswith(".h5")]  # measured before the stop, or nothing
        with h5py.File(checkpoint) as file:
            step = file["ensemble/0/running/1/step"][0]
        for path, index, message in [
            ("running/1/field/0", 2 * 300 + 1, rf"psi = .* \+ nan i in realisation 8, time {step * 0.2:g}, at site 300$"),
            ("running/0/series", 3, "ensemble/0/running/0/series holds nan$"),
            ("moments", 5, "ensemble/0/moments holds nan$"),
        ]:
            with self.subTest(path):
                checkpoint.write_bytes(whole)
                with h5py.File(checkpoint, "r+") as file:
                    file["ensemble/0/" + path][index] = np.nan
                seal(checkpoint)
                done = self.kapitza("run", "case.toml", ranks=2 if "field" in path else 1)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertRegex("\n".join(self.errors(done)), r"^kapitza: error: case\.h5\.ckpt: " + message)
                self.assertEqual([name for name in self.files() if name.endswith(".h5")], held)

    def test_another_case(self):
        self.assertTrue(self.stop(self.begin(ranks=2)))
        for override, difference in [
            ("ensemble.seed=1", "ensemble.seed: 0 there, 1 here"),
            ("ensemble.ranks_per_realisation=2", "ensemble.ranks_per_realisation: 1 there, 2 here"),
        ]:
            done = self.kapitza("run", "case.toml", "--set", override, ranks=2)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(difference, done.stderr)
        self.assertIn("case.h5.ckpt", self.files())


if __name__ == "__main__":
    main()
