"""tools/compare on made-up results: the slope that was put in, its standard error, and what is refused."""

import sys
from types import SimpleNamespace

import h5py
import numpy as np
from harness import ROOT, Program, main

sys.path.insert(0, str(ROOT / "tools/lib"))
import compare  # noqa: E402
import comparing  # noqa: E402

INPUT = """
[interaction]
coefficients = { "3" = 6.0 }
[defect]
profile = "smooth"
smoothing = 0.05
"""
K = 256
MOMENTA = -np.pi + (np.arange(K) + 0.5) * 2 * np.pi / K
LEFT = 0.5 + 0.3 * np.cos(MOMENTA - 0.7)  # injected on the left, and, with another shape, on the right
RIGHT = 0.4 + 0.2 * np.cos(MOMENTA + 0.3)
CHANGE = {"left": 0.05 * np.cos(2 * MOMENTA) + 0.02, "right": -0.04 * np.sin(MOMENTA)}  # what collisions do
ERROR = 0.01


def blurred(n):
    """Seen through a Hann taper of K sites: the neighbours count a sixth each, within one sign of k."""
    seen = n.copy()
    for half in slice(0, K // 2), slice(K // 2, K):
        wide = np.pad(n[half], 1, mode="edge")
        seen[half] = wide[:-2] / 6 + 2 * wide[1:-1] / 3 + wide[2:] / 6
    return seen


def tapered_noise(random):
    """Errors of unit variance whose neighbours are correlated by 4/9 and 1/36, as powers under a Hann taper are."""
    white = random.normal(size=(K + 2, 2)) @ np.array([1, 1j])
    amplitude = -white[:-2] / 4 + white[1:-1] / 2 - white[2:] / 4
    return np.abs(amplitude) ** 2 / 0.75 - 1


class Compare(Program):
    def make(self, slope, noise=None, lengths=(None,), Lambda=0.1):
        n = {side: np.empty((len(lengths), K)) for side in ("left", "right")}
        for i in range(len(lengths)):
            for side, through in ("left", RIGHT), ("right", LEFT):
                n[side][i] = blurred(through + slope * CHANGE[side])
                if noise is not None:
                    n[side][i] += ERROR * noise[side]
                outgoing = MOMENTA < 0 if side == "left" else MOMENTA > 0
                n[side][i][~outgoing | (np.abs(MOMENTA) < 0.5) | (np.abs(MOMENTA) > 2.8)] = 9  # is left out
        several = lengths[0] is not None
        with h5py.File(self.folder / "micro.h5", "w") as file:
            file.attrs.update(kind="micro", input=INPUT)
            file["k"], file["injected/left"], file["injected/right"] = MOMENTA, LEFT, RIGHT
            for side, values in n.items():
                file[f"lead_{side}/n"] = values if several else values[0]
                file[f"lead_{side}/n_stderr"] = np.full(values.shape if several else K, ERROR)
            if several:
                file["case"] = np.arange(len(lengths))
                file["case_length"], file["case_A"] = lengths, np.zeros(len(lengths))
                file["case_Lambda"] = np.full(len(lengths), 0.1)
                file["case_lambda"] = np.sqrt(0.1 / (0.95 * np.array(lengths)))
            else:
                file.attrs.update({"length": 250, "Lambda": 0.1, "A": 0.0, "lambda": np.sqrt(0.1 / (0.95 * 250))})
        self.make_kinetic("kinetic.h5", Lambda)

    def make_kinetic(self, name, Lambda=0.1, text=INPUT, slope=1.0, next_order=False, **finite):
        with h5py.File(self.folder / name, "w") as file:
            file.attrs.update(kind="boltzmann", input=text)
            file["k"], file["Lambda"] = MOMENTA, [0.05, Lambda]
            file["n_left"] = np.stack([LEFT, RIGHT + slope * CHANGE["left"]])
            file["n_right"] = np.stack([RIGHT, LEFT + slope * CHANGE["right"]])
            if finite:
                file["defect_length"], file["defect_A"] = [float(finite["length"])], [finite.get("A", 0.0)]
                file["lambda"] = np.sqrt(file["Lambda"][:] / (finite.get("square", 0.95) * finite["length"]))
            if next_order:
                file["next_order"] = np.zeros((2, 3))

    def compare(self, *arguments):
        return self.start([ROOT / "tools/compare", *arguments])

    def slopes(self):
        """(length, [(slope, error) of the left, the right, both]) of each case."""
        done = self.compare("micro.h5", "kinetic.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = []
        for line in done.stdout.splitlines()[1:]:
            words = line.replace("+-", " ").split()
            numbers = [float(word) for word in words[:9]]
            found.append((numbers[0], list(zip(numbers[3::2], numbers[4::2]))))
        return found

    def test_finds_the_slope_of_each_lead(self):
        self.make(0.7)
        self.assertEqual([[slope for slope, _ in slopes] for _, slopes in self.slopes()], [[0.7, 0.7, 0.7]])

    def test_takes_every_length_of_a_list(self):
        self.make(0.8, lengths=(250, 1000))
        found = self.slopes()
        self.assertEqual([length for length, _ in found], [250, 1000])
        self.assertEqual([slopes[2][0] for _, slopes in found], [0.8, 0.8])

    def test_error_is_the_scatter_of_the_slope(self):
        random = np.random.default_rng(1)
        z = []
        for _ in range(200):
            self.make(0.7, {side: tapered_noise(random) for side in ("left", "right")})
            ((row,), _) = compare.compare(self.folder / "micro.h5", [self.folder / "kinetic.h5"], 0.5, 2.8)
            z.append([(slope - 0.7) / error for slope, error in row.slopes])
        # 200 values each: rms 1 within 0.05. Without the correlation of neighbours it would be 1.4. The seed is fixed.
        for rms in np.sqrt(np.mean(np.square(z), axis=0)):
            self.assertLess(abs(rms - 1), 0.1)

    def test_chi2_is_one_where_the_prediction_is_right_and_large_where_not(self):
        random = np.random.default_rng(2)
        found = []
        for slope in 1.0, 0.4:
            chi2 = []
            for _ in range(8):
                self.make(1.0, {side: tapered_noise(random) for side in ("left", "right")})
                self.make_kinetic("kinetic.h5", slope=slope)
                ((row,), _) = compare.compare(self.folder / "micro.h5", [self.folder / "kinetic.h5"], 0.5, 2.8, (0.6, 2.6))
                self.assertAlmostEqual(row.mean_z(), np.mean(np.abs(row.table[:, 4])))
                chi2.append(row.chi2())
            found.append(np.mean(chi2))
        # 8 x 160 squares of exponential deviates of unit variance, whose own variance is 8, correlated over two neighbours: 0.1.
        self.assertLess(abs(found[0] - 1), 0.3)
        self.assertGreater(found[1], 3)

    def test_sees_through_the_window_what_the_window_measures(self):
        # A taper of K sites sees a plane wave of distance x damped by its autocorrelation at x.
        taper = np.sin(np.pi * (np.arange(K) + 0.5) / K) ** 2
        for x in 1, 7, 40:
            n = np.cos(x * MOMENTA + 0.3)
            wave = SimpleNamespace(values=lambda n, at, x=x: np.cos(x * at + 0.3))
            damped = np.sum(taper[x:] * taper[:-x]) / np.sum(taper**2)
            np.testing.assert_allclose(compare.seen(wave, None, MOMENTA), damped * n, atol=1e-12)
            # Of what is known on the momenta of the window alone, its neighbours count.
            np.testing.assert_allclose(comparing.tapered(n), np.roll(n, 1) / 6 + 2 * n / 3 + np.roll(n, -1) / 6, atol=1e-12)

    def test_takes_for_each_case_what_is_of_its_length(self):
        self.make(0.8, lengths=(250, 1000))
        self.make_kinetic("250.h5", length=250, slope=0.8)
        self.make_kinetic("1000.h5", length=1000, slope=0.4, next_order=True)
        done = self.compare("micro.h5", "kinetic.h5", "250.h5", "1000.h5", "--by-momentum")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        rows = [line.split() for line in done.stdout.split("\n\n")[0].splitlines()[1:]]
        self.assertEqual([(row[0], row[9], " ".join(row[14:])) for row in rows],
                         [("250", "0.800", "limit"), ("250", "1.000", "(6)"), ("1000", "0.800", "limit"), ("1000", "2.000", "(6), next order")])  # fmt: skip
        self.assertIn("\nL = 1000, Lambda = 0.1, A = 0.000, (6), next order\n", done.stdout)
        lonely = self.compare("micro.h5", "250.h5")
        self.assertEqual(lonely.returncode, 0)
        self.assertIn("warning: L = 1000, Lambda = 0.1: 250.h5: of a defect of length 250, not 1000", lonely.stderr)

    def test_refuses_another_physics(self):
        self.make(0.8)
        for words, change in (("of a defect of length 500, not 250", {"length": 500}),
                              ("of A = -4, not 0: defect.renormalised", {"length": 250, "A": -4.0}),
                              ("not 0.02052: another profile", {"length": 250, "square": 1.0}),
                              ("of defect.smoothing = 0.1, not 0.05", {"length": 250, "text": INPUT.replace("0.05", "0.1")}),
                              ("of interaction.coefficients = {'3': 5.0}, not {'3': 6.0}", {"text": INPUT.replace("6.0", "5.0")})):
            self.make_kinetic("other.h5", **change)
            done = self.compare("micro.h5", "other.h5")
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)

    def test_refuses_what_cannot_be_compared(self):
        self.make(0.7, Lambda=0.2)
        for arguments, words in ((("micro.h5", "kinetic.h5"), "no state with Lambda = 0.1"),
                                 (("kinetic.h5", "micro.h5"), "kinetic.h5: not a result of kind micro"),
                                 (("micro.h5", "micro.h5"), "micro.h5: not a result of kind boltzmann"),
                                 (("none.h5", "kinetic.h5"), "none.h5: no such file")):
            done = self.compare(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    main()
