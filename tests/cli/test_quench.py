"""Kind "micro" with time.start = "injected": what a run writes, any number of ranks, stopping and going on, what is refused, the comparison in time."""

import h5py
import numpy as np
from harness import INJECTION, KAPITZA, ROOT, TINY_ENSEMBLE, arrays, main
from interruptions import Interruptions

QUENCH = TINY_ENSEMBLE
for part in ("[reservoir]\nwidth = 100\nrate = 0.05\n", "settle = 200\nmeasure = 800\nsample = 5\nblocks = 8\n"):
    QUENCH = QUENCH.replace(part, "")
QUENCH = QUENCH.replace("[time]\n", '[time]\nstart = "injected"\ntimes = [0, 10.05, 30, 60]\n').replace("realisations = 5", "realisations = 40\nseed = 3")
QUENCH = QUENCH.replace("windows = 4", "windows = 16")


class Quench(Interruptions):
    def setUp(self):
        super().setUp()
        self.write("case.toml", QUENCH)

    def run_case(self, name="case.h5", *arguments, ranks=1):
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", name, *arguments, ranks=ranks))
        return arrays(self.folder / name)

    def test_describes_what_it_holds(self):
        found = self.run_case("case.h5", "--set", "injection.right=0.2 + 0.1*cos(k)")
        k, x, n = found["k"], found["wigner/x"], found["wigner/n"]
        np.testing.assert_allclose(found["time"], [0, 10, 30, 60], rtol=1e-14)  # whole steps
        self.assertEqual(n.shape, (4, 16, 32))
        np.testing.assert_allclose(x, (np.arange(16) + 0.5) * 32 - 256, atol=0.5)
        np.testing.assert_allclose(found["current/number"], n @ (2 * k) / k.size, atol=1e-13)
        np.testing.assert_allclose(found["current/energy"], n @ (2 * k**3) / k.size, atol=1e-13)
        self.assertLess(np.abs(found["conservation/number"]).max(), 1e-12)
        self.assertLess(np.abs(found["conservation/energy"]).max(), 1e-3)
        self.assertEqual(found["realisations_done"], 40)
        # At t = 0 it is what is injected, on average over k to the part of the error that is common.
        injected = np.where(k > 0, found["injected/left"], found["injected/right"])
        far = (np.abs(k) > 0.4) & (np.abs(k) < 2.7)  # from where it jumps
        np.testing.assert_allclose(n[0].mean(axis=0)[far], ((np.roll(injected, 1) + 4 * injected + np.roll(injected, -1)) / 6)[far], rtol=0.2)
        self.assertLess(np.abs(found["density"][0] - injected.mean()).max(), 5 * found["density_stderr"][0].max())
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual((file.attrs["kind"], file.attrs["status"], file.attrs["length"]), ("micro", "complete", 64))
            self.write("case.toml", file.attrs["input"])
        again = self.run_case("again.h5")
        np.testing.assert_array_equal(again["wigner/n"], n)
        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        row = next(line.split() for line in shown.stdout.splitlines() if line.split()[:1] == ["30"])
        self.assertAlmostEqual(float(row[4]), found["density"][2, np.argmin(np.abs(x))], delta=6e-6)

    def test_nothing_happens_without_a_defect(self):
        found = self.run_case("case.h5", "--set", "defect.Lambda=0", "--set", "ensemble.realisations=200")
        # The same windows at another time are other sites of the same free field: chi^2 per number of the change.
        for time in 1, 2, 3:
            error = np.hypot(found["wigner/n_stderr"][0], found["wigner/n_stderr"][time])
            z = (found["wigner/n"][time] - found["wigner/n"][0]) / error
            self.assertLess(abs(np.mean(z**2) - 1), 0.4, time)
        self.assertLess(np.abs(found["conservation/energy"]).max(), 1e-12)

    def test_ranks_change_nothing(self):
        one = self.run_case("1.h5")
        for ranks in 2, 3:
            other = self.run_case(f"{ranks}.h5", ranks=ranks)
            self.assertEqual(sorted(other), sorted(one))
            for name, values in other.items():
                np.testing.assert_array_equal(values, one[name], err_msg=name)

    def test_a_list_makes_several_defects(self):
        both = self.run_case("both.h5", "--set", "defect.length=[64, 32]", "--set", "lattice.sites=[512, 448]")
        one = self.run_case("one.h5", "--set", "defect.length=32", "--set", "lattice.sites=448")
        for name in "wigner/x", "wigner/n", "density_stderr":
            np.testing.assert_array_equal(both[name][1], one[name], err_msg=name)
        self.assert_done(self.kapitza("show", "both.h5"))
        self.run_case("other.h5")
        self.assert_done(self.start([KAPITZA, "merge", "other.h5", "one.h5", "-o", "merged.h5"]))
        np.testing.assert_array_equal(arrays(self.folder / "merged.h5")["wigner/n"][1], one["wigner/n"])

    def test_goes_on_where_it_was_stopped(self):
        for count in 1500, 6000, 24000:
            many = ["--set", f"ensemble.realisations={count}"]
            if progress := self.stop_amid_realisations("parts.h5", *many):
                break
        self.assertIn(f"of {count} realisations", progress)
        whole = self.run_case("whole.h5", *many)
        self.assert_done(self.kapitza("recover", "parts.h5.ckpt", "-o", "recovered.h5"))
        np.testing.assert_array_equal(arrays(self.folder / "recovered.h5")["wigner/n"], arrays(self.folder / "parts.h5")["wigner/n"])
        parts = self.run_case("parts.h5", *many, ranks=2)
        for name, values in whole.items():
            np.testing.assert_array_equal(parts[name], values, err_msg=name)
        self.assertNotIn("parts.h5.ckpt", self.files())

    def test_check_tells_time_memory_and_size(self):
        self.run_case()
        done = self.kapitza("check", "case.toml")
        self.assert_done(done)
        for part in "switched on at t = 0, 40 realisations", "4 times to t = 60, 300 time steps of 0.2", "# time: about", "# memory: about":
            self.assertIn(part, done.stdout)
        most = next(line for line in done.stdout.splitlines() if line.startswith("# result: at most")).split()[4:]
        limit = float(most[0]) * {"kB": 1e3, "MB": 1e6}[most[1]]
        size = (self.folder / "case.h5").stat().st_size
        self.assertTrue(0.1 * limit < size < limit, (size, limit))
        self.assert_done(self.kapitza("check", "case.toml", "--setup", "50"))

    def test_says_what_is_wrong(self):
        for settings, parts in (
            (["time.times=[0, 80]"], ["lattice.sites: found 512", "the fastest carriers come to the defect again before t = 80", "at least 626"]),
            (["time.times=[3, 1]"], ["time.times", "ascend"]),
            (["time.times=[1, 1.01]"], ["time.times: found 1 and 1.01", "a time step, 0.2"]),
            (["time.settle=5"], ['time.settle: belongs to time.start = "empty"; here "injected" is in force']),
            (["reservoir.width=5"], ['reservoir.width: belongs to time.start = "empty"']),
            (["time.start=empty"], ["time.settle: missing", "reservoir.rate: missing", 'time.times: belongs to time.start = "injected"']),
            (['time={start="injected"}'], ["time.times: missing"]),
            (["momentum.points=1024"], ["momentum.points", "at most the ring"]),
            (["wigner.windows=1000"], ["wigner.windows", "at most that many"]),
        ):
            options = [word for setting in settings for word in ("--set", setting)]
            self.assert_refused(self.kapitza("run", "case.toml", *options), 2, *parts)

    def test_takes_more_realisations(self):
        whole = self.run_case("whole.h5", "--set", "defect.length=[64, 32]", "--set", "lattice.sites=512")
        lists = ["--set", "defect.length=[64, 32]", "--set", "lattice.sites=512"]
        self.run_case("part.h5", *lists, "--set", "ensemble.realisations=15")
        sum_of = self.run_case("sum.h5", *lists, "--extend", "part.h5", ranks=2)
        for name, values in whole.items():
            np.testing.assert_array_equal(sum_of[name], values, err_msg=name)
        self.run_case("rest.h5", *lists, "--set", "ensemble.first=15", "--set", "ensemble.realisations=25")
        self.assert_done(self.start([KAPITZA, "merge", "rest.h5", "part.h5", "-o", "merged.h5"]))
        for name, values in arrays(self.folder / "merged.h5").items():
            np.testing.assert_allclose(values, whole[name], rtol=1e-11, atol=1e-14, err_msg=name)
        self.assert_done(self.kapitza("show", "merged.h5"))
        done = self.kapitza("run", "case.toml", "-o", "less.h5", *lists, "--set", "ensemble.realisations=10", "--extend", "part.h5")
        self.assertEqual((done.returncode, "holds 15 realisations; ensemble.realisations = 10" in done.stderr), (2, True))

    def test_draws_a_picture(self):
        self.run_case()
        for panels in [], ["--panel", "inside_in_time", "--csv"]:
            done = self.start([ROOT / "tools/plot", "case.h5", *panels])
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("t = 30", (self.folder / "case_inside_in_time.csv").read_text())

    def compare(self, *arguments):
        done = self.start([ROOT / "tools/compare", "field.h5", "kinetic.h5", *arguments])
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [line.replace("+-", " ").split() for line in done.stdout.splitlines()[2:]]
        return {(float(row[0]), row[2]): row for row in rows}

    def test_compares_with_the_kinetic_equation(self):
        """A field that is the kinetic one, seen through windows, with errors of known size: chi^2 and slope are 1 within four standard errors."""
        kinetic = ["momentum.points=64", "defect.Lambda=1", "time.times=[0, 0.1, 0.5, 1]", f"injection.left={INJECTION}"]
        self.write("kinetic.toml", 'kind = "boltzmann"\nmomentum.scheme = "uniform"\ninteraction.coefficients = { "3" = 6.0 }\ncollision.accuracy = 1e-3\n'
                   "space = { cells = 4, nodes = 3 }\n")  # fmt: skip
        self.assert_done(self.kapitza("run", "kinetic.toml", "-q", "-o", "kinetic.h5", *[word for s in kinetic for word in ("--set", s)]))
        held = arrays(self.folder / "kinetic.h5")
        K, L = 64, 400
        k, x = held["k"], np.array([-600.0, -100.0, 0.0, 100.0, 600.0])
        random = np.random.default_rng(1)
        weight = np.sin(np.pi * (np.arange(K) + 0.5) / K) ** 4
        n = np.empty((3, 5, K))
        for i, t in enumerate((0, 0.5, 1)):
            at = int(np.argmin(np.abs(held["time"] - t)))
            for j, centre in enumerate(x):
                sites = centre + np.arange(K) - 0.5 * (K - 1)
                values = np.array([self.exact(held, at, site / L) for site in sites])
                n[i, j] = weight / weight.sum() @ values
        n = np.roll(n, 1, axis=-1) / 6 + n * 2 / 3 + np.roll(n, -1, axis=-1) / 6
        with h5py.File(self.folder / "field.h5", "w") as file:
            file.attrs.update({"kind": "micro", "length": L, "Lambda": 1.0, "lambda": 0.05, "A": 0.0})
            file["k"], file["time"], file["wigner/x"], file["realisations_done"] = k, np.array([0, 0.5, 1]) * L, x, 1000
            file["wigner/n"] = n + random.normal(size=n.shape) * 0.002
            file["wigner/n_stderr"] = np.full(n.shape, 0.002)
        rows = self.compare()
        self.assertEqual(sorted(rows), sorted((t, where) for t in (0, 200, 400) for where in ("inside", "left", "right")))
        for (t, where), row in rows.items():
            points, chi2, slope, error = int(row[3]), float(row[4]), row[6], row[7]
            self.assertLess(abs(chi2 - 1), 4 * np.sqrt(2 / points), (t, where))
            if t > 0:
                self.assertGreater(float(row[5]), 2, (t, where))  # something has changed
                self.assertLess(abs(float(slope) - 1), 4 * float(error), (t, where))
        with h5py.File(self.folder / "field.h5", "a") as file:
            file.attrs["Lambda"] = 0.5
        done = self.start([ROOT / "tools/compare", "field.h5", "kinetic.h5"])
        self.assertEqual((done.returncode, "Lambda = 1; field.h5 has 0.5" in done.stderr), (2, True), done.stderr)
        self.write("none.txt", "")
        for broken, part in ("case.h5", "not a result of kind boltzmann in time"), ("none.txt", "not an HDF5 file"):
            if broken == "case.h5":
                self.run_case()
            done = self.start([ROOT / "tools/compare", "field.h5", broken])
            self.assertEqual((done.returncode, part in done.stderr), (2, True), done.stderr)

    @staticmethod
    def exact(held, i, x):
        """n(t_i, x, k), x in units of L from the middle; inside by cells of three Gauss nodes, outside by what has left."""
        k, t = held["k"], held["time"][i]
        injected = np.where(k > 0, held["injected/left"], held["injected/right"])
        if abs(x) < 0.5:
            faces, X = held["space/face"], held["X"]
            cell = np.searchsorted(faces, x + 0.5, side="right") - 1
            inside = (X > faces[cell]) & (X < faces[cell + 1])
            return np.array([np.polyval(np.polyfit(X[inside], values, 2), x + 0.5) for values in held["n"][i][inside].T])
        end, sign = (held["step/n_right"], 1) if x > 0 else (held["step/n_left"], -1)
        n = injected.copy()
        for j in np.flatnonzero(sign * k > 0):
            left = t - (abs(x) - 0.5) / abs(2 * k[j])
            if left >= 0:
                n[j] = np.interp(left, held["step/time"], end[:, j])
        return n


if __name__ == "__main__":
    main()
