"""What a stopped run leaves, and what a checkpoint holds, can be looked at, drawn, and made a result with status = "partial"."""

import contextlib
import os
import signal
import time

import h5py
import numpy as np
from harness import ROOT, TINY, TINY_ENSEMBLE, arrays, is_estimate, main
from interruptions import Interruptions, Job

MANY = "60"


class Recover(Interruptions):
    def stop_when(self, reached, *arguments, ranks=1):
        """A run that was asked to stop once `reached` held of a checkpoint; it must be long enough for that."""
        job = Job(self.folder, "case.toml", "--set", "checkpoint.every=0.2s", *arguments, ranks=ranks)
        first, *_ = job.pids()
        self.wait_until(reached, job)
        os.kill(first, signal.SIGUSR1)
        code, stderr = job.end()
        self.assertEqual(code, 10, stderr)
        return stderr

    def wait_until(self, reached, job):
        self.wait_for("case.h5.ckpt", job)
        while True:
            self.assertIsNone(job.process.poll(), "it ended too early")
            with contextlib.suppress(OSError), h5py.File(self.folder / "case.h5.ckpt") as file:  # another takes its name
                if reached(file):
                    return
            time.sleep(0.02)

    def assert_same(self, name, other, exact=True):
        found, expected = arrays(self.folder / name), arrays(self.folder / other)
        self.assertEqual(sorted(found), sorted(expected))
        for path, values in expected.items():
            if exact:
                np.testing.assert_array_equal(found[path], values, err_msg=path)
            elif is_estimate(path):
                np.testing.assert_allclose(found[path], values, atol=0.03 * np.abs(values).max(), rtol=0, err_msg=path)
            elif path not in ("steps", "seconds", "residual", "flatness/number", "flatness/energy") and not path.startswith("space/"):
                np.testing.assert_allclose(found[path], values, rtol=1e-7, atol=1e-9, err_msg=path)

    def shown(self, name):
        done = self.kapitza("show", name)
        self.assert_done(done)
        return done.stdout

    def numbers(self, text):
        """What is shown below the head."""
        return text[text.index("\n\n"):]

    def drawn(self, name, *arguments):
        done = self.start([ROOT / "tools/plot", name, *arguments])
        self.assert_done(done)
        return done.stdout.split()


class Ensembles(Recover):
    def setUp(self):
        super().setUp()
        self.write("case.toml", TINY_ENSEMBLE)

    def stopped(self, *arguments, ranks=1):
        many = "--set", f"ensemble.realisations={MANY}"
        stderr = self.stop_when(lambda file: file["ensemble/0/realisations_done"][0] >= 3, *many, *arguments, ranks=ranks)
        with h5py.File(self.folder / "case.h5") as file:
            done = int(file["realisations_done"][()])
            self.assertEqual(file.attrs["status"], "partial")
            self.assertEqual(file.attrs["progress"], f"{done} of {MANY} realisations")
        self.assertIn(f"{done} of {MANY} realisations written to case.h5", stderr)
        return done

    def test_a_stopped_run_leaves_what_it_has(self):
        for ranks in 1, 2:
            with self.subTest(ranks=ranks):
                done = self.stopped(ranks=ranks)
                self.assert_done(self.kapitza("run", "case.toml", "-o", "alone.h5", "--set", f"ensemble.realisations={done}"))
                self.assert_same("case.h5", "alone.h5")
                self.assertIn(f"case.h5: micro, partial: {done} of {MANY} realisations\n", self.shown("case.h5"))
                shown = self.shown("case.h5.ckpt")
                self.assertIn(f": {done} of {MANY} realisations\n", shown)
                self.assertEqual(self.numbers(shown), self.numbers(self.shown("case.h5")))
                self.assert_done(self.kapitza("recover", "case.h5.ckpt", "-o", "recovered.h5"))
                self.assert_same("recovered.h5", "case.h5")
                self.assertEqual(self.drawn("case.h5.ckpt", "--csv", "--panel", "left_lead")[:2], ["case.png", "case.pdf"])
                self.assertIn(f"# partial: {done} of {MANY} realisations", next(self.folder.glob("case_*.csv")).read_text())
                for file in self.folder.glob("case[._]*.[!t]*"):
                    file.unlink()

    def test_the_finished_run_takes_its_place(self):
        done = self.stopped()
        self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", f"ensemble.realisations={MANY}", ranks=2))
        self.assertEqual(self.files(), ["case.h5", "case.toml"])
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual((file.attrs["status"], file["realisations_done"][()]), ("complete", int(MANY)))
            self.assertNotIn("progress", file.attrs)
        self.assertGreater(int(MANY), done)

    def test_a_result_of_another_case_is_kept(self):
        self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", "ensemble.realisations=2", "--set", "ensemble.seed=8"))
        before = arrays(self.folder / "case.h5")
        self.stopped()
        self.assertEqual(self.files(), ["case.1.h5", "case.h5", "case.h5.ckpt", "case.h5.ckpt.previous", "case.toml"])
        np.testing.assert_array_equal(arrays(self.folder / "case.1.h5")["lead_left/n"], before["lead_left/n"])

    def test_it_can_be_extended_and_not_merged(self):
        done = self.stopped()
        more = "--set", f"ensemble.realisations={done + 2}"
        self.assert_done(self.kapitza("run", "case.toml", *more, "-o", "alone.h5"))
        self.assert_done(self.kapitza("run", "case.toml", *more, "-o", "more.h5", "--extend", "case.h5"))
        self.assert_same("more.h5", "alone.h5")
        later = "--set", f"ensemble.first={MANY}", "--set", "ensemble.realisations=2"
        self.assert_done(self.kapitza("run", "case.toml", *later, "-o", "later.h5"))
        done = self.kapitza("merge", "case.h5", "later.h5", "-o", "all.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("case.h5: partial: ", done.stderr)
        self.assertNotIn("all.h5", self.files())

    def test_of_the_first_realisation_there_are_blocks(self):
        long = "--set", "time.measure=144000", "--set", "time.settle=20", "--set", "ensemble.realisations=1"
        self.stop_when(lambda file: "ensemble/0/running/0" in file and file["ensemble/0/running/0/series"][0] >= 4 * 3600, *long)
        with h5py.File(self.folder / "case.h5") as file, h5py.File(self.folder / "case.h5.ckpt") as checkpoint:
            samples, *sums = checkpoint["ensemble/0/running/0/series"][...]
            blocks = int(samples // 3600) // 2 * 2
            self.assertEqual(file.attrs["progress"], f"{blocks} of 8 blocks of the first realisation of 1")
            components = file["moments/component"].size
            mean = np.reshape(sums[: blocks * components], (blocks, components)).mean(axis=0) / 3600
            np.testing.assert_allclose(file["lead_left/n"], mean[:32], rtol=1e-12)
            np.testing.assert_allclose(file["lead_right/n"], mean[32:64], rtol=1e-12)
            self.assertTrue(np.isfinite(file["trace/density"][:50]).all())
            self.assertTrue(np.isnan(file["trace/density"][-1]))
        self.drawn("case.h5", "-o", "case.png")
        self.assert_done(self.kapitza("run", "case.toml", *long, "-o", "alone.h5"))
        self.assert_done(self.kapitza("run", "case.toml", *long, "-o", "more.h5", "--extend", "case.h5"))  # begins anew
        self.assert_same("more.h5", "alone.h5")

    def test_of_a_list_the_defects_that_have_begun(self):
        lists = "--set", "defect.length=[32, 64, 96]", "--set", "ensemble.realisations=6"
        self.stop_when(lambda file: "ensemble/1/realisations_done" in file and file["ensemble/1/realisations_done"][0] >= 1, *lists)
        with h5py.File(self.folder / "case.h5") as file:
            done = file["realisations_done"][...]
            self.assertIn(done.size, (2, 3))  # the third may have begun before the stop is heard
            self.assertEqual(set(done[:-1]), {6})
            last = rf"({done[-1]} of 6 realisations|[468] of 8 blocks of the first realisation of 6)"
            self.assertRegex(file.attrs["progress"], f"^{done.size} of 3 defects, the last of them {last}$")
        self.drawn("case.h5", "-o", "case.png")
        self.assert_done(self.kapitza("run", "case.toml", *lists, "-o", "alone.h5"))
        self.assert_done(self.kapitza("run", "case.toml", *lists, "-o", "more.h5", "--extend", "case.h5", ranks=2))
        self.assert_same("more.h5", "alone.h5")


class Lambdas(Recover):
    # The last takes long enough to be met on the way.
    SLOW = "--set", "momentum.points=32", "--set", "space.cells=5", "--set", "space.nodes=3", "--set"

    def setUp(self):
        super().setUp()
        self.write("case.toml", TINY)

    def test_finished_ones(self):
        self.stop_when(lambda file: "solution/0" in file, *self.SLOW, "defect.Lambda=[0.1, 1, 100]")
        with h5py.File(self.folder / "case.h5.ckpt") as file:
            finished = [0.1, 1][: len(file["solution"])]
        progress = f"{len(finished)} of 3 Lambda"
        self.assertIn(f": {progress}\n", self.shown("case.h5.ckpt"))
        self.assert_done(self.kapitza("recover", "case.h5.ckpt", "-o", "part.h5"))
        self.assert_done(self.kapitza("run", "case.toml", "-o", "alone.h5", *self.SLOW, f"defect.Lambda={finished}"))
        self.assert_same("part.h5", "alone.h5", exact=False)
        with h5py.File(self.folder / "part.h5") as file:
            self.assertEqual((file.attrs["status"], file.attrs["progress"]), ("partial", progress))
        self.assertEqual(self.drawn("case.h5.ckpt"), ["case.png", "case.pdf"])
        before = self.files()
        for output, part in [("", "-o: found ''"), ("case.toml", "not a whole result"), ("case.h5.ckpt", "is read by this run")]:
            done = self.kapitza("recover", "case.h5.ckpt", "-o", output)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(part, done.stderr)
        self.assertEqual(self.files(), before)

    def test_the_stopped_run_is_extended(self):
        self.stop_when(lambda file: "solution/0" in file, *self.SLOW, "defect.Lambda=[0.1, 100]")
        more = *self.SLOW, "defect.Lambda=[0.1, 0.4, 2]"
        self.assert_done(self.kapitza("run", "case.toml", "-o", "alone.h5", *more))
        done = self.kapitza("run", "case.toml", "-o", "more.h5", *self.SLOW, "defect.Lambda=[0.1, 0.4, 100]", "--extend", "absent")
        self.assertEqual(done.returncode, 2)
        done = self.kapitza("run", "case.toml", "-o", "more.h5", *self.SLOW, "defect.Lambda=[0.4, 2]", "--extend", "case.h5.ckpt")
        self.assertIn("case.h5.ckpt: holds defect.Lambda = 0.1, which the case does not ask for", done.stderr)
        done = self.kapitza("run", "case.toml", "-o", "more.h5", *more, "--extend", "case.h5.ckpt", ranks=2)
        self.assert_done(done)
        self.assertIn("extending case.h5.ckpt, of 1 Lambda", done.stderr)
        self.assert_same("more.h5", "alone.h5", exact=False)

    def test_an_extension_is_stopped_and_continued(self):
        some = *self.SLOW, "defect.Lambda=[1, 2]"
        self.assert_done(self.kapitza("run", "case.toml", "-o", "part.h5", *some))
        more = *self.SLOW, "defect.Lambda=[0.1, 1, 2, 100]", "--extend", "part.h5"
        self.stop_when(lambda file: "solution/2" in file, *more)  # beyond the gap
        with h5py.File(self.folder / "case.h5.ckpt") as file:
            self.assertEqual([file[f"solution/{i}/Lambda"][0] for i in range(3)], [0.1, 1, 2])
        done = self.kapitza("run", "case.toml", *more, ranks=2)
        self.assert_done(done)
        self.assertIn("continuing from case.h5.ckpt", done.stderr)
        self.assert_done(self.kapitza("run", "case.toml", "-o", "alone.h5", *more[:-2]))
        self.assert_same("case.h5", "alone.h5", exact=False)

    def test_none(self):
        self.stop_when(lambda file: True, *self.SLOW, "defect.Lambda=100")
        self.assertIn("0 of 1 Lambda\n", self.shown("case.h5.ckpt"))
        for command in ["kapitza", "recover", "case.h5.ckpt", "-o", "part.h5"], ["plot", "case.h5.ckpt"]:
            done = self.kapitza(*command[1:]) if command[0] == "kapitza" else self.start([ROOT / "tools/plot", *command[1:]])
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("case.h5.ckpt: nothing is finished yet: 0 of 1 Lambda", done.stderr)
        self.assertEqual(self.files(), ["case.h5.ckpt", *(["case.h5.ckpt.previous"] if "case.h5.ckpt.previous" in self.files() else []), "case.toml"])

    def test_a_damaged_one(self):
        self.stop_when(lambda file: True, *self.SLOW, "defect.Lambda=100")
        file = self.folder / "case.h5.ckpt"
        file.write_bytes(file.read_bytes()[:-100])
        for command in "show", "recover":
            done = self.kapitza(command, "case.h5.ckpt", *(["-o", "part.h5"] if command == "recover" else []))
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("case.h5.ckpt: damaged", done.stderr)


if __name__ == "__main__":
    main()
