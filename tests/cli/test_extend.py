"""A finished ensemble to which realisations are added has the bits of one run of all of them."""

import h5py
import numpy as np
from harness import TINY, TINY_ENSEMBLE, Program, arrays, main

SHORT = TINY_ENSEMBLE.replace("settle = 200", "settle = 50").replace("measure = 800", "measure = 160")


def realisations(count):
    return "--set", f"ensemble.realisations={count}"


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
            (2, ("boltzmann.toml", "--extend", "boltzmann.h5"), "kapitza merge"),
        ]:
            with self.subTest(arguments=arguments):
                done = self.kapitza("run", *arguments, "-o", "new.h5")
                self.assertEqual(done.returncode, code, done.stderr)
                for part in parts:
                    self.assertIn(part, done.stderr)
                self.assertEqual(self.files(), before)


if __name__ == "__main__":
    main()
