"""Pictures of linear response, drawn from files that are made up here: what is drawn is told apart from how it was computed."""

import sys

import h5py
import matplotlib.image
import numpy as np
from harness import ROOT, Program, main

sys.path.insert(0, str(ROOT / "tools/lib"))
import plot_linear  # noqa: E402

K = 32
k = (np.arange(K) + 0.5) * 2 * np.pi / K - np.pi
n = 1 / (k**2 + 1)


def write(path, Lambda, perturbed=True, scan=False):
    """A file of the layout of the engine, with a wall and a bulk in series and a thermal perturbation reflected."""
    Lambda = np.asarray(Lambda, dtype=float)
    R, kappa = np.array([[6.6, -1.7], [-1.7, 1.0]]), np.array([[0.6, 0.3], [0.3, 0.8]])
    shape = np.where(k < 0, n**2, 0)
    with h5py.File(path, "w") as file:
        file.attrs.update(kind="linear", beta=1.0, mu=-1.0)
        file["k"], file["Lambda"], file["background/n"] = k, Lambda, n
        file["injected/left"] = np.where(k > 0, np.sin(k), 0) * perturbed
        file["injected/right"] = np.zeros(K)
        file["reflected"] = np.outer(Lambda / (1 + Lambda), shape) * perturbed
        file["reflected_thermal"] = file["reflected"][...]
        file["transmitted"] = np.outer(1 / (1 + Lambda), shape[::-1]) * perturbed
        file["conductivity"], file["resistance"] = kappa, R
        file["total_resistance"] = 2 * R + np.multiply.outer(Lambda, np.linalg.inv(kappa))
        file["slab_law_difference"] = np.where(Lambda < 50, 0.1 * np.exp(-Lambda), 0)
        file["half_space/profile"] = np.stack([-shape, shape * k**2])
        file["half_space/profile_thermal"] = np.stack([-shape, shape * k**2])
        file["half_space/weight"] = np.stack([2 * k, -2 * k**3]) * (k > 0)
        if scan:
            file["scan/mu"] = np.array([-10.0, -1, -0.1])
            for name, matrix in ("conductivity", kappa), ("resistance", R):
                file[f"scan/{name}"] = np.stack([100 * matrix, matrix, matrix / 10])
                file[f"scan/{name}_asymmetry"] = np.array([1e-4, 0, 1e-3])  # a zero that no logarithm shows


class PlotLinear(Program):
    def plot(self, **content):
        write(self.folder / "case.h5", **content)
        done = self.start([ROOT / "tools/plot", "case.h5"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_draws_one_and_many_Lambda(self):
        for Lambda in [2.0], [1e-3, 1.0, 1e6], np.geomspace(0.1, 1000, 30):
            self.assertEqual(self.plot(Lambda=Lambda), ["case.png", "case.pdf"])

    def test_without_perturbation_leaves_one_panel_out(self):
        width = {}
        for perturbed in True, False:
            self.plot(Lambda=[1, 10], perturbed=perturbed)
            width[perturbed] = matplotlib.image.imread(self.folder / "case.png").shape[1]
        self.assertAlmostEqual(width[False] / width[True], 2 / 3, delta=0.01)  # panels of one width

    def test_draws_a_scan_beside_it(self):
        drawn = self.plot(Lambda=[1, 10], scan=True)
        self.assertEqual(drawn, ["case.png", "case.pdf", "case_scan.png", "case_scan.pdf"])

    def test_names_the_dataset_that_is_missing(self):
        write(self.folder / "case.h5", Lambda=[1])
        with h5py.File(self.folder / "case.h5", "a") as file:
            del file["resistance"]
        done = self.start([ROOT / "tools/plot", "case.h5"])
        self.assertEqual(done.returncode, 2)
        self.assertIn("dataset /resistance is missing", done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_shows_the_difference_from_the_law_down_to_rounding(self):
        shown = plot_linear.falling(np.array([1e-1, 1e-4, 1e-10, 1e-15, 1e-16]))
        np.testing.assert_array_equal(shown, [True, True, True, False, False])
        plateau = plot_linear.falling(np.array([1e-1, 1e-5, 2e-5, 1e-5]))
        np.testing.assert_array_equal(plateau, [True, True, False, False])


if __name__ == "__main__":
    main()
