"""Parts of an array of runs, merged, against the single run."""

import shutil
import tempfile
from pathlib import Path

import h5py
import numpy as np
from harness import ROOT, TINY, TINY_ENSEMBLE, TINY_LINEAR, Program, is_estimate, main

UPWIND = 'space={scheme="upwind", points=%s}'
LINEAR = TINY_LINEAR.replace("[0.5, 1]", "[0.5, 2, 8]") + "[scan]\nmu = [-1, -2, -0.5]\n"


def datasets(file):
    found = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = item[...]

    file.visititems(keep)
    return found


class Merging(Program):
    """The runs are made once for all tests of a class, in `runs`: name -> arguments."""

    runs = {}

    @classmethod
    def setUpClass(cls):
        cls.store = Path(tempfile.mkdtemp(prefix="kapitza_merge_"))
        cls.addClassCleanup(shutil.rmtree, cls.store, ignore_errors=True)

    def setUp(self):
        super().setUp()
        self.write("case.toml", TINY.replace('"mirror"', '"0.5 + 0.2*cos(k)"'))  # currents flow
        self.write("chosen.toml", TINY.replace('"mirror"', '"0.5 + 0.2*cos(k)"').replace('cells = 3\nnodes = 2\n', ""))
        self.write("linear.toml", LINEAR)

    def run_for(self, *names):
        for name in names:
            if not (self.store / name).exists():
                self.assert_done(self.kapitza("run", *self.runs[name], "-q", "-o", self.store / name))
            shutil.copy(self.store / name, self.folder)

    def merge(self, *arguments):
        return self.start([ROOT / "tools/merge", *arguments])

    def assert_merged(self, *parts):
        done = self.merge(*parts, "-o", "merged.h5")
        self.assert_done(done)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def assert_same(self, single, tolerance):
        """Every dataset of the single run, with its coordinates, and the resolved input."""
        with h5py.File(self.folder / single) as one, h5py.File(self.folder / "merged.h5") as merged:
            expected = datasets(one)
            for name, values in expected.items():
                if name in ("seconds", "steps") or name.startswith("timing/"):
                    continue
                close = max(tolerance, 1e-3) if name.startswith("space/") or is_estimate(name) else tolerance
                scale = np.max(np.abs(values), initial=1e-3, where=np.isfinite(values))  # residuals are rounding
                np.testing.assert_allclose(merged[name][...], values, rtol=close, atol=close * scale, err_msg=name)
            for name in expected:
                if name.startswith("timing/event"):
                    continue  # PETSc's, which the parts may not have in common
                self.assertEqual([[scale.name for scale in axis.values()] for axis in merged[name].dims],
                                 [[scale.name for scale in axis.values()] for axis in one[name].dims], name)
                self.assertEqual(merged[name].attrs["units"], one[name].attrs["units"])
            self.assertEqual(merged.attrs["input"], one.attrs["input"])
            self.assertEqual(merged.attrs["status"], "complete")

    def assert_not_merged(self, code, parts, *messages):
        with h5py.File(self.folder / "merged.h5", "w") as file:
            file.attrs.update(kind="linear", input="an earlier result", status="complete")
        older = (self.folder / "merged.h5").read_bytes()
        before = self.files()
        done = self.merge(*parts, "-o", "merged.h5")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        for message in messages:
            self.assertIn(message, done.stderr)
        self.assertEqual(self.files(), before)
        self.assertEqual((self.folder / "merged.h5").read_bytes(), older)

    def change(self, name, **attributes):
        with h5py.File(self.folder / name, "a") as file:
            file.attrs.update(attributes)


class Boltzmann(Merging):
    runs = {
        "all.h5": ["case.toml", "--set", "defect.Lambda=[0.1, 0.3, 1]"],
        "1.h5": ["case.toml", "--set", "defect.Lambda=1"],
        "2.h5": ["case.toml", "--set", "defect.Lambda=[0.1, 0.3]"],
        "coarse.h5": ["case.toml", "--set", "defect.Lambda=[0.1, 0.3]", "--set", "momentum.points=16"],
        "fine.h5": ["case.toml", "--set", "defect.Lambda=[0.1, 0.3]", "--set", "momentum.points=64"],
        "N.h5": ["case.toml", "--set", "defect.Lambda=[0.1, 0.3]", "--set", UPWIND % "[3, 5, 7]"],
        **{f"chosen_{part}.h5": ["chosen.toml", "--set", f"defect.Lambda={Lambda}"]
           for part, Lambda in {"all": "[0.3, 1, 30]", "weak": "[0.3, 1]", "strong": "30"}.items()},
        **{f"N{N}.h5": ["case.toml", "--set", "defect.Lambda=[0.1, 0.3]", "--set", UPWIND % N] for N in (3, 5, 7)},
    }

    def test_lists_of_Lambda_join_to_the_single_run(self):
        self.run_for("all.h5", "1.h5", "2.h5")
        self.assert_merged("1.h5", "2.h5")  # in any order
        # Each part continues from Lambda = 0 by itself, so the states agree to steady.tolerance, 1e-10, times the condition.
        self.assert_same("all.h5", 1e-7)
        with h5py.File(self.folder / "merged.h5") as file:
            self.assertEqual(list(file.attrs["merged_files"]), ["1.h5", "2.h5"])
            self.assertEqual(file.attrs["merged_key"], "defect.Lambda")
            self.assertLess(file["residual"][:].max(), 1e-10)
            self.assertEqual(len(file.attrs["converged_reason"]), 3)
            self.assertIn("merge 1.h5 2.h5", file.attrs["command_line"])
            seconds = []
            for name in "1.h5", "2.h5":
                with h5py.File(self.folder / name) as part:
                    names = list(part["timing/phase"].attrs["labels"])
                    seconds.append(part["timing/phase_seconds"][names.index("solve")])
            names = list(file["timing/phase"].attrs["labels"])
            self.assertAlmostEqual(file["timing/phase_seconds"][names.index("solve")], sum(seconds))
        self.assertIn("complete", self.kapitza("show", "merged.h5").stdout)
        self.assert_done(self.start([ROOT / "tools/plot", "merged.h5"]))

    def test_lists_on_chosen_cells_share_an_X(self):
        self.run_for("chosen_all.h5", "chosen_weak.h5", "chosen_strong.h5")
        self.assert_merged("chosen_strong.h5", "chosen_weak.h5")
        # Two ways to the last Lambda: states to the residual of 1e-10 times the condition.
        self.assert_same("chosen_all.h5", 1e-6)
        with h5py.File(self.folder / "merged.h5") as file:
            cells = [file[f"space/grid={i}/face"].size - 1 for i in range(3)]
            self.assertLess(cells[1], cells[2])
            self.assertEqual(file["n"].shape, (3, 2 + 3 * file["space/cell"].size, file["k"].size))
            np.testing.assert_array_equal(file["n"][:, 0], file["n_left"][:])
            # All states are polynomials of the shared cells: at the nodes of its own, each is what was solved for.
            X, own, n = file["X"][1:-1].reshape(-1, 3), file["space/grid=1/X"][:], file["space/grid=1/n"][:]
            for x, row in zip(own, n):
                cell = np.argmin(np.abs(X[:, 1] - x) / (X[:, 2] - X[:, 0]))
                nodes = X[cell]
                weights = [np.prod([(x - b) / (a - b) for b in nodes if b != a]) for a in nodes]
                np.testing.assert_allclose(weights @ file["n"][1, 1 + 3 * cell : 4 + 3 * cell], row, rtol=1e-9, atol=1e-12)

    def test_lists_of_N_extrapolate_to_the_single_run(self):
        self.run_for("N.h5", "N3.h5", "N5.h5", "N7.h5")
        said = self.assert_merged("N7.h5", "N3.h5", "N5.h5")
        self.assert_same("N.h5", 1e-11)
        self.assertIn("1/N -> 0", said)
        with h5py.File(self.folder / "merged.h5") as file, h5py.File(self.folder / "N.h5") as single:
            self.assertEqual(list(file.attrs["converged_reason"]), list(single.attrs["converged_reason"]))
            np.testing.assert_allclose(file["study/limit/density_left"][:], single["n_left"][:].mean(axis=1), rtol=1e-12)
            np.testing.assert_array_equal(file["study/points"][:], [3, 5, 7])
            self.assertEqual(file["study/outgoing_error"].dims[0][0].name, "/study/points")
            residuals = []
            for name in "N3.h5", "N5.h5", "N7.h5":
                with h5py.File(self.folder / name) as part:
                    residuals.append(part["residual"][:])
            np.testing.assert_array_equal(file["residual"][:], np.max(residuals, axis=0))

    def test_lists_of_K_are_tabulated(self):
        self.run_for("coarse.h5", "2.h5", "fine.h5")
        said = self.assert_merged("fine.h5", "coarse.h5", "2.h5")
        with h5py.File(self.folder / "merged.h5") as file, h5py.File(self.folder / "fine.h5") as fine:
            np.testing.assert_array_equal(file["n"][...], fine["n"][...])
            np.testing.assert_array_equal(file["study/points"][:], [16, 32, 64])
            table = file["study/density_center"][:]
            for row, name in enumerate(("coarse.h5", "2.h5", "fine.h5")):
                with h5py.File(self.folder / name) as part:
                    np.testing.assert_allclose(table[row], part["n_center"][:].mean(axis=1), rtol=1e-14)
            error = file["study/outgoing_error"][:]
            self.assertTrue((error[0] > error[1]).all() and (error[1] > 0).all(), error)
            np.testing.assert_array_equal(error[2], 0)
            self.assertIn(f"{table[1, 0]:.8f}", said)

    def test_refuses_parts_that_differ_in_anything_else(self):
        self.run_for("1.h5", "2.h5", "coarse.h5")
        self.assert_not_merged(2, ["1.h5", "coarse.h5"], "more than one key", "momentum.points", "defect.Lambda", "16")
        self.assert_not_merged(2, ["2.h5", "copy.h5"], "copy.h5: no such file")
        shutil.copy(self.folder / "2.h5", self.folder / "copy.h5")
        self.assert_not_merged(2, ["2.h5", "copy.h5"], "same input")
        with h5py.File(self.folder / "copy.h5") as file:
            resolved = file.attrs["input"]
        self.change("copy.h5", input=resolved.replace("max_steps = 500", "max_steps = 400"))
        self.assert_not_merged(2, ["2.h5", "copy.h5"], "cannot be merged", "steady.max_steps", "500", "400")
        self.change("copy.h5", input=resolved.replace("[0.1, 0.3]", "[0.1, 0.4]"))
        self.assert_not_merged(2, ["2.h5", "copy.h5"], "Lambda = 0.1 is in 2.h5 and in copy.h5")

    def test_refuses_another_revision_unless_asked(self):
        self.run_for("1.h5", "2.h5")
        self.change("2.h5", revision="other")
        self.assert_not_merged(2, ["1.h5", "2.h5"], "revision", "other", "--any-revision")
        self.assert_merged("1.h5", "2.h5", "--any-revision", "--overwrite")

    def test_refuses_another_injection_behind_the_same_words(self):
        self.run_for("1.h5", "2.h5")
        with h5py.File(self.folder / "2.h5", "a") as file:
            file["injected/left"][20] *= 1.001  # a table that has been written anew meanwhile
        self.assert_not_merged(2, ["1.h5", "2.h5"], "/injected/left")

    def test_refuses_what_is_no_part(self):
        self.run_for("1.h5", "2.h5")
        self.write("text.h5", "text")
        self.assert_not_merged(3, ["1.h5", "text.h5"], "text.h5: not an HDF5 file")
        with h5py.File(self.folder / "foreign.h5", "w") as file:
            file["x"] = 1
        self.assert_not_merged(2, ["1.h5", "foreign.h5"], "foreign.h5: not a result of kapitza")
        self.assert_not_merged(2, ["1.h5"], "two or more")
        self.assert_not_merged(2, ["1.h5", "1.h5"], "two or more")
        for name in "1.h5", "2.h5":
            self.change(name, kind="cooking")
        self.assert_not_merged(2, ["1.h5", "2.h5"], "'cooking' cannot be merged")

    def test_replaces_no_part(self):
        self.run_for("1.h5", "2.h5")
        done = self.merge("1.h5", "2.h5", "-o", "1.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("read by this run", done.stderr)

    def test_folder_that_cannot_be_written_to(self):
        self.run_for("1.h5", "2.h5")
        done = self.merge("1.h5", "2.h5", "-o", "absent/merged.h5")
        self.assertEqual(done.returncode, 3)
        self.assertNotIn("Traceback", done.stderr)

    def test_partial_parts_make_a_partial_result(self):
        self.run_for("1.h5", "2.h5")
        self.change("2.h5", status="partial")
        self.assert_merged("1.h5", "2.h5")
        with h5py.File(self.folder / "merged.h5") as file:
            self.assertEqual(file.attrs["status"], "partial")

    def test_unphysical_extrapolation_is_a_numerical_failure(self):
        self.run_for("N3.h5", "N5.h5", "N7.h5")
        with h5py.File(self.folder / "N5.h5", "a") as file:
            file["n"][1, 0, 5] *= 50  # its weight is negative
        self.assert_not_merged(1, ["N3.h5", "N5.h5", "N7.h5"], "too coarse", "Lambda = 0.3")


class Linear(Merging):
    runs = {
        "all.h5": ["linear.toml"],
        "1.h5": ["linear.toml", "--set", "defect.Lambda=[0.5, 2]"],
        "2.h5": ["linear.toml", "--set", "defect.Lambda=8"],
        "a.h5": ["linear.toml", "--set", "scan.mu=-1"],
        "b.h5": ["linear.toml", "--set", "scan.mu=[-2, -0.5]"],
        "fine.h5": ["linear.toml", "--set", "momentum.points=64"],
    }

    def test_lists_of_Lambda_and_of_mu_join_to_the_single_run(self):
        self.run_for("all.h5", "1.h5", "2.h5", "a.h5", "b.h5")
        for parts in ("1.h5", "2.h5"), ("a.h5", "b.h5"):
            self.assert_merged(*parts)
            # Every value is computed by itself: rounding of the factorisations.
            self.assert_same("all.h5", 1e-10)
            (self.folder / "merged.h5").unlink()

    def test_lists_of_K_are_tabulated(self):
        self.run_for("all.h5", "fine.h5")
        said = self.assert_merged("fine.h5", "all.h5")
        with h5py.File(self.folder / "merged.h5") as file, h5py.File(self.folder / "all.h5") as coarse:
            np.testing.assert_array_equal(file["study/resistance"][0], coarse["resistance"][...])
            self.assertIn(f"{coarse['conductivity'][0, 1]:.8g}", said)


class Micro(Merging):
    runs = {
        "all.h5": ["micro.toml"],
        "1.h5": ["micro.toml", "--set", "ensemble.first=0", "--set", "ensemble.realisations=2"],
        "2.h5": ["micro.toml", "--set", "ensemble.first=2", "--set", "ensemble.realisations=3"],
        "lengths.h5": ["micro.toml", "--set", "defect.length=[48, 64]"],
        "short.h5": ["micro.toml", "--set", "defect.length=48"],
    }

    def setUp(self):
        super().setUp()
        self.write("micro.toml", TINY_ENSEMBLE)

    def test_realisations_join_to_the_single_run(self):
        self.run_for("all.h5", "1.h5", "2.h5")
        self.assert_merged("2.h5", "1.h5")
        self.assert_same("all.h5", 1e-10)  # the sums are added in another order

    def test_lengths_join_to_the_single_run(self):
        self.run_for("lengths.h5", "short.h5", "all.h5")
        self.assert_merged("short.h5", "all.h5")
        self.assert_same("lengths.h5", 1e-14)


K, WINDOWS, BLOCKS = 8, 3, 12
MICRO = """\
kind = "micro"

[defect]
Lambda = 0.05
length = {length}

[lattice]
sites = {sites}

[time]
blocks = 12

[ensemble]
realisations = {realisations}
seed = 0
first = {first}
"""


class Ensembles(Merging):
    """Files of the layout of the engine, made up here from correlated series whose statistics are computed as defined."""

    def setUp(self):
        super().setUp()
        random = np.random.default_rng(5)
        noise = random.standard_normal((7, BLOCKS, (2 + WINDOWS) * K + 9))
        self.x = np.empty_like(noise)  # [realisation, block, component], each component with a memory of its own
        memory = np.linspace(-0.98, 0.8, noise.shape[2])  # some so alternating that a variance comes out negative
        self.x[:, 0] = noise[:, 0]
        for b in range(1, BLOCKS):
            self.x[:, b] = memory * self.x[:, b - 1] + noise[:, b]
        self.x += 5 + np.arange(noise.shape[2])
        self.trace = 1 + 0.1 * random.standard_normal((7, 4))

    @staticmethod
    def statistics(x):
        """Mean, its standard error, drift and its standard error, by the definitions in micro/measuring/moments.hpp."""
        R, B, components = x.shape
        sign = np.where(np.arange(B) < B // 2, -1, 1)
        X, h = x.mean(axis=(0, 1)), (sign[:, None] * x).mean(axis=(0, 1))

        def covariance(y, j):
            return np.array([sum(y[r, b, i] * y[r, b + j, i] for r in range(R) for b in range(B - j)) / (R * (B - j))
                             for i in range(components)])

        def folded(c, m, w):
            return c[0] * w(0) + 2 * sum(c[j] * w(j) for j in range(1, m + 1))

        lags = range(min(7, B // 2) + 1)
        about_mean, about_halves = x - X, x - X - sign[:, None] * h
        c, c_halves = (np.array([covariance(y, j) for j in lags]) for y in (about_mean, about_halves))
        V, W = np.empty(components), np.empty(components)
        for i in range(components):
            for column, result, halves in (c[:, i], V, False), (c_halves[:, i], W, True):
                m = 0
                while m < len(lags) - 1 and m % 2 == 0 and column[m] + column[m + 1] > 0:
                    m += 2
                m = max(m - 1, 0)

                def variance(m):
                    u, w = (lambda j: (1 - j / B) / (R * B)), (lambda j: (1 - 3 * j / B) / (R * B))
                    one = np.ones(len(lags))
                    if not halves:
                        return folded(column, m, u) / (1 - folded(one, m, u))
                    # Both variances are missing from c': v = a V + b W + sum c' u and w = b V + e W + sum c' w.
                    a, b, e = folded(one, m, u), folded(one, m, w), folded(one, m, lambda j: w(j) ** 2 / u(j))
                    return np.linalg.solve([[1 - a, -b], [-b, 1 - e]], [folded(column, m, u), folded(column, m, w)])[1]

                result[i] = variance(m) if variance(m) >= 0 else variance(0)
        return X, np.sqrt(np.maximum(V, 0)), 2 * h, 2 * np.sqrt(np.maximum(W, 0))

    @staticmethod
    def sums(x):
        R, B, _ = x.shape
        sign = np.where(np.arange(B) < B // 2, -1, 1)[:, None]
        origin = x[0].mean(axis=0)
        y = x - origin
        rows = np.zeros((25, x.shape[2]))
        rows[0], rows[1], rows[2] = origin, y.sum(axis=(0, 1)), (sign * y).sum(axis=(0, 1))
        for j in range(min(7, B // 2) + 1):
            early, late = y[:, :B - j], y[:, j:]
            rows[3 + j] = (early * late).sum(axis=(0, 1))
            if j > 0:
                rows[10 + j] = (early + late).sum(axis=(0, 1))
                rows[17 + j] = (sign[j:] * early + sign[:B - j] * late).sum(axis=(0, 1))
        return rows

    def make(self, name, first, end, length=250, sites=1024):
        x, trace = self.x[first:end], self.trace[first:end]
        mean, error, drift, drift_error = self.statistics(x)
        z = drift / drift_error
        with h5py.File(self.folder / name, "w", track_order=True) as file:
            file.attrs.update(kind="micro", version="1", revision="r", status="complete", start_time="a", end_time="b", ranks=1,
                              hosts=1, command_line="c", compiler="d", libraries="e", seed=0, first=first, length=length,
                              sites=sites, Lambda=0.05, A=0.0, renormalised=0, step=0.2)
            file.attrs["lambda"] = (0.05 / length) ** 0.5
            file.attrs["input"] = MICRO.format(length=length, sites=sites, realisations=end - first, first=first)

            def put(path, values, *scales):
                data = file.create_dataset(path, data=values)
                data.attrs.update(units="1", long_name=path)
                for axis, scale in zip(data.dims, scales):
                    axis.attach_scale(file[scale])
                if not scales and data.ndim == 1:
                    data.make_scale(path.split("/")[-1])

            put("k", (np.arange(K) + 0.5) * 2 * np.pi / K - np.pi)
            put("side", np.arange(2))
            put("wigner/x", length * (np.arange(WINDOWS) - 1.0))
            put("trace/t", np.arange(4.0))
            put("moments/row", np.arange(25))
            put("moments/component", np.arange(x.shape[2]))
            put("injected/left", np.ones(K), "k")
            put("realisations_done", end - first)
            at = 0
            for path, shape, scales in (
                    ("lead_left/n", (K,), ["k"]), ("lead_right/n", (K,), ["k"]), ("wigner/n", (WINDOWS, K), ["wigner/x", "k"]),
                    ("current/number", (2,), ["side"]), ("current/energy", (2,), ["side"]), ("current/number_imbalance", (), []),
                    ("current/energy_imbalance", (), []), ("outgoing/flux", (2,), ["side"]), ("density", (), [])):
                cut = slice(at, at := at + int(np.prod(shape)))
                put(path, mean[cut].reshape(shape), *scales)
                put(f"{path}_stderr", error[cut].reshape(shape), *scales)
                if path.startswith("lead"):
                    put(f"stationarity/{path.split('/')[0]}_z", z[cut], "k")
                if path in ("outgoing/flux", "density"):
                    stem = "stationarity/" + path.split("/")[0]
                    put(f"{stem}_drift", drift[cut].reshape(shape), *scales)
                    put(f"{stem}_drift_stderr", drift_error[cut].reshape(shape), *scales)
                    put(f"{stem}_z", z[cut].reshape(shape), *scales)
                if path == "outgoing/flux":
                    put("outgoing/relative_error", (error[cut] / mean[cut]).max())
            put("trace/density", trace.mean(axis=0), "trace/t")
            one = end - first == 1
            put("trace/squares", ((trace - trace.mean(axis=0)) ** 2).sum(axis=0), "trace/t")
            put("trace/density_stderr", trace[0] * np.nan if one else trace.std(axis=0, ddof=1) / len(trace) ** 0.5, "trace/t")
            put("moments/sums", self.sums(x), "moments/row", "moments/component")

    def test_realisations_join_to_the_single_ensemble(self):
        self.make("all.h5", 0, 7)
        for name, first, end in ("a.h5", 0, 3), ("b.h5", 3, 4), ("c.h5", 4, 7):
            self.make(name, first, end)
        self.assertIn("7 realisations from 0 on", self.assert_merged("c.h5", "a.h5", "b.h5"))
        self.assert_same("all.h5", 1e-9)
        with h5py.File(self.folder / "merged.h5") as file:
            self.assertEqual(file["realisations_done"][()], 7)

    def test_gaps_and_overlaps_are_refused(self):
        for name, first, end in ("a.h5", 0, 3), ("b.h5", 2, 5), ("c.h5", 4, 7):
            self.make(name, first, end)
        self.assert_not_merged(2, ["a.h5", "c.h5"], "a.h5 ends before realisation 3, but c.h5 begins at 4")
        self.assert_not_merged(2, ["a.h5", "b.h5"], "must follow each other")

    def test_cases_join_along_a_list(self):
        self.make("long.h5", 0, 3, length=500, sites=2048)
        self.make("short.h5", 0, 3)
        self.assert_merged("short.h5", "long.h5")
        with h5py.File(self.folder / "merged.h5") as file, h5py.File(self.folder / "long.h5") as long:
            np.testing.assert_array_equal(file["case_length"][:], [250, 500])
            np.testing.assert_array_equal(file["case_sites"][:], [1024, 2048])
            np.testing.assert_array_equal(file["lead_left/n"][1], long["lead_left/n"][:])
            np.testing.assert_array_equal(file["wigner/x"][1], long["wigner/x"][:])
            self.assertEqual([axis[0].name for axis in file["wigner/n"].dims], ["/case", "/wigner/window", "/k"])
            self.assertEqual([axis[0].name for axis in file["moments/sums"].dims], ["/case", "/moments/row", "/moments/component"])
            self.assertIn("length = [250, 500]\n", file.attrs["input"])
            self.assertIn("sites = [1024, 2048]\n", file.attrs["input"])
            self.assertNotIn("length", file.attrs)


if __name__ == "__main__":
    main()
