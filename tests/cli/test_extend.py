"""A finished ensemble to which realisations are added has the bits of one run of all of them; so have, to rounding, states to which Lambda
are added."""

import h5py
import numpy as np
from harness import TINY, TINY_ENSEMBLE, Program, arrays, is_estimate, main

SHORT = TINY_ENSEMBLE.replace("settle = 200", "settle = 50").replace("measure = 800", "measure = 160")


def realisations(count):
    return "--set", f"ensemble.realisations={count}"


def Lambdas(*values):
    return "--set", f"defect.Lambda={list(values)}"


class Extend(Program):
    def setUp(self):
        super().setUp()
        self.write("case.toml", SHORT)

    def run_for(self, name, count, *arguments, ranks=1):
        done = self.kapitza("run", "case.toml", "-o", name, *realisations(count), *arguments, ranks=ranks)
        self.assert_done(done)
        return done.stderr

    def assert_same(self, name, other):
        found, expected = arrays(self.folder / name), arrays(self.folder / other)
        self.assertEqual(sorted(found), sorted(expected))
        for path, values in expected.items():
            np.testing.assert_array_equal(found[path], values, err_msg=path)

    def test_two_and_two_are_four(self):
        for lists in (), ("--set", "defect.length=[32, 64]", "--set", "time.compare_half_step=true"):
            self.run_for("4.h5", 4, *lists)
            for before, after in (1, 2), (2, 3), (2, 1):
                with self.subTest(before=before, after=after, lists=lists):
                    self.run_for("2.h5", 2, *lists, ranks=before)
                    self.assertIn("extending 2.h5, of 2 realisations", self.run_for("sum.h5", 4, "--extend", "2.h5", *lists, ranks=after))
                    self.assert_same("sum.h5", "4.h5")
            for name in "2.h5", "4.h5", "sum.h5":
                (self.folder / name).unlink()

    def test_in_place_keeps_the_shorter_one(self):
        self.run_for("4.h5", 4)
        self.run_for("all.h5", 2)
        self.run_for("all.h5", 4, "--extend", "all.h5")
        self.assert_same("all.h5", "4.h5")
        with h5py.File(self.folder / "all.1.h5") as file:
            self.assertEqual(file["realisations_done"][()], 2)

    def test_what_does_not_fit_is_refused(self):
        self.run_for("2.h5", 2)
        self.write("boltzmann.toml", TINY)
        self.assert_done(self.kapitza("run", "boltzmann.toml", "-q"))
        (self.folder / "cut.h5").write_bytes((self.folder / "2.h5").read_bytes()[:-1000])
        before = self.files()
        for code, arguments, *parts in [
            (2, ("case.toml", *realisations(1), "--extend", "2.h5"), "holds 2 realisations"),
            (2, ("case.toml", *realisations(4), "--set", "ensemble.seed=1", "--extend", "2.h5"), "ensemble.seed: 0 there, 1 here"),
            (2, ("case.toml", "--extend", "boltzmann.h5"), 'not a result of kind "micro"'),
            (2, ("case.toml", "--extend", "absent.h5"), "absent.h5"),
            (3, ("case.toml", "--extend", "cut.h5"), "cut.h5"),
            (2, ("boltzmann.toml", "--extend", "2.h5"), 'not a result of kind "boltzmann"'),
            (2, ("boltzmann.toml", *Lambdas(0.1, 2), "--extend", "boltzmann.h5"), "boltzmann.h5: holds defect.Lambda = 1, which the case does not ask for"),
            (2, ("boltzmann.toml", "--set", "space.cells=4", "--extend", "boltzmann.h5"), "space.cells: 3 there, 4 here", "Allowed: other defect.Lambda only"),
        ]:
            with self.subTest(arguments=arguments):
                done = self.kapitza("run", *arguments, "-o", "new.h5")
                self.assertEqual(done.returncode, code, done.stderr)
                for part in parts:
                    self.assertIn(part, done.stderr)
                self.assertEqual(self.files(), before)


class AddedLambda(Program):
    """To the rounding floor of the states, 1e-12 of the largest n; what only tells how the solver came there is left out."""

    ON_THE_WAY = {"seconds", "steps", "residual", "flatness/number", "flatness/energy"}

    def run_for(self, name, Lambda, *arguments, ranks=1):
        done = self.kapitza("run", "case.toml", "-o", name, *Lambdas(*Lambda), *arguments, ranks=ranks)
        self.assert_done(done)
        return done.stderr

    def assert_same(self, name, other, tolerance=1e-12):
        found, expected = arrays(self.folder / name), arrays(self.folder / other)
        self.assertEqual(sorted(found), sorted(expected))
        for path, values in expected.items():
            if path in self.ON_THE_WAY:
                continue
            # A fit magnifies what rounding leaves of n.
            scale = 1e3 if "thermal" in path or path == "entropy_production" else 1
            if path.startswith("space/") or is_estimate(path):
                np.testing.assert_allclose(found[path], values, atol=0.03 * np.abs(values).max() if tolerance else 0, rtol=0, err_msg=path)
                continue
            np.testing.assert_allclose(found[path], values, rtol=scale * tolerance, atol=scale * tolerance, err_msg=path)

    def test_of_stationary_states(self):
        all_of_them = 0.1, 1, 4
        self.run_for("all.h5", all_of_them)
        for held, before, after in ((0.1, 1), 1, 2), ((0.1, 4), 2, 1), ((1, 4), 2, 3), ((1,), 1, 1):
            with self.subTest(held=held, before=before, after=after):
                self.run_for("part.h5", held, "--overwrite", ranks=before)
                said = self.run_for("sum.h5", all_of_them, "--extend", "part.h5", "--overwrite", ranks=after)
                self.assertIn(f"extending part.h5, of {len(held)} Lambda", said)
                self.assert_same("sum.h5", "all.h5")
                with h5py.File(self.folder / "sum.h5") as file, h5py.File(self.folder / "part.h5") as part:
                    at = [all_of_them.index(Lambda) for Lambda in held]
                    np.testing.assert_array_equal(file["n"][at], part["n"])  # nothing is computed again
                    self.assertEqual(len(file.attrs["converged_reason"]), 3)

    def test_of_extrapolated_states(self):
        upwind = "--set", "space={scheme='upwind', points=[9, 17]}"
        self.run_for("all.h5", (0.1, 1), *upwind)
        self.run_for("part.h5", (0.1,), *upwind)
        self.run_for("sum.h5", (0.1, 1), *upwind, "--extend", "part.h5", ranks=2)
        self.assert_same("sum.h5", "all.h5")

    def test_nothing_to_add(self):
        self.run_for("part.h5", (0.1, 1))
        self.run_for("sum.h5", (0.1, 1), "--extend", "part.h5")
        self.assert_same("sum.h5", "part.h5", 0)

    def test_of_linear_response(self):
        linear = TINY.replace('"boltzmann"', '"linear"').split("[space]")[0].replace("right = ", "# ")
        self.write("case.toml", linear.replace("[injection]", "[background]\nthermal = { beta = 1.0, mu = -1.0 }\n[perturbation]"))
        self.run_for("all.h5", (0.1, 1, 4))
        self.run_for("part.h5", (0.1, 4))
        self.run_for("sum.h5", (0.1, 1, 4), "--extend", "part.h5")
        self.assert_same("sum.h5", "all.h5")
        done = self.kapitza("run", "case.toml", "-o", "sum.h5", *Lambdas(0.1, 1), "--extend", "part.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("part.h5: holds defect.Lambda = 4", done.stderr)


if __name__ == "__main__":
    main()
