"""tools/compare on made-up results: the slope that was put in, its standard error, and what is refused."""

import sys

import h5py
import numpy as np
from harness import ROOT, Program, main

sys.path.insert(0, str(ROOT / "tools/lib"))
import compare  # noqa: E402

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
            file.attrs["kind"] = "micro"
            file["k"], file["injected/left"], file["injected/right"] = MOMENTA, LEFT, RIGHT
            for side, values in n.items():
                file[f"lead_{side}/n"] = values if several else values[0]
                file[f"lead_{side}/n_stderr"] = np.full(values.shape if several else K, ERROR)
            if several:
                file["case"] = np.arange(len(lengths))
                file["case_length"], file["case_A"] = lengths, np.zeros(len(lengths))
                file["case_Lambda"] = np.full(len(lengths), 0.1)
            else:
                file.attrs.update(length=250, Lambda=0.1, A=0.0)
        with h5py.File(self.folder / "kinetic.h5", "w") as file:
            file.attrs["kind"] = "boltzmann"
            file["k"], file["Lambda"] = MOMENTA, [0.05, Lambda]
            file["n_left"] = np.stack([LEFT, RIGHT + CHANGE["left"]])
            file["n_right"] = np.stack([RIGHT, LEFT + CHANGE["right"]])

    def compare(self, *arguments):
        return self.start([ROOT / "tools/compare", *arguments])

    def slopes(self):
        """(length, [(slope, error) of the left, the right, both]) of each case."""
        done = self.compare("micro.h5", "kinetic.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = []
        for line in done.stdout.splitlines()[1:]:
            words = line.replace("+-", " ").split()
            numbers = [float(word) for word in words]
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
            ((_, _, _, *slopes),) = compare.compare(self.folder / "micro.h5", self.folder / "kinetic.h5", 0.5, 2.8)
            z.append([(slope - 0.7) / error for slope, error in slopes])
        # 200 values each: rms 1 within 0.05. Without the correlation of neighbours it would be 1.4. The seed is fixed.
        for rms in np.sqrt(np.mean(np.square(z), axis=0)):
            self.assertLess(abs(rms - 1), 0.1)

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
