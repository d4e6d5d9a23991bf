"""A solver that stands still names what stands in its way, with what to change."""

import re

import h5py
import numpy as np
from harness import INJECTION, TINY, TINY_ENSEMBLE, Program, main

# What leaves its last digits to rounding: a thick defect, with cells enough for it. What stands in the way does so on a coarse grid, too.
ROUGH = "--set", "collision.accuracy=1e-3"
THICK = *ROUGH, "--set", "space.cells=6", "--set", "space.nodes=4", "--set", "defect.Lambda=300"
COARSE = *ROUGH, "--set", "space.cells=3", "--set", "space.nodes=2"

SMOOTH = TINY.replace(INJECTION, "1/(k^2 + 1)").replace("[0.1, 1]", "0.1").replace("accuracy = 1e-3", "accuracy = 1e-5")
SMOOTH = SMOOTH.replace("cells = 3", "cells = 8").replace("nodes = 2", "nodes = 3")


class Obstacles(Program):
    def test_a_tolerance_below_the_rounding_floor(self):
        self.write("case.toml", SMOOTH)
        done = self.kapitza("run", "case.toml", "-q", *THICK, "--set", "steady.tolerance=1e-14")
        self.assert_refused(done, 1, "residual stands still", "above tolerance 1.00e-14; rounding alone leaves some 1e-1", "a tolerance above that can be met")

    def test_what_rounding_leaves_is_no_obstacle_by_default(self):
        beams = SMOOTH.replace('"1/(k^2 + 1)"', f'"{INJECTION}"').replace('scheme = "uniform"', "").replace("points = 32", "points = 24")
        self.write("case.toml", beams)
        thick = [word for key in ("space.cells=4", "space.nodes=2", "collision.tau_max=8", "momentum.estimate=false") for word in ("--set", key)]
        self.assert_done(self.kapitza("run", "case.toml", "-q", *thick, "--set", "defect.Lambda=3000"))
        with h5py.File(self.folder / "case.h5") as file:
            self.assertGreater(file["residual"][0], 1e-10)
            self.assertLess(file["residual"][0], 5e-9)
            self.assertLess(file["flatness/energy"][0], 1e-10)

    def test_a_vacuum_is_filled_from_the_other_side(self):
        self.write("case.toml", SMOOTH.replace('"mirror"', '"0"'))
        self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", "defect.Lambda=[0.1, 10]"))
        with h5py.File(self.folder / "case.h5") as file:
            n, k, entropy = file["n_left"][:], file["k"][:], file["entropy_production"][:]
            self.assertTrue(np.all(file["n_right"][:, k < 0] == 0))
            self.assertGreater(file["n"][:].min(), -1e-4)
            self.assertTrue(np.all(n[1, k < 0] > n[0, k < 0]))  # the thicker defect reflects more
            self.assertLess(file["flatness/energy"][:].max(), 1e-12)
            self.assertTrue(np.all(np.isnan(entropy)))

    def test_a_vacuum_on_both_sides(self):
        for case in SMOOTH, TINY_ENSEMBLE:
            for right in '"mirror"', '"0"':
                self.write("case.toml", re.sub(r'right = .*', f"right = {right}", re.sub(r"left = .*", 'left = "0"', case)))
                for command in "check", "run":
                    self.assert_refused(self.kapitza(command, "case.toml"), 2, "injection.left: n = 0 on both sides", "allowed: a vacuum on one side")
        self.write("case.toml", SMOOTH.replace("1/(k^2 + 1)", "0"))  # in time, too: what is left in the end is sought beside it
        in_time = "--set", "time.end=0.1", "--set", 'time.initial="1/(k^2 + 1)"'
        self.assert_refused(self.kapitza("check", "case.toml", *in_time), 2, "injection.left: n = 0 on both sides")

    def test_a_vacuum_for_which_the_momenta_are_too_few(self):
        self.write("case.toml", SMOOTH.replace('"mirror"', '"0"'))
        few = "run", "case.toml", "-q", "--set", "momentum.points=8"
        done = self.kapitza(*few, *COARSE, "--set", "defect.Lambda=10")
        self.assert_refused(done, 1, "the collision integral takes carriers from where there are hardly any (n = ", "more momenta, or a larger n")
        for goes_on in False, True:  # from the checkpoint, in which n undershoots
            self.assertEqual("both.h5.ckpt" in self.files(), goes_on)
            done = self.kapitza(*few, *COARSE, "--set", "defect.Lambda=[1, 10]", "--set", "checkpoint.every=0.1s", "-o", "both.h5")
            self.assertIn("any (n = ", done.stderr)
        done = self.kapitza(*few, "--set", "defect.Lambda=1", "-o", "thin.h5")
        self.assert_done(done)
        self.assertIn("n falls below zero, to -2.2e-03 of its largest value, at X = 0.004289, k = -1.963", done.stderr)

    def test_slow_carriers_that_multiply_between_pairs(self):
        pairs = SMOOTH.replace('"3" = 6.0', '"2" = 2.0').replace('"1/(k^2 + 1)"', '"0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"').replace('"mirror"', '"0.01"')
        self.write("case.toml", pairs.replace('scheme = "uniform"', ""))
        done = self.kapitza("run", "case.toml", "-q", "--set", "momentum.points=48", "--set", "space.cells=4", "--set", "defect.Lambda=4")
        self.assert_refused(done, 1, "slow carriers are amplified as exp(", "there may be no stationary state; a smaller Lambda, or a larger n there")

    def test_nothing_is_made_up_where_there_is_none(self):
        done = self.kapitza("run", "case.toml", "-q", "--set", "steady.max_steps=2")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("all steps used up", done.stderr)
        for words in "rounding alone", "are amplified", "the collision integral takes":
            self.assertNotIn(words, done.stderr)


if __name__ == "__main__":
    main()
