"""Pictures of many times and many rows, drawn from what is made up here: colours mean one thing, and the page does not grow with the list."""

import unittest

import numpy as np
from harness import main
from kapitza.interpolation import Across
from kapitza.momenta import Momenta
from kapitza.plotting import in_time, sheet
from kapitza.plotting.kinds import relaxation

K = 32
k = (np.arange(K) + 0.5) * 2 * np.pi / K - np.pi


def evolution(count):
    """A defect that is switched on, at `count` times from t = 0 on."""
    time, zeta = np.linspace(0, 4, count), np.array([-2, -0.0, 0.0, 2])
    n = 1 + np.exp(-time)[:, None] / (k**2 + 1)
    density = 1 + np.exp(-time)[:, None] * np.ones(6)
    return in_time.Evolution(
        Momenta(k), Across((np.arange(6) + 0.5) / 6, 3), time, n, n, n, dict.fromkeys(("n_left", "n_right", "n_center"), np.ones(K)), 2 - np.cos(k - 1), density, time, density,
        np.exp(-time), np.outer(1 + np.exp(-time), [1, 2]), 3.0, zeta, density[:, :4], np.ones(4), 1.0 if count > 2 else np.nan, (1.0, 3.0))  # fmt: skip


def rows(count):
    """Of a relaxing lattice: the field is lost in noise where the coupling is weak."""
    shape = np.sin(k)
    found = []
    for coupling in 0.001 * np.arange(1, count + 1):
        unit = coupling**2 * 10
        order = {"n": np.ones((1, K)), "change": unit * shape, "slope": 1.0}
        found.append(relaxation.Row(coupling, 20.0, (unit * shape + 1e-4, np.full(K, 1e-4)), (1.0, 0.1), {"leading": order},
                                    (np.ones((1, K)), np.ones((1, K)))))  # fmt: skip
    return relaxation.Relaxation(k, np.array([1.0]), np.ones(K), shape, found)


class InTime(unittest.TestCase):
    def test_a_colour_is_one_time_in_all_panels_and_nothing_else(self):
        for count in 1, 2, 8, 40:
            panels = in_time.panels(evolution(count))
            sheet.draw(panels, 7)
            by_name = {}
            for panel in panels:
                for line in panel.axes[0].lines:
                    by_name.setdefault(line.get_gid(), set()).add(line.get_color())
            self.assertEqual({name: len(colours) for name, colours in by_name.items() if len(colours) > 1}, {})
            of_times = {next(iter(colours)) for name, colours in by_name.items() if name.startswith("t = ")}
            self.assertEqual(len(of_times), min(count, in_time.MOST_TIMES))
            for name, colours in by_name.items():
                if not name.startswith("t = "):
                    self.assertFalse(colours & of_times, name)
            self.assertEqual({"7 of 40 times" in panel.notes for panel in panels[1:4]}, {count == 40})
            self.assertEqual("6 of 39 times" in panels[4].notes, count == 40)  # there are no rays at t = 0

    def test_every_time_of_the_light_cone_is_in_the_key(self):
        panels = {panel.name: panel for panel in in_time.panels(evolution(40))}
        figure = sheet.draw(list(panels.values()), 7)
        named = {text.get_text() for legend in figure.legends for text in legend.get_texts()}
        drawn = {row[0] for row in panels["rays"].table if row[0].startswith("t = ")}
        self.assertEqual(len(drawn), in_time.MOST_TIMES - 1)  # none at t = 0
        for name in drawn:
            self.assertIn(f"${round(float(name[4:]), 3):.4g}$".strip("$"), " ".join(named))
        rays = next(panel for panel in in_time.panels(evolution(8)) if panel.name == "rays")
        alone = sheet.draw([rays], 3.4)
        drawn = {row[0] for row in rays.table if row[0].startswith("t = ")}
        named = {text.get_text() for legend in alone.legends for text in legend.get_texts()}
        self.assertEqual(len(named), len(drawn) + 1)  # and the limit


class Relaxation(unittest.TestCase):
    def test_of_many_rows_a_few_have_frames_and_labels(self):
        for count in 1, 8, 40:
            panels = [panel for panel in relaxation.panels(rows(count)) if panel.default]
            figure = sheet.draw(panels, 7)
            self.assertEqual(len(panels[0].axes), min(count, relaxation.MOST_ROWS))
            self.assertLess(figure.get_figheight(), 8, count)
            self.assertEqual("8 of 40 rows" in panels[0].notes, count == 40)
            labels = [label for label in panels[1].axes[0].get_xticklabels() if label.get_text()]
            boxes = [label.get_window_extent() for label in labels]
            self.assertTrue(all(box.x0 >= 0 for box in boxes))
            self.assertLessEqual(len(labels), relaxation.MOST_LABELS)
            self.assertIn("0.001, 20", labels[0].get_text())
            self.assertEqual(len(panels[1].table), 2 * count)  # all of them are drawn

    def test_noise_of_weak_coupling_does_not_set_the_scale(self):
        panels = relaxation.panels(rows(8))
        sheet.draw(panels, 7)
        np.testing.assert_allclose(panels[0].axes[0].get_ylim(), 5 * np.sin(k).max() * np.array([-1, 1]), rtol=1e-12)
        self.assertIn("points beyond the frames are left out", panels[0].notes)
        strong = rows(8)
        strong.rows = strong.rows[-1:]
        panels = relaxation.panels(strong)
        sheet.draw(panels, 7)
        self.assertNotIn("points beyond the frames are left out", panels[0].notes)


if __name__ == "__main__":
    main()
