"""A defect of finite length: its mean field in the result, on any number of ranks and on cells of every kind."""

import h5py
import numpy as np
from harness import TINY, Program, main
from kapitza.momenta import Momenta

FINITE = TINY.replace("points = 32\nscheme = \"uniform\"", "points = 32\nestimate = false").replace(
    "Lambda = [0.1, 1]", "Lambda = [0.1, 1]\nlength = 1000"
).replace("cells = 3\nnodes = 2", "cells = 6\nnodes = 3")


class Finite(Program):
    def setUp(self):
        super().setUp()
        self.write("case.toml", FINITE)

    def test_the_result_holds_the_mean_field_of_every_Lambda(self):
        self.assert_done(self.kapitza("run", "case.toml", ranks=2))
        with h5py.File(self.folder / "case.h5") as file:
            Lambda, X, k, w = (file[name][:] for name in ("Lambda", "X", "k", "k_weight"))
            np.testing.assert_allclose(file["lambda"][:], np.sqrt(Lambda / 950), rtol=1e-9)
            rho = (file["n"][:] * w).sum(axis=2)
            W = file["lambda"][:][:, None] * file["D"][:] * 18 * rho**2
            np.testing.assert_allclose(file["W"][:], W, rtol=1e-9)
            self.assertGreater(file["W"][:].max(), 0.03)
            for which in "number", "energy":
                self.assertLess(file[f"flatness/{which}"][:].max(), 1e-12)
            # Reflection: slow carriers leave as they were injected on the same side.
            left = file["n_left"][0]
            slow = np.argmin(np.abs(k + 0.03))
            self.assertAlmostEqual(left[slow], 0.15, delta=0.05)  # 0.5 in the scaling limit
        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        self.assertIn("mean field of a defect of L = 1000 sites", shown.stdout)
        checked = self.kapitza("check", "case.toml")
        self.assert_done(checked)
        self.assertIn("mean field: L = 1000", checked.stdout)

    def test_any_number_of_ranks_and_chosen_cells(self):
        chosen = ["--set", "space={accuracy=1e-2}", "--set", "defect.Lambda=0.1"]
        W = []
        for ranks in 1, 3:
            self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", f"{ranks}.h5", *chosen, ranks=ranks))
            with h5py.File(self.folder / f"{ranks}.h5") as file:
                W.append(file["W"][:])
                self.assertEqual(file["W"].shape, (1, file["X"].size))
        np.testing.assert_allclose(W[0], W[1], atol=1e-9)

    def test_renormalised_box(self):
        box = ["--set", 'defect.profile="box"', "--set", "defect.renormalised=true", "--set", "defect.Lambda=0.1"]
        self.assert_done(self.kapitza("run", "case.toml", "-q", *box))
        with h5py.File(self.folder / "case.h5") as file:
            self.assertLess(np.abs(file["W"][:]).max(), 0.02)
            self.assertLess(file["defect_A"][()], -4)
            self.assertLess(file["flatness/energy"][:].max(), 1e-12)

    # Few slow carriers enter and many come out, and where the box rises n jumps between them, at a k of its own at every X: the solution
    # falls to -0.23 of its largest n there.
    def test_a_jump_where_the_box_rises_is_gone_over_and_warned_of(self):
        self.write("case.toml", FINITE.replace("Lambda = [0.1, 1]", 'Lambda = 0.5765\nprofile = "box"\nrenormalised = true'))
        left = "0.112 + 1.915*exp(-((abs(k) - 1.698)/0.616)^2)"
        done = self.kapitza("run", "case.toml", "--set", f'injection={{left="{left}", right="mirror"}}', "--set", "defect.length=100000",
                            "--set", 'interaction.coefficients={"3" = 3.0, "2" = 0.5}', "--set", "momentum.points=24", "--set", "space.cells=4",
                            "--set", "collision.tau_max=16", "--set", "steady.max_steps=60")  # fmt: skip
        self.assert_done(done)
        self.assertIn("n falls below zero, to -2", done.stderr)

    # Four nodes lie below the break above the barrier, and the solution that tells the error must have fewer there, too.
    def test_errors_see_a_short_panel(self):
        left, right = "0.26 + 1.354*exp(-((abs(k) - 0.863)/0.391)^2)", "0.176 + 0.289*exp(-((abs(k) - 1.01)/0.521)^2)"
        case = ["--set", 'defect.profile="box"', "--set", "defect.Lambda=1", "--set", 'interaction.coefficients={"2" = 2.0}',
                "--set", f'injection={{left="{left}", right="{right}"}}', "--set", "space.cells=2",
                "--set", "collision.accuracy=1e-3"]  # fmt: skip
        self.assert_done(self.kapitza("run", "case.toml", "-q", *case, "--set", "momentum={points=32}"))
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "fine.h5", *case, "--set", "momentum={points=96, estimate=false}"))
        with h5py.File(self.folder / "case.h5") as file, h5py.File(self.folder / "fine.h5") as fine:
            k, end = file["k"][:], file["k_break"][3]
            slow = abs(k) < end
            self.assertEqual(slow.sum(), 8)
            truth = Momenta(fine["k"][:], fine["k_break"][:]).values(fine["n_center"][0], k[slow])
            difference = abs(file["n_center"][0, slow] - truth)
            self.assertGreater(difference.max(), 0.01)
            self.assertTrue((difference < file["n_center_error"][0, slow]).all(), (difference, file["n_center_error"][0, slow]))

    def test_the_next_order_corrects_the_collisions_on_any_number_of_ranks(self):
        following = ["--set", 'collision.order="next"', "--set", "collision.next_tau_max=2", "--set", "collision.next_points=5",
                     "--set", "defect.Lambda=0.1", "--set", "defect.length=10000"]  # fmt: skip
        n, correction = [], []
        for ranks in 1, 3:
            self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", f"{ranks}.h5", *following, ranks=ranks))
            with h5py.File(self.folder / f"{ranks}.h5") as file:
                n.append(file["n_left"][0])
                correction.append(file["next_order"][0])
                self.assertEqual(file["next_order"].shape, (1, file["X"].size))
                for which in "number", "energy":
                    self.assertLess(file[f"flatness/{which}"][:].max(), 1e-12)
        np.testing.assert_allclose(n[0], n[1], atol=1e-9)
        np.testing.assert_allclose(correction[0], correction[1], atol=1e-9)
        self.assertLess(correction[0].min(), -0.05)  # repulsion slows the collisions of beams down
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "leading.h5", *following[6:]))
        with h5py.File(self.folder / "leading.h5") as file:
            self.assertGreater(np.abs(file["n_left"][0] - n[0]).max(), 1e-3)
            self.assertNotIn("next_order", file)
        self.assertIn("max c l", self.kapitza("show", "1.h5").stdout)
        checked = self.kapitza("check", "case.toml", *following[:-1], "defect.length=100")
        self.assert_done(checked)
        for words in "next order: c = <J, I>/<I, I> = -", "for each Lambda", "WARNING: Lambda = 0.1: the next order is about -":
            self.assertIn(words, checked.stdout)

    def test_the_next_order_without_a_length_is_refused(self):
        self.write("case.toml", FINITE.replace("Lambda = [0.1, 1]\nlength = 1000", "Lambda = 0.1"))
        refused = self.kapitza("run", "case.toml", "--set", 'collision.order="next"')
        self.assert_refused(refused, 2, 'collision.order: found "next" without defect.length')

    def test_a_coupling_without_a_length_is_refused(self):
        self.write("case.toml", FINITE.replace("Lambda = [0.1, 1]\nlength = 1000", "lambda = 0.01"))
        self.assert_refused(self.kapitza("run", "case.toml"), 2, "defect.lambda: given without defect.length")


if __name__ == "__main__":
    main()
