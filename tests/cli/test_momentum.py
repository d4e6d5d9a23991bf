"""Momenta on panels, from the input to the file and back."""

import h5py
import numpy as np
from harness import INJECTION, ROOT, Program, main
from kapitza.momenta import Momenta, read_momenta
from kapitza.results import Reader

CASE = f"""\
kind = "boltzmann"
[interaction]
coefficients = {{ "3" = 6.0 }}
[collision]
accuracy = 1e-3
[injection]
left = "{INJECTION}"
[defect]
Lambda = 0.3
[space]
cells = 4
nodes = 3
"""
STEP = CASE.replace(INJECTION, "abs(k) < 1.3 ? 1.0 - 0.2*abs(k) : 0.4")


def options(*settings):
    return [word for setting in settings for word in ("--set", setting)]


class Panels(Program):
    def result(self, case, *settings):
        self.write("case.toml", case)
        self.assert_done(self.kapitza("run", "case.toml", "-q", *settings))
        return h5py.File(self.folder / "case.h5")

    def test_are_chosen_and_their_weights_give_every_integral(self):
        with self.result(CASE) as file:
            k, weight = file["k"][:], file["k_weight"][:]
            self.assertEqual(k.size, 64)
            np.testing.assert_allclose(file["k_break"][:], [-np.pi, 0, np.pi], rtol=1e-15)
            nodes, weights = np.polynomial.legendre.leggauss(32)
            np.testing.assert_allclose(k[32:], np.pi * (nodes + 1) / 2, rtol=1e-13)
            np.testing.assert_allclose(weight[32:], weights / 4, rtol=1e-12)
            np.testing.assert_allclose(file["density"][:], file["n"][:] @ weight, rtol=1e-14)
            np.testing.assert_allclose(file["energy"][:], file["n"][:] @ (weight * k**2), rtol=1e-14)
            self.assertLess(file["flatness/number"][:].max(), 1e-12)
            self.assertLess(file["flatness/energy"][:].max(), 1e-12)
            rho = file["n_left"][0] @ weight
        shown = self.kapitza("show", "case.h5")
        self.assert_done(shown)
        self.assertIn("64 momenta", shown.stdout)
        self.assertIn(f"{rho:.4f}", shown.stdout)

    def test_agree_with_many_uniform_momenta(self):
        with self.result(CASE) as file:
            panels = [file[name][0] @ file["k_weight"][:] for name in ("n_left", "n_center")]
        with self.result(CASE, "--set", "momentum.scheme=uniform", "--set", "momentum.points=256", "--overwrite") as file:
            self.assertNotIn("k_break", file)
            np.testing.assert_allclose(file["k_weight"][:], 1 / 256, rtol=1e-15)
            np.testing.assert_allclose(panels, [file[name][0].mean() for name in ("n_left", "n_center")], rtol=2e-4)

    def test_end_where_a_formula_steps(self):
        with self.result(STEP) as file:
            np.testing.assert_allclose(file["k_break"][:], [-np.pi, -1.3, 0, 1.3, np.pi], rtol=1e-15)
            self.assertLess(file["flatness/number"][:].max(), 1e-12)
            self.assertGreater(file["n"][:].min(), 0)

    def test_are_drawn_by_the_polynomials_of_the_panels(self):
        with self.result(CASE, "--set", "momentum.points=96") as file:  # with a break, and a root at the zone boundary
            momenta = read_momenta(Reader(file, "case.h5"))
            injected = momenta.values(file["injected/left"][:])
        self.assertEqual(momenta.breaks.size, 5)
        self.assertGreater(momenta.k.size, 390)
        np.testing.assert_allclose(injected, 0.15 + 1.6 * np.exp(-(((np.abs(momenta.k) - 1.2) / 0.4) ** 2)), atol=2e-5)
        # What each panel holds exactly: polynomials, of the root where the nodes are those of a root; and what jumps at k = 0.
        outer = np.abs(momenta.nodes) > momenta.breaks[-2]

        def exact(k, outer):
            return np.sign(k) + np.where(outer, np.sqrt(np.pi - np.abs(k)) ** 7, k**5)

        shape = exact(momenta.nodes, outer)
        np.testing.assert_allclose(momenta.values(shape), exact(momenta.k, np.abs(momenta.k) > momenta.breaks[-2]), rtol=1e-11, atol=1e-11)
        np.testing.assert_allclose(momenta.values(shape, momenta.nodes[[0, 30, 95]]), shape[[0, 30, 95]], rtol=1e-13)

    def test_that_are_uniform_are_drawn_as_they_are(self):
        k = -np.pi + (np.arange(64) + 0.5) * np.pi / 32
        n = np.sign(k) + k**2
        momenta = Momenta(k)
        np.testing.assert_array_equal(momenta.values(n), n)
        between = np.array([-3.0, -0.05, 0.05, 1.0])
        np.testing.assert_allclose(momenta.values(n, between), np.sign(between) + between**2, rtol=1e-12)

    def test_that_do_not_resolve_the_injection_are_refused_or_warned_of(self):
        self.write("case.toml", CASE)
        done = self.kapitza("run", "case.toml", "--set", "momentum.points=16")
        self.assertEqual(done.returncode, 2)
        for part in "momentum.points: found 16", "turns negative near k =", 'momentum.scheme = "uniform"':
            self.assertIn(part, done.stderr)
        done = self.kapitza("check", "case.toml", "--set", "momentum.points=44")
        self.assert_done(done)
        self.assertIn("# WARNING: momentum.points = 44: what is injected is off by", done.stdout)
        self.assertNotIn("WARNING: momentum", self.kapitza("check", "case.toml").stdout)

    def test_of_a_rough_table_give_way_to_uniform_ones(self):
        k = (np.arange(400) + 0.5) * np.pi / 400
        noise = np.random.default_rng(5).normal(size=k.size)
        np.savetxt(self.folder / "rough.txt", np.stack([k, 0.5 + 0.01 * noise], axis=1))
        self.write("case.toml", CASE.replace(f'"{INJECTION}"', '{ file = "rough.txt" }'))
        done = self.kapitza("check", "case.toml")
        self.assert_done(done)
        self.assertIn("480 momenta", done.stdout)
        self.assertIn("too rough for panels near k =", done.stdout)
        # The errors know what a third of them has in common with all.
        few = "space.nodes=2", "collision.tau_max=4"
        self.assert_done(self.kapitza("run", "case.toml", "-q", *options(*few)))
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "fewer.h5", *options(*few, "momentum.scheme=uniform", "momentum.points=160")))
        with h5py.File(self.folder / "case.h5") as file, h5py.File(self.folder / "fewer.h5") as fewer:
            np.testing.assert_allclose(file["k"][1::3], fewer["k"][:], rtol=1e-12)
            for place in "n_left", "n_center", "n_right":
                moved = np.abs(file[place][0, 1::3] - fewer[place][0])
                self.assertTrue((file[f"{place}_error"][0, 1::3] >= moved * (1 - 1e-4) - 1e-9).all(), place)
                self.assertGreater(moved.max(), 1e-3, place)
                of_cut_off = file[f"collision/difference_{place[2:]}"][:]
                self.assertLess((file[f"{place}_error"][:] - of_cut_off).max(), 2 * moved.max(), place)
                self.assertLess(of_cut_off.max(), 2 * moved.max(), place)

    def test_paper_scheme_needs_uniform_ones(self):
        self.write("case.toml", CASE.replace("accuracy = 1e-3", 'scheme = "paper"') + '[steady]\nmethod = "march"\n')
        done = self.kapitza("check", "case.toml", "--set", "momentum.scheme=panels", "--set", "space={scheme=\"upwind\", points=5}")
        self.assertEqual(done.returncode, 2)
        self.assertIn('momentum.scheme: found "panels"; allowed: "uniform"', done.stderr)


if __name__ == "__main__":
    main()
