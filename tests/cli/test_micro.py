"""The driven field from end to end: what a result holds, any number of ranks, products of lists, and what is refused."""

import os
import tempfile

import h5py
import matplotlib.image
import numpy as np
from harness import ROOT, Program, arrays, main

# FFTW's plans are remembered apart from those of the user, and from run to run of these tests.
CACHE = tempfile.TemporaryDirectory(prefix="kapitza_cache_")
os.environ["XDG_CACHE_HOME"] = CACHE.name

# A tenth of a second of work.
TINY = """\
kind = "micro"
[momentum]
points = 32
[interaction]
coefficients = { "3" = 6.0 }
[injection]
left = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"
[defect]
Lambda = 0.05
length = 20
[lattice]
sites = 512
[reservoir]
width = 100
rate = 0.16
[time]
settle = 100
measure = 200
sample = 5
blocks = 4
[ensemble]
realisations = 3
[wigner]
windows = 4
"""
# Scales an example of the folder input/ down to the size above, whatever it describes.
SCALED = {
    "momentum.points": 32, "lattice.sites": 1024, "reservoir.width": 100, "reservoir.rate": 0.16, "time.settle": 50,
    "time.measure": 80, "time.blocks": 4, "time.sample": 5, "ensemble.realisations": 2, "wigner.windows": 4,
}  # fmt: skip


def settings(**values):
    return [word for key, value in values.items() for word in ("--set", f"{key.replace('__', '.')}={value}")]


class Micro(Program):
    def setUp(self):
        super().setUp()
        self.write("case.toml", TINY)

    def run_case(self, *arguments, ranks=1, name="case.h5"):
        done = self.kapitza("run", "case.toml", "-q", "-o", name, *arguments, ranks=ranks)
        self.assert_done(done)
        return arrays(self.folder / name)

    def assert_same(self, one, other):
        self.assertEqual(sorted(one), sorted(other))
        for name, values in one.items():
            np.testing.assert_array_equal(values, other[name], err_msg=name)


class Result(Micro):
    def test_from_end_to_end(self):
        self.assert_done(self.kapitza("run", "case.toml", ranks=2))
        self.assertEqual(self.files(), ["case.h5", "case.toml"])
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual((file.attrs["kind"], file.attrs["status"]), ("micro", "complete"))
            for name, value in ("A", 0), ("seed", 0), ("first", 0), ("length", 20), ("sites", 512), ("step", 0.2):
                self.assertEqual(file.attrs[name], value, name)
            self.assertEqual(file.attrs["Lambda"], 0.05)
            y = (np.arange(512) - 256) / 20
            D = (np.tanh((y + 0.5) / 0.05) - np.tanh((y - 0.5) / 0.05)) / 2
            self.assertAlmostEqual(file.attrs["lambda"], np.sqrt(0.05 / (D**2).sum()), places=7)
            self.assertAlmostEqual(file.attrs["Gamma"], 16, places=9)
            k = file["k"][:]
            np.testing.assert_allclose(k, (np.arange(32) + 0.5) * 2 * np.pi / 32 - np.pi, rtol=1e-14)
            n_in = 0.15 + 1.6 * np.exp(-(((np.abs(k) - 1.2) / 0.4) ** 2))
            np.testing.assert_allclose(file["injected/left"][:], n_in, rtol=1e-13)
            np.testing.assert_allclose(file["injected/right"][:], n_in[::-1], rtol=1e-13)
            for name in "lead_left/n", "lead_right/n":
                n, error = file[name][:], file[f"{name}_stderr"][:]
                self.assertEqual(n.shape, (32,))
                self.assertTrue((n > 0).all() and (error > 0).all())
                self.assertLess(abs(n.mean() / n_in.mean() - 1), 0.3)
            self.assertEqual(file["wigner/n"].shape, (4, 32))
            np.testing.assert_array_equal(file["wigner/x"][:], [-191.5, -63.5, 64.5, 192.5])
            np.testing.assert_array_equal(file["wigner/n"].dims[0][0][:], file["wigner/x"][:])
            left, right = file["lead_left/x"][()], file["lead_right/x"][()]
            self.assertTrue(-156 < left < -20 and 20 < right < 156)
            # The currents are those of the occupations, the imbalance is their difference.
            for name, weight in ("number", 2 * k), ("energy", 2 * k**3):
                current = file[f"current/{name}"][:]
                flow = [(file[f"lead_{side}/n"][:] * weight).mean() for side in ("left", "right")]
                np.testing.assert_allclose(current, flow, rtol=1e-10, atol=1e-12)
                self.assertAlmostEqual(file[f"current/{name}_imbalance"][()], current[0] - current[1], places=11)
            out = [(file["lead_left/n"][:] * -2 * k)[k < 0].sum() / 32, (file["lead_right/n"][:] * 2 * k)[k > 0].sum() / 32]
            np.testing.assert_allclose(file["outgoing/flux"][:], out, rtol=1e-10)
            self.assertEqual(file["realisations_done"][()], 3)
            t, rho = file["trace/t"][:], file["trace/density"][:]
            self.assertTrue((np.diff(t) > 0).all() and 0 < t[0] and t[-1] <= 300)
            self.assertAlmostEqual(rho[t > 100].mean() / file["density"][()], 1, delta=0.02)
            self.assertEqual(file["moments/sums"].shape, (len(file.attrs["moments_rows"]), file["moments/component"].size))
            self.assertEqual(list(file["timing/phase"].attrs["labels"]), ["set-up", "planning", "realisations", "output"])
            self.assertNotIn("case", file)
            self.assertNotIn("step_difference", file)
        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        for part in "micro, complete", "L = 20", "left lead, out", "outgoing flux", "left - right: z =", "drift":
            self.assertIn(part, shown.stdout)
        self.assertNotIn("nan", shown.stdout)
        self.assert_done(self.start([ROOT / "tools/plot", "case.h5", "-o", "case.png"]))
        self.assertGreater(matplotlib.image.imread(self.folder / "case.png")[..., :3].std(), 0.1)

    def test_that_is_not_stationary_is_warned_of(self):
        # From the empty lattice on the field still fills up: what enters on both sides has not yet come through.
        done = self.kapitza("run", "case.toml", *settings(time__settle=0, time__measure=80, ensemble__realisations=20))
        self.assert_done(done)
        shown = self.kapitza("show", "case.h5").stdout
        with h5py.File(self.folder / "case.h5") as file:
            z = file["current/number_imbalance"][()] / file["current/number_imbalance_stderr"][()]
        for doubt in "a drift of more than 3 standard errors", f"right lead differ by {abs(z):.1f} standard errors":
            self.assertIn(doubt, shown)
            self.assertIn(doubt, done.stderr)
            self.assertLess(done.stderr.index("written to"), done.stderr.index(doubt))
        self.assertGreater(abs(z), 5)

    def test_opens_in_xarray_with_coordinates(self):
        try:
            import xarray
        except ImportError:
            self.skipTest("this python3 has no xarray")
        self.run_case(*settings(defect__renormalised="[false, true]"))
        path = self.folder / "case.h5"
        with xarray.open_dataset(path) as root:
            self.assertEqual(root["k"].size, 32)
            self.assertEqual(root["case_renormalised"].dims, ("case",))
        for group, dims in ("lead_left", ("case", "k")), ("wigner", ("case", "window", "k")):
            with xarray.open_dataset(path, group=group) as data:
                self.assertEqual(data["n"].dims, dims)
                self.assertEqual(data["n_stderr"].attrs["units"], "1")

    def test_any_number_of_ranks_gives_the_same_bits(self):
        arguments = settings(ensemble__realisations=5, time__compare_half_step="true")
        one = self.run_case(*arguments)
        self.assertEqual(one["step_difference/left"].shape, (32,))
        self.assertGreater(np.abs(one["step_difference/left"]).max(), 0)
        for ranks in 2, 3, 4:
            self.assert_same(one, self.run_case(*arguments, ranks=ranks, name=f"{ranks}.h5"))

    def test_ranks_that_share_a_lattice_give_the_same_up_to_rounding(self):
        short = settings(time__settle=20, time__measure=40)
        one = self.run_case(*short)
        two = self.run_case(*short, *settings(ensemble__ranks_per_realisation=2), ranks=4, name="two.h5")
        np.testing.assert_allclose(two["lead_left/n"], one["lead_left/n"], rtol=1e-8)
        np.testing.assert_allclose(two["wigner/n"], one["wigner/n"], rtol=1e-8)

    def test_seed_and_first_realisation_choose_the_noise(self):
        one = self.run_case()["lead_left/n"]
        self.assertGreater(np.abs(self.run_case(*settings(ensemble__seed=1))["lead_left/n"] - one).max(), 1e-3)
        parts = [self.run_case(*settings(ensemble__first=i, ensemble__realisations=n)) for i, n in ((0, 1), (1, 2))]
        both = (parts[0]["lead_left/n"] + 2 * parts[1]["lead_left/n"]) / 3
        np.testing.assert_allclose(both, one, rtol=1e-12)

    def test_resolved_input_gives_the_same_result(self):
        one = self.run_case(*settings(time__sample=4.93, time__measure=199, time__settle=99.95))
        with h5py.File(self.folder / "case.h5") as file:
            self.write("case.toml", file.attrs["input"])
            for line in "sample = 5.0\n", "measure = 200.0\n", "settle = 100.0\n", "step = 0.2\n":
                self.assertIn(line, file.attrs["input"])
        self.assert_same(one, self.run_case(name="again.h5"))

    def test_each_side_injects_what_it_is_given(self):
        # Without a defect both leads carry n_in(k), k > 0 from the left and k < 0 from the right, with equal currents.
        found = self.run_case(*settings(
            defect="{lambda = 0, length = 20}", injection__left="2 + sin(k)", injection__right="0.5 + 0*k",
            time__settle=600, ensemble__realisations=24), ranks=2)  # fmt: skip
        k = found["k"]
        n_in = np.where(k > 0, 2 + np.sin(k), 0.5)
        inside = (np.abs(k) > 0.5) & (np.abs(k) < 2.6)
        for lead in "lead_left", "lead_right":
            z = (found[f"{lead}/n"] / n_in - 1)[inside] / (found[f"{lead}/n_stderr"] / n_in)[inside]
            self.assertLess(np.sqrt((z**2).mean()), 2)  # 1 expected; neighbours are correlated, each error is known to 15 %
            self.assertAlmostEqual((found[f"{lead}/n"] / n_in)[inside].mean(), 1, delta=0.1)
        self.assertGreater(found["current/number"].min(), 1)

    def test_stops_at_the_target(self):
        found = self.run_case(*settings(ensemble__realisations=50, ensemble__target=0.5))
        self.assertLess(found["realisations_done"], 10)
        self.assertLess(found["outgoing/relative_error"], 0.5)
        with h5py.File(self.folder / "case.h5") as file:
            self.assertEqual(file.attrs["status"], "complete")


class Lists(Micro):
    def test_products_are_cases_in_order(self):
        lists = settings(defect="{length = [20, 30], Lambda = [0.02, 0.05], renormalised = [false, true]}",
                         lattice__sites="[512, 640]", ensemble__realisations=2)  # fmt: skip
        found = self.run_case(*lists, ranks=2)
        self.assertEqual(found["case_length"].tolist(), [20] * 4 + [30] * 4)
        self.assertEqual(found["case_sites"].tolist(), [512] * 4 + [640] * 4)
        self.assertEqual(found["case_Lambda"].tolist(), [0.02, 0.02, 0.05, 0.05] * 2)
        self.assertEqual(found["case_renormalised"].tolist(), [0, 1] * 4)
        k, n_in = found["k"], found["injected/left"]
        self.assertEqual(found["case_A"][0], 0)
        self.assertAlmostEqual(found["case_A"][1], -18 * n_in.mean() ** 2, places=10)
        np.testing.assert_array_equal(found["wigner/x"][[0, 4]], [[-191.5, -63.5, 64.5, 192.5], [-239.5, -79.5, 80.5, 240.5]])
        own = self.run_case(*settings(defect="{length = 30, Lambda = 0.02, renormalised = true}", lattice__sites=640,
                                      ensemble__realisations=2), name="own.h5")  # fmt: skip
        for name in "lead_left/n", "lead_right/n_stderr", "wigner/n", "current/energy", "trace/density", "moments/sums":
            np.testing.assert_array_equal(found[name][5], own[name], err_msg=name)
        self.assertEqual(k.shape, own["lead_left/n"].shape)
        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        self.assertEqual(shown.stdout.count("number current"), 8)
        self.assert_done(self.start([ROOT / "tools/plot", "case.h5"]))
        for name in "case.png", "case.pdf":
            self.assertIn(name, self.files())

    def test_coupling_and_profile_by_hand(self):
        found = self.run_case(*settings(
            defect="{length = 20, lambda = [0.1, 0.2], profile = 'exp(-y^2)', A = -2.5}", ensemble__realisations=1))
        self.assertEqual(found["case_lambda"].tolist(), [0.1, 0.2])
        np.testing.assert_allclose(found["case_Lambda"], np.array([0.01, 0.04]) * 20 * np.sqrt(np.pi / 2), rtol=1e-9)
        self.assertEqual(found["case_A"].tolist(), [-2.5, -2.5])
        box = self.run_case(*settings(defect="{length = 20, lambda = [0.1, 0.2], profile = 'box'}"), name="box.h5")
        np.testing.assert_allclose(box["case_Lambda"], np.array([0.01, 0.04]) * 20, rtol=1e-12)


class Refusals(Micro):
    def assert_case_refused(self, arguments, *parts, ranks=1):
        self.assert_refused(self.kapitza("run", "case.toml", *arguments, ranks=ranks), 2, *parts)
        if ranks == 1:
            self.assert_refused(self.kapitza("check", "case.toml", *arguments), 2, *parts)

    def test_bad_input_is_named_with_what_is_allowed(self):
        for arguments, *parts in [
            (settings(reservoir__width=250), "reservoir.width", "overlaps the defect", "at most", "lattice.sites"),
            (settings(reservoir__width=256), "reservoir.width", "found 256 on a ring of 512", "below 256"),
            (settings(reservoir__width=210), "lattice.sites", "sites between reservoir and defect", "momentum.points = 32"),
            (settings(defect__length=600), "defect.length", "found 600 on a ring of 512 sites"),
            (settings(defect__smoothing=5), "defect.smoothing"),
            (settings(momentum__points=514), "momentum.points", "windows of 514 sites on a ring of 512"),
            (settings(time__step=0.22), "time.step: found 0.22; allowed: below 0.212207", "0.2 is safe"),
            (settings(time__measure=0), "time.measure: found 0", "above 0"),
            (settings(time__measure=5), "time.measure: found 5", "at least blocks * sample = 4 * 5 = 20"),
            (settings(time__blocks=5), "time.blocks: found 5", "even"),
            (settings(injection__left="1/(k-k)"), "injection.left", "inf"),
            (settings(injection__left="1e308*exp(abs(k))"), "injection.left"),
            (settings(injection__right="{file='none.h5'}"), "injection.right", "none.h5"),
            (settings(defect__profile="1/(y-y)"), "defect.profile"),
            (settings(defect__profile="y-y"), "defect.profile"),
            (settings(defect__renormalised="true", defect__A=1), "defect.A"),
            (settings(defect__lambda=0.1), "defect.lambda: given beside defect.Lambda"),
            (settings(lattice__sites="[512, 640]"), "lattice.sites: found 2 values beside 1 of defect.length"),
        ]:
            with self.subTest(arguments=arguments):
                self.assert_case_refused(arguments, *parts)

    def test_all_findings_at_once(self):
        arguments = settings(time__step=0.5, reservoir__width=250, injection__right="{file='none.h5'}")
        self.assert_case_refused(arguments, "time.step", "reservoir.width", "none.h5")
        for ranks in 2, 4:
            arguments = settings(time__step=0.5, ensemble__realisations=1)
            self.assert_case_refused(arguments, "time.step", f"ensemble.realisations: found 1 for {ranks} groups", ranks=ranks)

    def test_findings_stand_where_the_key_stands(self):
        self.write("case.toml", TINY.replace("settle = 100", "settle = 100\nstep = 1"))
        self.assert_case_refused([], "case.toml:18:8: time.step: found 1")

    def test_ranks_that_cannot_be_dealt(self):
        shared = settings(ensemble__ranks_per_realisation=2)
        self.assert_case_refused(shared, "ensemble.ranks_per_realisation: found 2 on 3 ranks", "a divisor", ranks=3)
        split = settings(ensemble__ranks_per_realisation=4, lattice__sites=514)
        self.assert_case_refused(split, "lattice.sites", "cannot be split over 4 ranks", "multiples of 16", ranks=4)

    def test_petsc_options_are_refused(self):
        self.assert_refused(self.kapitza("run", "case.toml", "--", "-ts_max_steps", "5"), 2, "ts_max_steps")

    def test_folder_that_does_not_exist(self):
        for ranks in 1, 2:
            self.assert_refused(self.kapitza("run", "case.toml", "-o", "none/r.h5", ranks=ranks), 3, "none/r.h5")


class Words(Micro):
    def test_check_states_cost_and_runs_nothing(self):
        done = self.kapitza("check", "case.toml")
        self.assert_done(done)
        for part in ("step = 0.2\n", "# time: about", "# memory: about", "1500 time steps of 0.2", "2.3e+06 site-steps in all",
                     "lambda = 0.05", "Gamma = 16", "mean injected density"):  # fmt: skip
            self.assertIn(part, done.stdout)
        self.assertEqual(self.files(), ["case.toml"])
        # The right-moving half of what the left injects, the left-moving half of what the right does.
        sided = self.kapitza("check", "case.toml", *settings(injection__left="2 + sin(k)", injection__right="0.5 + 0*k"))
        density = float(sided.stdout.split("mean injected density ")[1].split()[0])
        self.assertAlmostEqual(density, 1.25 + 1 / np.pi, delta=1e-3)

    def test_warns_of_what_runs_badly(self):
        for arguments, *parts in [
            (settings(reservoir__rate=0.02), "reservoir: ", "reservoir.width of"),
            (settings(reservoir__width=12, reservoir__rate=2), "reflects carriers below", "reservoir.width of"),
            (settings(defect="{length = 20, lambda = 3}"), "time.step = 0.2", "lambda max|D| |V'| dt"),
        ]:
            with self.subTest(arguments=arguments):
                checked = self.kapitza("check", "case.toml", *arguments)
                self.assert_done(checked)
                done = self.kapitza("run", "case.toml", *arguments)
                self.assert_done(done)
                for part in parts:
                    self.assertIn(part, done.stderr)
                    self.assertIn(part, checked.stdout)
        self.assertNotIn("warning", self.kapitza("run", "case.toml", "-o", "good.h5").stderr)

    def test_width_that_is_recommended_is_good(self):
        warned = self.kapitza("check", "case.toml", *settings(reservoir__rate=0.1)).stdout
        width = warned.split("reservoir.width of ")[1].split()[0]
        done = self.kapitza("check", "case.toml", *settings(reservoir__rate=0.1, reservoir__width=width))
        self.assert_done(done)
        self.assertNotIn("WARNING", done.stdout)

    def test_width_for_a_weak_reservoir_is_known_at_once(self):
        for rate, advice in (1e-5, "reservoir.width of "), (1e-12, "must change"), (1e-300, "must change"):
            done = self.kapitza("check", "case.toml", *settings(reservoir__rate=rate), timeout=60)  # a search took minutes
            self.assert_done(done)
            self.assertIn(advice, done.stdout)

    def test_listing_of_the_kind(self):
        listing = self.kapitza("keys", "micro")
        self.assert_done(listing)
        for key in "[reservoir]", "renormalised  (default: false)", "compare_half_step", "planning", "ranks_per_realisation":
            self.assertIn(key, listing.stdout)
        self.assertNotIn("cells", listing.stdout)


class Examples(Program):
    def test_run_when_scaled_down(self):
        for name, changes in [
            ("micro_quickstart", {"defect.length": 20}),
            ("fig2", {"defect.lambda": "[0.1, 3]", "defect.length": "[20, 40]"}),
            ("fig3", {"defect.length": "[20, 40]"}),
            ("fig3_small", {"defect.length": "[20, 40]"}),
        ]:
            with self.subTest(name=name):
                changes = {**SCALED, **changes}
                words = [word for key, value in changes.items() for word in ("--set", f"{key}={value}")]
                self.assert_done(self.kapitza("run", ROOT / f"input/{name}.toml", "-q", *words, ranks=2))
                with h5py.File(self.folder / f"{name}.h5") as file:
                    self.assertEqual(file.attrs["status"], "complete")
                    self.assertTrue(np.isfinite(file["lead_left/n"][...]).all())
                self.assert_done(self.start([ROOT / "tools/plot", f"{name}.h5", "-o", f"{name}.png"]))
                self.assertIn(f"{name}.png", self.files())

    def test_are_valid_as_they_are(self):
        for name in "micro_quickstart", "fig2", "fig3", "fig3_small":
            done = self.kapitza("check", ROOT / f"input/{name}.toml")
            self.assert_done(done)
            self.assertNotIn("WARNING", done.stdout, name)

    def test_kinetic_prediction_is_laid_over(self):
        words = [word for key, value in SCALED.items() for word in ("--set", f"{key}={value}")]
        field = ["--set", "defect.length=[20, 40]"]
        self.assert_done(self.kapitza("run", ROOT / "input/fig3_small.toml", "-q", *words, *field))
        coarse = ["--set", "momentum.points=32", "--set", "space.cells=3", "--set", "collision.accuracy=1e-3"]
        self.assert_done(self.kapitza("run", ROOT / "input/fig3_kinetic.toml", "-q", *coarse))
        pictures = []
        for overlay in [], ["fig3_kinetic.h5"], ["--kinetic", "fig3_kinetic.h5"]:
            done = self.start([ROOT / "tools/plot", "fig3_small.h5", *overlay, "--panel", "left_lead", "-o", "fig3_small.png"])
            self.assert_done(done)
            pictures.append(matplotlib.image.imread(self.folder / "fig3_small.png"))
        np.testing.assert_array_equal(pictures[1], pictures[2])
        self.assertFalse(np.array_equal(pictures[0], pictures[1]))
        done = self.start([ROOT / "tools/plot", "fig3_kinetic.h5", "fig3_small.h5"])
        self.assertEqual(done.returncode, 2)
        self.assertIn("fig3_small.h5: kind = 'micro' cannot be drawn (known: boltzmann)", done.stderr)


if __name__ == "__main__":
    main()
