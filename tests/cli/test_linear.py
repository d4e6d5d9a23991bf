"""Linear response from end to end: Fig. 5 on few momenta, its numbers, any number of ranks, and what is refused."""

import h5py
import numpy as np
from harness import ROOT, Program, arrays, main

SMALL = ["--set", "momentum.points=64", "--set", "collision.accuracy=1e-4"]

# A second of work with a scan, one Lambda and both sides.
SCAN = """\
kind = "linear"

[momentum]
points = 32
scheme = "uniform"
[interaction]
coefficients = { "3" = 6.0 }

[collision]
accuracy = 1e-3

[background]
thermal = { beta = 0.5, mu = -1.0 }

[perturbation]
left = "sin(k)"
right = "0.5*cos(k)"

[defect]
Lambda = [0.5, 20]

[space]
profile_points = 5

[scan]
mu = [-0.5, -1, -10]
"""


class Fig5(Program):
    def setUp(self):
        super().setUp()
        self.fig5 = ROOT / "input/fig5.toml"

    def test_from_end_to_end(self):
        self.assert_done(self.kapitza("run", self.fig5, *SMALL))
        self.assertEqual(self.files(), ["case.toml", "fig5.h5"])
        with h5py.File(self.folder / "fig5.h5") as file:
            self.assertEqual((file.attrs["kind"], file.attrs["status"]), ("linear", "complete"))
            self.assertEqual((file.attrs["beta"], file.attrs["mu"]), (1.0, -1.0))
            k, Lambda, X = file["k"][:], file["Lambda"][:], file["X"][:]
            dn, reflected, transmitted = (file[name][:] for name in ("delta_n", "reflected", "transmitted"))
            kappa, R, total = (file[name][:] for name in ("conductivity", "resistance", "total_resistance"))
            np.testing.assert_allclose(kappa, [[0.60362, 0.3236], [0.3236, 0.83225]], rtol=1e-3)
            np.testing.assert_allclose(R, [[6.6329, -1.6858], [-1.6858, 1.0276]], rtol=1e-3)
            np.testing.assert_allclose(file["background/n"][:], 1 / (k**2 + 1), rtol=1e-14)
            # What enters, what leaves, and the currents, at both ends.
            self.assertEqual((X[0], X[-1]), (0, 1))
            np.testing.assert_allclose(dn[:, 0, k > 0], [np.sin(k[k > 0])] * Lambda.size, atol=1e-12)
            np.testing.assert_allclose(dn[:, -1, k < 0], 0, atol=1e-12)
            np.testing.assert_allclose(dn[:, 0, k < 0], reflected[:, k < 0], atol=1e-14)
            np.testing.assert_allclose(dn[:, -1, k > 0], transmitted[:, k > 0], atol=1e-14)
            self.assertEqual(np.abs(reflected[:, k > 0]).max() + np.abs(transmitted[:, k < 0]).max(), 0)
            currents = np.stack([file["current/number"][:], file["current/energy"][:]], axis=1)
            for column, weight in enumerate([2 * k, 2 * k**3]):
                flow = (dn * weight) @ file["k_weight"][:]
                np.testing.assert_allclose(flow, np.repeat(currents[:, column : column + 1], X.size, 1), atol=1e-11)
            self.assertTrue((file["entropy_production"][:] > 0).all())
            # Transmission falls as 1/Lambda, what is reflected stays away from thermal.
            ratio = np.abs(transmitted[-1]).max() / np.abs(transmitted[-2]).max()
            self.assertAlmostEqual(ratio, Lambda[-2] / Lambda[-1], delta=0.01)
            self.assertGreater(file["reflected_deviation"][:].min(), 0.1)
            # The slab law and its recorded difference.
            law = 2 * R + Lambda[-1] * np.linalg.inv(kappa)
            np.testing.assert_allclose(total[-1], law, rtol=1e-3)
            difference = file["slab_law_difference"][:]
            self.assertLess(difference[-1], 1e-12)
            self.assertGreater(difference[0], 0.05)
            n = file["background/n"][:]
            weight, profile = file["half_space/weight"][:], file["half_space/profile"][:]
            self.assertEqual(np.abs(weight[:, k < 0]).max() + np.abs(profile[:, k > 0]).max(), 0)
            e = np.stack([np.ones_like(k), k**2])
            np.testing.assert_allclose((weight[:, None] * n**2 * e) @ file["k_weight"][:], np.eye(2), atol=1e-9)
            # Smooth up to the zone boundary, next to which rows of an inverse are not.
            bends = np.abs(np.diff(weight[:, k > 2], n=2)).max()
            self.assertLess(bends, 0.1 * np.abs(weight).max())
            for law in "conservation", "detailed_balance", "reciprocity", "resistance_asymmetry":
                self.assertLess(abs(file[f"consistency/{law}"][()]), 2e-3)

        shown = self.kapitza("show", "fig5.h5")
        self.assert_done(shown)
        for part in "linear, complete", "kappa", "eigenvalues", "asymmetry", "slab law", "1000":
            self.assertIn(part, shown.stdout)

    def test_resolved_input_gives_the_same_result(self):
        self.assert_done(self.kapitza("run", self.fig5, *SMALL, "-q", "-o", "one.h5"))
        with h5py.File(self.folder / "one.h5") as file:
            self.write("again.toml", file.attrs["input"])
        self.assert_done(self.kapitza("run", "again.toml", "-q"))
        one, again = arrays(self.folder / "one.h5"), arrays(self.folder / "again.h5")
        np.testing.assert_allclose(one["reflected"], again["reflected"], rtol=1e-10, atol=1e-11)

    def test_check_states_memory_and_time_of_many_momenta(self):
        done = self.kapitza("check", self.fig5, "--set", "momentum.points=1024")
        self.assert_done(done)
        for part in "1024 momenta", "# time: about", "# memory: about", "13 Lambda":
            self.assertIn(part, done.stdout)
        self.assertEqual(self.files(), ["case.toml"])


class Scan(Program):
    def setUp(self):
        super().setUp()
        self.write("case.toml", SCAN)

    def test_any_number_of_ranks_gives_the_same_result(self):
        results = []
        for ranks in 1, 2, 3:
            self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", f"{ranks}.h5", ranks=ranks))
            results.append(arrays(self.folder / f"{ranks}.h5"))
        for other in results[1:]:
            self.assertEqual(sorted(other), sorted(results[0]))
            for name, values in other.items():
                # Not bit by bit: the libraries' rounding depends on where memory lies.
                np.testing.assert_allclose(values, results[0][name], rtol=1e-10, atol=1e-11, err_msg=name)

    def test_scan_agrees_with_cases_of_their_own(self):
        self.assert_done(self.kapitza("run", "case.toml", "-q"))
        scanned = arrays(self.folder / "case.h5")
        self.assertEqual(scanned["scan/mu"].tolist(), [-0.5, -1, -10])
        for i, mu in enumerate([-0.5, -1, -10]):
            background = f"background.thermal={{beta=0.5, mu={mu}}}"
            self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "own.h5", "--set", background))
            own = arrays(self.folder / "own.h5")
            np.testing.assert_allclose(scanned["scan/conductivity"][i], own["conductivity"], rtol=1e-10)
            np.testing.assert_allclose(scanned["scan/resistance"][i], own["resistance"], rtol=1e-10)
        self.assertIn("R_EE", self.kapitza("show", "case.h5").stdout)

    def test_two_sided_perturbations_add_up(self):
        states = []
        for sides in ["0", "0.5*cos(k)"], ["sin(k)", "0"], ["sin(k)", "0.5*cos(k)"]:
            table = "perturbation={{left='{}', right='{}'}}".format(*sides)
            self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "one.h5", "--set", table))
            found = arrays(self.folder / "one.h5")
            states.append(found["delta_n"])
            k = found["k"]
        np.testing.assert_allclose(states[0][:, -1, k < 0], [0.5 * np.cos(k[k < 0])] * 2, atol=1e-12)
        np.testing.assert_allclose(states[0] + states[1], states[2], atol=1e-13)

    def test_table_perturbs_like_the_formula_it_holds(self):
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "first.h5"))
        rows = [f"{k} {np.sin(k)}" for k in arrays(self.folder / "first.h5")["k"]]
        self.write("table.txt", "\n".join(["k dn", *rows]))
        table = "perturbation.left={file='table.txt', dataset='dn'}"
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "second.h5", "--set", table))
        one, two = arrays(self.folder / "first.h5"), arrays(self.folder / "second.h5")
        np.testing.assert_allclose(one["transmitted"], two["transmitted"], atol=1e-12)

    def bounded(self, name, *settings):
        """Every number with its bound: path -> (value, error), and the momenta."""
        words = [word for setting in settings for word in ("--set", setting)]
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", name, *words))
        found = arrays(self.folder / name)
        return {path: (found[path], found[path + "_error"]) for path in found if path + "_error" in found}, found

    def test_errors_cover_a_finer_solution(self):
        for scheme, points, finer in ("panels", 32, 80), ("uniform", 48, 144):
            with self.subTest(scheme=scheme):
                which = f'momentum.scheme="{scheme}"'
                told, found = self.bounded("told.h5", which, f"momentum.points={points}", "collision.accuracy=1e-5")
                best, reference = self.bounded("best.h5", which, f"momentum.points={finer}", "momentum.estimate=false",
                                               "collision.accuracy=1e-6")
                self.assertGreaterEqual(len(told), 15)
                covered, numbers, ratios = 0, 0, []
                for path, (value, error) in told.items():
                    self.assertEqual(value.shape, error.shape)
                    self.assertTrue(np.isnan(best[path][1]).all(), path)
                    truth = best[path][0]
                    if value.shape[-1:] == found["k"].shape:  # functions of k, where their momenta nearly meet
                        near = [np.argmin(np.abs(reference["k"] - k)) for k in found["k"]]
                        meet = np.abs(reference["k"][near] - found["k"]) < 2e-4
                        value, error, truth = value[..., meet], error[..., meet], truth[..., near][..., meet]
                    off = np.abs(value - truth) - 1e-9
                    numbers += off.size
                    covered += np.count_nonzero(off <= error)
                    ratios.extend(error[off > 0] / np.abs(value - truth)[off > 0])
                    scale = np.max(np.abs(truth), initial=0)
                    self.assertLess(np.max(error, initial=0), 0.1 * scale + 1e-9, path)
                self.assertGreaterEqual(covered, 0.95 * numbers)
                self.assertLess(np.median(ratios), 60)
        self.assertIn("errors: at most", self.kapitza("show", "told.h5").stdout)
        self.assertIn("errors: not estimated", self.kapitza("show", "best.h5").stdout)

    def test_shows_the_thermo_electric_coefficients_of_the_bulk_and_of_a_wall(self):
        """As docs/theory.md defines them: J = G (d(beta mu), -d beta), solved here for small d mu and d T."""
        self.write("case.toml", SCAN.split("[scan]")[0])
        self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", "momentum.estimate=false", "--set", "defect.Lambda=1"))
        shown = self.kapitza("show", "case.h5").stdout.splitlines()
        beta, mu = 0.5, -1.0
        found = arrays(self.folder / "case.h5")
        for name, G in ("bulk, times Lambda", found["conductivity"]), ("one wall, of R^{-1}", np.linalg.inv(found["resistance"])):
            G = (G + G.T) / 2  # symmetric by Onsager, up to what few momenta leave
            by_mu = G @ [beta, 0]  # J per d mu, at d T = 0
            by_T = G @ [-mu * beta**2, beta**2]  # J per d T, at d mu = 0, as d beta = -beta^2 d T
            seebeck = by_T[0] / by_mu[0]  # -d mu / d T that keeps J_N at 0
            thermal = (by_T - seebeck * by_mu)[1]  # J_E is J_Q there
            lorenz = thermal * beta / by_mu[0]
            (line,) = (line for line in shown if line.strip().startswith(name))
            told = [float(word) for word in line.strip().removeprefix(name).split()]
            np.testing.assert_allclose(told, [by_mu[0], seebeck, thermal, lorenz, seebeck**2 / lorenz], rtol=1e-3, err_msg=name)

    def test_no_profiles_and_no_scan(self):
        self.write("case.toml", SCAN.split("[scan]")[0].replace("profile_points = 5", "profile_points = 0"))
        self.assert_done(self.kapitza("run", "case.toml", ranks=2))
        found = arrays(self.folder / "case.h5")
        self.assertFalse({"delta_n", "X", "scan/mu"} & set(found))
        self.assertIn("reflected", found)

    def test_mu_out_of_reach_is_named(self):
        # The automatic choice of the auxiliary time ends before a state this close to condensation.
        reach = ["--set", "collision.accuracy=1e-9", "--set", "scan.mu=[-1, -0.0001]"]
        done = self.kapitza("run", "case.toml", *reach, "--set", "momentum.points=64", ranks=2)
        self.assert_refused(done, 2, "error: scan.mu = -0.0001: ", "collision.accuracy", "tau_max")

    def test_refused_input_leaves_no_file(self):
        for old, new, *parts in [
            ("mu = -1.0 }", "mu = 0.1 }", "case.toml:13:", "background.thermal.mu", "below 0"),
            ("mu = -1.0 }", "mu = 0 }", "background.thermal.mu", "below 0"),
            ("thermal = { beta = 0.5, mu = -1.0 }", 'thermal = "1/(k^2+1)"', "background.thermal", "{beta = ..., mu"),
            ('"sin(k)"', '"1/(k-k)"', "case.toml:16:", "perturbation.left", "finite where k > 0"),
            ('"sin(k)"', '{file = "none.h5"}', "perturbation.left", "none.h5"),
            ("[0.5, 20]", "[0.5, -20]", "case.toml:20:", "defect.Lambda", "above 0"),
            ("[0.5, 20]", "0", "defect.Lambda", "above 0"),
            ("[-0.5, -1, -10]", "[-0.5, 1]", "scan.mu", "below 0"),
        ]:
            with self.subTest(new=new):
                self.write("case.toml", SCAN.replace(old, new))
                self.assert_refused(self.kapitza("run", "case.toml"), 2, *parts)
        self.assert_refused(self.kapitza("run", "case.toml", ranks=2), 2, "scan.mu", "below 0")
        self.assert_refused(self.kapitza("check", "case.toml"), 2, "scan.mu", "below 0")

    def test_petsc_options_are_refused(self):
        self.assert_refused(self.kapitza("run", "case.toml", "--", "-ts_max_steps", "5"), 2, "ts_max_steps")

    def test_folder_that_does_not_exist(self):
        for ranks in 1, 2:
            self.assert_refused(self.kapitza("run", "case.toml", "-o", "none/r.h5", ranks=ranks), 3, "none/r.h5")


class Prediction(Program):
    """A nonlinear result beside linear response about its centre."""

    def differences(self, epsilon):
        self.write(
            "case.toml",
            'kind = "boltzmann"\nmomentum.points = 32\nmomentum.scheme = "uniform"\ninteraction.coefficients = { "3" = 6.0 }\n'
            f'[injection]\nleft = "1/(k^2 + 1) + {epsilon}*sin(k)"\n'
            "right = { thermal = { beta = 1, mu = -1 } }\n"
            "[collision]\naccuracy = 1e-5\n[defect]\nLambda = 20\n[space]\ncells = 6\nnodes = 3\n",
        )
        self.assert_done(self.kapitza("run", "case.toml", "-q"))
        shown = self.kapitza("show", "case.h5", "--linear")
        self.assert_done(shown)
        self.assertIn("Lambda = 20 beside linear response", shown.stdout)
        lines = [line.split() for line in shown.stdout.splitlines()]
        return [[float(word) for word in line[1:]] for line in lines if line and line[0] in ("left", "right")]

    def test_outgoing_distribution_differs_at_second_order(self):
        large, small = self.differences(0.08), self.differences(0.04)
        self.assertEqual((len(large), len(small)), (2, 2))
        for wall in range(2):
            self.assertLess(small[wall][0], 0.05 * small[wall][2])
            self.assertGreater(large[wall][0] / small[wall][0], 3)
            np.testing.assert_allclose(small[wall][3:5], small[wall][5:7], rtol=0.12)

    def test_is_for_nonlinear_results(self):
        self.write("case.toml", SCAN)
        self.assert_done(self.kapitza("run", "case.toml", "-q"))
        done = self.kapitza("show", "case.h5", "--linear")
        self.assertEqual(done.returncode, 2)
        self.assertIn('kind "boltzmann"', done.stderr)


class Keys(Program):
    def test_listing_of_the_kind(self):
        listing = self.kapitza("keys", "linear")
        self.assert_done(listing)
        for key in "[background]", "thermal", "[perturbation]", "[scan]", "profile_points", "below 0":
            self.assertIn(key, listing.stdout)
        self.assertNotIn("cells", listing.stdout)


if __name__ == "__main__":
    main()
