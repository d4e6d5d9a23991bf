"""Pictures of the driven field, drawn from files that are made up here."""

import h5py
import matplotlib.image
import numpy as np
from harness import ROOT, Program, main
from kapitza import plotting, results
from kapitza.plotting import sheet
from kapitza.plotting.kinds import micro

K, W, T = 32, 5, 10
k = (np.arange(K) + 0.5) * 2 * np.pi / K - np.pi
n_in = np.where(k > 0, 2.0, 1.0)


def write(path, length, coupling, renormalised):
    """A file of the layout of the engine, one case for each entry; what leaves exceeds n_in by the coupling at |k| = pi/2."""
    cases = len(length)
    bump = np.exp(-((np.abs(k) - np.pi / 2) ** 2) * 20)
    values = {
        "lead_left/n": n_in + np.outer(coupling, bump * (k < 0)),
        "lead_right/n": n_in + np.outer(coupling, bump * (k > 0)),
        "wigner/x": np.outer(length, np.linspace(-2, 2, W)),
        "wigner/n": np.broadcast_to(n_in, (cases, W, K)),
        "trace/density": np.full((cases, T), n_in.mean()),
    }
    with h5py.File(path, "w") as file:
        file.attrs.update(kind="micro", settle=3.0)
        file["k"], file["trace/t"] = k, np.arange(T) + 0.5
        file["injected/left"], file["injected/right"] = np.full(K, 2.0), np.full(K, 1.0)
        parameters = {"length": length, "lambda": coupling, "Lambda": np.square(coupling) * length, "renormalised": renormalised}
        if cases > 1:
            file["case"] = np.arange(cases)
            for name, column in parameters.items():
                file[f"case_{name}"] = np.asarray(column)
        else:
            file.attrs.update({name: column[0] for name, column in parameters.items()})
        for name, array in values.items():
            file[name] = array if cases > 1 else array[0]
            if name != "wigner/x":
                file[f"{name}_stderr"] = np.full_like(file[name][...], 0.01)


def kinetic(path, Lambda, n=1.0, length=None, A=0.0):
    with h5py.File(path, "w") as file:
        file.attrs["kind"] = "boltzmann"
        rows = len(Lambda)
        file.attrs["input"] = '[space]\nscheme = "upwind"\n'
        file["Lambda"], file["k"], file["X"] = Lambda, k, [0.25, 0.75]
        file["n"] = np.ones((rows, 2, K))
        for name in "n_left", "n_right", "n_center":
            file[name] = np.full((rows, K), n)
        if length:
            file["defect_length"], file["defect_A"] = float(length), A
        file["injected/left"], file["injected/right"] = np.ones(K), np.ones(K)
        file["outgoing_thermal/n"] = np.ones((2, K))
        file["thermal_center/beta"] = file["thermal_center/mu"] = np.full(rows, np.nan)  # no thermal state is near


class PlotMicro(Program):
    def plot(self, *arguments):
        done = self.start([ROOT / "tools/plot", "case.h5", *arguments])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def field(self):
        with h5py.File(self.folder / "case.h5") as file:
            return micro.read(results.Reader(file, "case.h5"))

    def test_draws_one_case_and_several(self):
        write(self.folder / "case.h5", [100], [0.1], [1])
        self.assertEqual(self.plot(), ["case.png", "case.pdf"])
        write(self.folder / "case.h5", [100, 100, 200, 200], [0.1, 0.1, 0.05, 0.05], [0, 1, 0, 1])
        self.assertEqual(self.plot(), ["case.png", "case.pdf"])

    def sheet(self, *names, width=7):
        panels = plotting.panels_of(self.folder / "case.h5", names=names)
        return panels, sheet.draw(panels, width)

    def test_draws_the_deviation_where_couplings_vary(self):
        for coupling, drawn in ([0.1, 0.1], False), ([0.0, 0.4], True):
            write(self.folder / "case.h5", [100, 100], coupling, [0, 1])
            panels, _ = self.sheet()
            self.assertEqual("deviation" in [panel.name for panel in panels], drawn)

    def test_products_are_small_multiples(self):
        for length, coupling, renormalised, frames in [
            ([100, 200], [0.1, 0.05], [0, 0], 1),
            ([100, 100], [0.1, 0.1], [0, 1], 2),
            ([100, 100, 200, 200], [0.1, 0.2, 0.1, 0.2], [0, 0, 0, 0], 2),
            ([100, 100, 200, 200] * 2, [0.1, 0.2, 0.1, 0.2] * 2, [0] * 4 + [1] * 4, 4),
        ]:
            write(self.folder / "case.h5", length, coupling, renormalised)
            panels, _ = self.sheet("left_lead", "density")
            for panel in panels:
                self.assertEqual(len(panel.axes), frames)
                self.assertEqual(len(set(panel.frames)), frames)
                measured = {row[0] for row in panel.table if "injected" not in row[0]}
                self.assertEqual(len(measured), len(length), "two cases have one name")

    def test_a_colour_is_the_coupling_that_was_varied(self):
        for coupling, symbol, values in ([0.5, 1, 0.5, 1], "lambda", [0.5, 1]), ([0.5, 1, 1, 2], "Lambda", [25, 100]):
            write(self.folder / "case.h5", [100, 100, 25, 25], coupling, [0] * 4)
            panels, _ = self.sheet("left_lead", "density")
            for panel in panels:
                self.assertEqual((panel.family.symbol, panel.family.values), (symbol, values))
                self.assertEqual({row[0].split(", ")[-1] for row in panel.table} - {"injected"}, set(panel.family.names()))

    def test_points_of_one_momentum_stand_side_by_side(self):
        write(self.folder / "case.h5", [100, 200, 300], [0.1, 0.1, 0.1], [0, 0, 0])
        (panel,), _ = self.sheet("slow")
        at = np.array([bars.lines[0].get_xdata() for bars in panel.axes[0].containers])
        slow = k[(k < 0) & (k >= -0.7)]
        self.assertEqual(at.shape, (3, slow.size))
        self.assertGreater(np.diff(at, axis=0).min(), 0)
        self.assertLess(np.abs(at - slow).max(), (k[1] - k[0]) / 2)  # nearer to their own momentum than to the next
        measured = np.array([row[1] for row in panel.table if row[0] == "L = 100"])
        np.testing.assert_array_equal(measured, slow)  # the table has the momenta themselves

    def test_what_leaves_on_the_right_is_drawn_unless_it_mirrors_the_left(self):
        write(self.folder / "case.h5", [100], [0.1], [0])
        right = next(panel for panel in self.sheet()[0] if panel.name == "slow_right")
        slow = (k > 0) & (k <= 0.7)
        measured, injected = (np.array([row[1:3] for row in right.table if (row[0] == "injected") == is_injected]) for is_injected in (False, True))
        np.testing.assert_array_equal(measured, np.transpose([k, self.field().defects[0].right[0]])[slow])
        np.testing.assert_array_equal(injected, np.transpose([k, n_in])[slow])
        with h5py.File(self.folder / "case.h5", "a") as file:
            file["injected/right"][:] = 2.0
        self.assertNotIn("slow_right", [panel.name for panel in self.sheet()[0]])
        self.assertEqual([panel.name for panel in self.sheet("slow_right")[0]], ["slow_right"])

    def test_what_is_injected_has_a_step_between_its_sides(self):
        write(self.folder / "case.h5", [100], [0.1], [0])
        lines = [line.get_xdata() for line in self.sheet("left_lead")[1].axes[0].lines if line.get_gid() == "injected"]
        self.assertEqual([x.size for x in lines], [np.count_nonzero(k < 0), np.count_nonzero(k > 0)])
        self.assertFalse(any(x[0] < 0 < x[-1] for x in lines))

    def test_many_values_have_a_colour_bar(self):
        write(self.folder / "case.h5", [100] * 40, np.geomspace(0.01, 1, 40), [0] * 40)
        for width in 7, 3.4:
            _, figure = self.sheet(width=width)
            figure.draw_without_rendering()
            self.assertEqual(len([axes for axes in figure.axes if axes.get_label() == "bar"]), 1)
            page = figure.bbox.padded(1)
            for axes in figure.axes:
                box = axes.get_tightbbox(figure.canvas.get_renderer())
                self.assertTrue(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, box)

    def test_deviation_is_that_of_what_leaves_on_the_left(self):
        write(self.folder / "case.h5", [100, 200], [0.1, 0.4], [0, 0])
        field = self.field()
        nearest = np.exp(-((np.abs(k) - np.pi / 2) ** 2) * 20).max()
        for defect in field.defects:
            value, error = micro.deviation(field, defect)
            self.assertAlmostEqual(value, defect.coupling * nearest, places=12)
            self.assertEqual(error, 0.01)
            defect.left[0][K // 2 - 1] = 99  # carriers too slow for the windows do not count
            self.assertAlmostEqual(micro.deviation(field, defect)[0], value, places=12)

    def test_lays_the_kinetic_prediction_over(self):
        write(self.folder / "case.h5", [100], [0.1], [1])
        kinetic(self.folder / "kinetic.h5", [0.5, 1.0])
        self.plot()
        bare = matplotlib.image.imread(self.folder / "case.png")
        self.plot("kinetic.h5")
        self.assertFalse(np.array_equal(bare, matplotlib.image.imread(self.folder / "case.png")))

    def test_names_the_Lambda_that_the_prediction_lacks(self):
        write(self.folder / "case.h5", [100], [0.1], [1])
        kinetic(self.folder / "kinetic.h5", [0.5, 2.0])
        done = self.start([ROOT / "tools/plot", "case.h5", "kinetic.h5"])
        self.assertEqual(done.returncode, 2)
        self.assertIn("holds Lambda = 0.5, 2, none of them the field's 1", done.stderr)

    def test_lays_eq_6_over_the_case_of_its_length_and_interaction(self):
        write(self.folder / "case.h5", [100, 100, 200, 200], [0.1, 0.1, 0.1 / 2**0.5, 0.1 / 2**0.5], [0, 1, 0, 1])
        others = [self.folder / name for name in ("kinetic.h5", "short.h5", "long.h5")]
        for path, content in zip(others, ({"n": 1.0}, {"n": 2.0, "length": 100}, {"n": 3.0, "length": 200, "A": -5.0})):
            kinetic(path, [1.0, 2.0], **content)
        (panel,) = plotting.panels_of(self.folder / "case.h5", *others, names=["left_lead"])
        sheet.draw([panel], 7)
        drawn = {}
        for series, at, *value in panel.table:
            if "kinetic" in series or "(6)" in series:
                drawn.setdefault(series, []).append((at, *value))
        # What leaves on the left, with and without V^R in the limit, and each length where its case is.
        leaving = k[k < 0]
        expected = {f"{frame} V^R, {name}": n for frame, name, n in [
            ("with", "kinetic equation, Lambda = 1", 1), ("without", "kinetic equation, Lambda = 1", 1),
            ("without", "(6), L = 100", 2), ("with", "(6), L = 200", 3)]}  # fmt: skip
        self.assertEqual(drawn, {series: [(at, n) for at in leaving] for series, n in expected.items()})
        lines = {line.get_gid(): line.get_color() for axes in panel.axes for line in axes.lines if line.get_gid()}
        colours = dict(zip(panel.family.names(), panel.family.colours))
        for L in 100, 200:
            self.assertEqual(lines[f"(6), L = {L}"], colours[f"L = {L}"])
        with h5py.File(self.folder / "long.h5", "r+") as file:
            file["next_order"] = 0.0
        (panel,) = plotting.panels_of(self.folder / "case.h5", *others, names=["left_lead"])
        sheet.draw([panel], 7)
        dotted = [line.get_gid() for axes in panel.axes for line in axes.lines if line.get_linestyle() == ":"]
        self.assertEqual([name for name in dotted if name and name.startswith("(6)")], ["(6) to the next order, L = 200"])
        self.assertIn("Points are the field, lines of their colours what is predicted at its length", panel.notes)

    def test_names_the_case_that_eq_6_lacks(self):
        write(self.folder / "case.h5", [100], [0.1], [1])
        for content, said in ({"length": 100}, "L = 100, V,"), ({"length": 200, "A": -5.0}, "L = 200, V^R,"):
            kinetic(self.folder / "kinetic.h5", [1.0], **content)
            with self.assertRaises(results.BadResult) as caught:
                plotting.panels_of(self.folder / "case.h5", self.folder / "kinetic.h5")
            self.assertIn(said, str(caught.exception))


if __name__ == "__main__":
    main()
