"""A case from end to end: solved, written, shown and drawn; and what remains of one that does not converge."""

import os
import shlex

import h5py
import matplotlib.image
import numpy as np
from harness import INJECTION, KAPITZA, RESOLVED, ROOT, TINY, TINY_LINEAR, Program, main


class Run(Program):
    def test_tiny_case_from_end_to_end(self):
        skew = INJECTION + " + 0.1*sin(k)"  # its mirror image is another
        self.write("case.toml", TINY.replace(INJECTION, skew))
        self.assert_done(self.kapitza("run", "case.toml", ranks=2))
        self.assertEqual(self.files(), ["case.h5", "case.toml"])
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual(file.attrs["status"], "complete")
            self.assertEqual(shlex.split(file.attrs["command_line"]), [KAPITZA, "run", "case.toml"])
            self.assertEqual(file["n"].shape, (2, 6, 32))
            k = file["k"][:]
            names = {"exp": np.exp, "abs": np.abs, "sin": np.sin}
            left, right = (eval(skew.replace("^", "**"), names | {"k": momenta}) for momenta in (k, -k))
            np.testing.assert_allclose(file["n_left"][:, k > 0], [left[k > 0]] * 2, rtol=1e-14)
            np.testing.assert_allclose(file["n_right"][:, k < 0], [right[k < 0]] * 2, rtol=1e-14)
            np.testing.assert_allclose(file["density"][:], file["n"][:].mean(axis=2), rtol=1e-14)
            self.assertLess(file["residual"][:].max(), 1e-10)
            self.assertLess(file["flatness/energy"][:].max(), 1e-12)
            resolved = file.attrs["input"]

        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        for part in "complete", "Lambda", "rho(1/2)", "T(1/2)", "entropy":
            self.assertIn(part, shown.stdout)

        self.assert_done(self.start([ROOT / "tools/plot", "case.h5"]))
        image = matplotlib.image.imread(self.folder / "case.png")
        self.assertGreater(image[..., :3].std(), 0.1)
        self.assertGreater((self.folder / "case.pdf").stat().st_size, 10_000)

        # The resolved input in the file is itself a case, and gives the same result.
        self.write("again.toml", resolved)
        self.assert_done(self.kapitza("run", "again.toml", "--quiet", ranks=2))
        with h5py.File(self.folder / "case.h5") as one, h5py.File(self.folder / "again.h5") as two:
            np.testing.assert_allclose(one["n"][:], two["n"][:], rtol=1e-12)

    def test_any_number_of_ranks_gives_the_same_state(self):
        n = []
        for ranks in 1, 2, 3, 4:
            self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", f"{ranks}.h5", ranks=ranks))
            with h5py.File(self.folder / f"{ranks}.h5") as file:
                n.append(file["n"][:])
        for other in n[1:]:
            self.assertLess(np.abs(other / n[0] - 1).max(), 1e-12)

    def test_plans_are_measured_once_on_a_machine_by_check_too(self):
        self.write("linear.toml", TINY_LINEAR)
        for i, (command, case) in enumerate((command, case) for case in ("case.toml", "linear.toml") for command in (["check"], ["run", "-q"])):
            with self.subTest(command=command, case=case):
                environment, known = dict(os.environ, XDG_CACHE_HOME=str(self.folder / f"cache{i}")), []
                for _ in range(2):
                    self.assert_done(self.kapitza(*command, case, env=environment))
                    (wisdom,) = (self.folder / f"cache{i}").glob("kapitza/*.wisdom")
                    known.append(sorted(wisdom.read_text().splitlines()))
                self.assertIn("fftw_codelet", " ".join(known[0]))
                self.assertEqual(*known)

    def test_plans_are_measured_once_on_a_machine(self):
        cache, known = self.folder / "cache", []
        environment = dict(os.environ, XDG_CACHE_HOME=str(cache))
        for name in "first.h5", "second.h5":
            self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", name, env=environment))
            (wisdom,) = cache.glob("kapitza/*.wisdom")
            known.append(sorted(wisdom.read_text().splitlines()))
        self.assertIn("fftw_codelet", " ".join(known[0]))
        self.assertEqual(*known)
        with h5py.File(self.folder / "first.h5") as first, h5py.File(self.folder / "second.h5") as second:
            np.testing.assert_array_equal(first["n"], second["n"])

    def test_more_ranks_than_points(self):
        # K = 32, three points for four ranks.
        coarse = ["--set", "space.cells=3", "--set", "space.nodes=1", "--set", "defect.Lambda=0.1"]
        self.assert_done(self.kapitza("run", "case.toml", "-o", "4.h5", *coarse, ranks=4))
        self.assert_done(self.kapitza("run", "case.toml", "-o", "1.h5", *coarse))
        with h5py.File(self.folder / "4.h5") as four, h5py.File(self.folder / "1.h5") as one:
            self.assertLess(np.abs(four["n"][:] / one["n"][:] - 1).max(), 1e-12)

    def test_quiet_run_says_nothing(self):
        done = self.kapitza("run", "case.toml", "--quiet", *RESOLVED)
        self.assert_done(done)
        self.assertEqual(done.stdout + done.stderr, "")

    def test_predicts_nothing_for_sides_that_are_no_mirror_images(self):
        self.assert_done(self.kapitza("run", "case.toml", "--set", 'injection.right="0.5"', "-q"))
        with h5py.File(self.folder / "case.h5") as file:
            for name in "beta", "mu", "n":
                self.assertTrue(np.isnan(file[f"outgoing_thermal/{name}"][:]).all())
            self.assertTrue((file["entropy_production"][:] > 0).all())
        shown = self.kapitza("show", "case.h5").stdout
        self.assertIn("not defined", shown)
        self.assertRegex(shown, r"\n +0\.1 .* - ")

    def test_shows_currents_entropy_and_thermal_states_as_they_are_in_the_file(self):
        lean = "--set", "defect.Lambda=[0.5, 1]", "--set", "momentum.points=24"
        self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", 'injection.right="0.5"', *lean))
        shown = self.kapitza("show", "case.h5").stdout
        lines = shown.splitlines()
        (head,) = (i for i, line in enumerate(lines) if "entropy" in line.split())
        self.assertEqual(lines[head].split(), "Lambda J_N J_E entropy T(0) mu(0) T(1/2) mu(1/2) T(1) mu(1)".split())
        rows = np.array([[float(word) for word in line.split()] for line in lines[head + 1 : head + 3]])
        with h5py.File(self.folder / "case.h5") as file:
            states = [file[f"thermal_{where}"] for where in ("left", "center", "right")]
            fits = [column for state in states for column in (1 / state["beta"][:], state["mu"][:])]
            currents = [file[f"current/{name}"][:].mean(axis=1) for name in ("number", "energy")]
            expected = np.transpose([file["Lambda"][:], *currents, file["entropy_production"][:], *fits])
        np.testing.assert_allclose(rows, expected, rtol=1e-3, atol=1e-4)
        self.assertGreater(np.abs(np.diff(expected[:, [4, 6, 8]], axis=1)).min(), 0.01)  # no two columns are the same
        self.assertNotIn("s, mean", shown)
        self.assertIn("s, mean", self.kapitza("show", "case.h5", "--timing").stdout)

    def test_upwind_keeps_each_resolution(self):
        upwind = ["--set", 'space={scheme="upwind", points=[3,5,7]}', "--set", "defect.Lambda=[0.05,0.2]"]
        self.assert_done(self.kapitza("run", "case.toml", *upwind, ranks=2))
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual(sorted(file["resolution"]), ["N=3", "N=5", "N=7"])
            np.testing.assert_allclose(file["resolution/N=3/X"][:], [0.25, 0.5, 0.75])
            self.assertEqual(file["resolution/N=7/n"].shape, (2, 7, 32))
            self.assertEqual(file["n"].shape[1], file["X"].size)
        self.assertIn("extrapolated from N=5", self.kapitza("show", "case.h5").stdout)
        self.assert_done(self.start([ROOT / "tools/plot", "case.h5"]))

    def test_result_of_one_run_injects_into_the_next(self):
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "first.h5"))
        table = 'injection.left={file="first.h5", dataset="/injected/left"}'
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "second.h5", "--set", table))
        with h5py.File(self.folder / "first.h5") as one, h5py.File(self.folder / "second.h5") as two:
            self.assertLess(np.abs(two["n"][:] / one["n"][:] - 1).max(), 1e-10)


class NoConvergence(Program):
    FAR = ["--set", "steady.max_steps=5", "--set", "defect.Lambda=[0.01, 3]"]

    def test_keeps_the_Lambda_that_converged(self):
        for ranks in 1, 2:
            done = self.kapitza("run", "case.toml", *self.FAR, ranks=ranks)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(len(self.errors(done)), 1, done.stderr)
            self.assertIn("Lambda = 3", self.errors(done)[0])
            self.assertIn("not converged", self.errors(done)[0])
            with h5py.File(self.folder / "case.h5") as file:
                self.assertEqual(file.attrs["status"], "partial")
                np.testing.assert_array_equal(file["Lambda"][:], [0.01])
                self.assertLess(file["residual"][0], 1e-10)
            self.assertIn("partial", self.kapitza("show", "case.h5").stdout)
            (self.folder / "case.h5").unlink()

    def test_leaves_no_file_if_none_did(self):
        for limit in ["--set", "steady.max_steps=1"], ["--", "-ts_max_steps", "1"]:
            done = self.kapitza("run", "case.toml", *limit, ranks=2)
            self.assert_refused(done, 1, "Lambda = 0.1")


class Check(Program):
    def test_prints_the_case_and_its_cost_and_runs_nothing(self):
        done = self.kapitza("check", "case.toml", "--set", "space.cells=5")
        self.assert_done(done)
        for part in 'scheme = "dg"', "cells = 5", "evaluation", "memory", "time":
            self.assertIn(part, done.stdout)
        self.assertEqual(self.files(), ["case.toml"])

    def test_what_it_prints_is_a_case(self):
        self.write("resolved.toml", self.kapitza("check", "case.toml").stdout)
        self.assert_done(self.kapitza("check", "resolved.toml"))

    def test_every_example_is_valid(self):
        examples = sorted((ROOT / "input").glob("*.toml"))
        self.assertGreaterEqual(len(examples), 3)
        for example in examples:
            with self.subTest(example=example.name):
                self.assert_done(self.kapitza("check", example))


class Information(Program):
    def test_version_and_keys(self):
        self.assertIn("kapitza ", self.kapitza("--version").stdout)
        self.assertIn("PETSc", self.kapitza("--version").stdout)
        for listing in self.kapitza("keys"), self.kapitza("keys", "boltzmann"):
            self.assert_done(listing)
            for key in "Lambda", "cells", "accuracy", "tolerance":
                self.assertIn(key, listing.stdout)

    def test_help_is_no_error(self):
        done = self.kapitza("run", "--help")
        self.assert_done(done)
        self.assertIn("CASE.toml", done.stdout)


class Plot(Program):
    def test_says_what_it_cannot_draw(self):
        for arguments, words in [
            (["none.h5"], "none.h5: no such file"),
            (["case.toml"], "case.toml: not an HDF5 file"),
            ([], "required: FILE.h5"),
        ]:
            done = self.start([ROOT / "tools/plot", *arguments])
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)
        with h5py.File(self.folder / "other.h5", "w") as file:
            file.attrs["kind"] = "cooking"
        done = self.start([ROOT / "tools/plot", "other.h5"])
        self.assertEqual(done.returncode, 2)
        self.assertIn("cooking", done.stderr)
        self.assertNotIn("Traceback", done.stderr)


if __name__ == "__main__":
    main()
