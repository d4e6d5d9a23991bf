"""tools/figures: a cheap figure from end to end, the panels of all, the set-up of a case, and what is refused."""

import csv
import os
import sys
from pathlib import Path

import h5py
import matplotlib.image
import numpy as np
from harness import KAPITZA, ROOT, TINY, TINY_ENSEMBLE, Program, main
from kapitza import plotting, running

sys.path.insert(0, str(ROOT / "tools/lib"))
import figures  # noqa: E402

os.environ["KAPITZA_PROGRAM"] = KAPITZA


def table(path):
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


class Figures(Program):
    def figures(self, *arguments, code=0):
        done = self.start([ROOT / "tools/figures", "-o", "f", *arguments])
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_the_cheapest_from_end_to_end(self):
        done = self.figures("5")
        made = sorted(path.name for path in (self.folder / "f").iterdir())
        self.assertEqual(made, ["fig5.h5", "fig5.pdf", "fig5.png", "fig5_reflected.csv", "fig5_transmitted.csv"])
        for name in made[1:]:
            self.assertIn(f"f/{name}", done.stdout)
        image = matplotlib.image.imread(self.folder / "f/fig5.png")
        self.assertEqual(image.shape[1], round(3.4 * 300))
        with h5py.File(self.folder / "f/fig5.h5") as file:
            rows = [row for row in table(self.folder / "f/fig5_transmitted.csv") if row["series"] == "Lambda = 1000"]
            largest = max(abs(float(row["delta n [1]"])) for row in rows)
            self.assertLess(abs(largest / np.abs(file["transmitted"][-1]).max() - 1), 0.05)
        for option in "--draw", "--missing":
            (self.folder / "f/fig5.png").unlink()
            self.assertNotIn("s of processor", self.figures(option, "5").stdout)
            self.assertTrue((self.folder / "f/fig5.png").exists())

    def test_the_set_up_of_a_case(self):
        self.figures("6")
        rows = table(self.folder / "f/fig6_setup.csv")
        window = [float(row["x [site]"]) for row in rows if row["series"] == "left window"]
        self.assertEqual(window[1] - window[0], 256)
        lead = [float(row["x [site]"]) for row in rows if row["series"] == "left lead"]
        self.assertLess(lead[0], window[0])
        self.assertGreater(lead[1], window[1])
        damping = [(float(row["x [site]"]), float(row["value [1]"])) for row in rows if row["series"] == "damping over its maximum"]
        self.assertTrue(all((value == 0) == (lead[0] <= x <= -lead[0]) for x, value in damping))
        defect = {float(row["x [site]"]): float(row["value [1]"]) for row in rows if row["series"] == "defect D(x)"}
        self.assertAlmostEqual(defect[0.0], 1, places=8)

    def test_of_a_case_by_the_program(self):
        self.write("micro.toml", TINY_ENSEMBLE)
        done = self.kapitza("check", "micro.toml", "--setup", "10000")
        self.assert_done(done)
        rows = [line.split(",") for line in done.stdout.splitlines()[2:]]
        D, gamma = ([float(value) for name, _, value in rows if name == wanted] for wanted in ("defect D [1]", "damping [hopping]"))
        self.assertEqual((len(D), len(gamma)), (512, 512))
        # Lambda = lambda^2 sum D^2, and Gamma = rate width of a cos^2.
        coupling = float(done.stdout.split("lambda = ")[1].split(",")[0])
        self.assertLess(abs(coupling**2 * np.sum(np.square(D)) / 0.05 - 1), 1e-3)
        self.assertAlmostEqual(sum(gamma), 0.05 * 100, places=9)
        places = {name: [float(x) for one, x, _ in rows if one == name] for name, *_ in rows}
        self.assertEqual(places["left lead"][0], -256 + 100)
        for side in "left", "right":
            (low, high), (first, last) = places[f"{side} window"], places[f"{side} lead"]
            self.assertEqual(high - low, 32)
            self.assertLessEqual(abs((low + high) / 2 - (first + last) / 2), 1)
        refused = self.kapitza("check", "case.toml", "--setup", "100")
        self.assertEqual(refused.returncode, 2)
        self.assertIn('allowed: kind "micro"', refused.stderr)
        done = self.start([ROOT / "tools/plot", "--setup", "case.toml", "-o", "x.png"])
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn('allowed: kind "micro"', done.stderr)
        self.assert_done(self.start([ROOT / "tools/plot", "--setup", "micro.toml", "-o", "x.png"]))
        self.assertIn("x.png", self.files())

    def test_of_an_extrapolation_beside_another_grid(self):
        upwind = ["--set", 'space={scheme="upwind", points=[3,5,7]}', "--set", "defect.Lambda=[0.1, 0.2]"]
        self.assert_done(self.kapitza("run", "case.toml", "-q", *upwind, "-o", "upwind.h5"))
        self.assert_done(self.kapitza("run", "case.toml", "-q", "--set", "defect.Lambda=[0.2]", "--set", "space.cells=6", "-o", "dg.h5"))
        self.assert_done(self.start([ROOT / "tools/plot", "upwind.h5", "dg.h5", "--csv", "-o", "both.png"]))
        k = None
        for panel, place, name in ("first_site", 0, "n_left"), ("central_site", 2, "n_center"):
            rows = table(self.folder / f"both_{panel}.csv")
            series = {row["series"] for row in rows}
            self.assertEqual(series - {"thermal fit"}, {"injected", "N = 3", "N = 5", "N = 7", "extrapolated", "other grid"})
            with h5py.File(self.folder / "upwind.h5") as file, h5py.File(self.folder / "dg.h5") as other:
                k = file["k"][:]
                for label, values in ("N = 5", file["resolution/N=5/n"][-1, place]), ("extrapolated", file[name][-1]), ("other grid", other[name][-1]):
                    drawn = np.array([float(row["n [1]"]) for row in rows if row["series"] == label])
                    np.testing.assert_allclose(drawn, values, rtol=1e-8)
        self.assertEqual(len(k), 32)
        wrong = self.start([ROOT / "tools/plot", "dg.h5", "upwind.h5"])
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("nothing can be laid over", wrong.stderr)
        # Without another one by name.
        self.assert_done(self.start([ROOT / "tools/plot", "upwind.h5", "--panel", "first_site", "-o", "one.png"]))

    def test_every_figure_names_cases_and_panels_that_there_are(self):
        seen = set()
        for number, figure in figures.FIGURES.items():
            if figure.setup:
                self.assertTrue((figures.INPUT / figure.setup).exists(), number)
                continue
            for run in figure.runs:
                for case, keys in (run.case, run.keys), (run.small_case or run.case, run.keys | run.small):
                    if (case, *keys) not in seen:  # of Fig. 3 many runs differ in the length alone
                        self.assert_done(self.kapitza("check", figures.INPUT / case, *running.settings(keys)))
                    seen.add((case, *keys))
            kind = next(line.split('"')[1] for line in (figures.INPUT / figure.runs[0].case).read_text().splitlines() if line.startswith("kind"))
            self.assertLessEqual(set(figure.panels), set(plotting.module_of(kind).PANELS), number)

    def listed(self, *arguments):
        """Result -> the case and what is set in it."""
        lines = [line.split("\t") for line in self.figures("--list", *arguments).stdout.splitlines()]
        return {Path(line[0]).name: (Path(line[1]).name, *line[2:]) for line in lines}

    def test_lists_the_runs_that_it_makes(self):
        runs = [run for figure in figures.FIGURES.values() for run in figure.runs]
        full, small = self.listed(), self.listed("--small")
        self.assertEqual([(name, case) for name, (case, *_) in full.items()], [(f"{run.name}.h5", run.case) for run in runs])
        self.assertEqual(set(full) - {name.replace("_small", "") for name in small}, {f"{run.name}.h5" for run in runs if run.full_only})
        self.assertEqual(full["fig3_VR_4000.h5"], ("fig3_finite.toml", "--set", "defect.length=4000", "--set", "defect.renormalised=true"))
        self.assertEqual(small["fig3_small.h5"], ("fig3_small.toml", "--set", "defect.renormalised=[false, true]"))
        self.assertEqual(list(self.listed("5", "6", "1")), ["fig5.h5", "fig1.h5", "fig1_stationary.h5"])
        self.assertNotIn("f", self.files())

    def test_takes_for_missing_what_is_not_complete(self):
        (self.folder / "f").mkdir()
        for name, status in ("fig1", "complete"), ("fig1_stationary", "partial"):
            with h5py.File(self.folder / f"f/{name}.h5", "w") as file:
                file.attrs["status"] = status
        (self.folder / "f/fig5.h5").write_text("no result")
        self.assertEqual(list(self.listed("--missing", "1", "5", "4")), ["fig1_stationary.h5", "fig5.h5", "fig4.h5"])

    def test_draws_what_is_there_and_says_what_is_not(self):
        done = self.figures("--draw")
        self.assertEqual(sorted({path.stem for path in (self.folder / "f").iterdir()}), ["fig6", "fig6_setup"])
        self.assertEqual(len(done.stderr.splitlines()), 6)
        self.assertIn("figure 1 is left out: fig1.h5, fig1_stationary.h5 not there", done.stderr)

    def test_says_what_it_does_not_know(self):
        self.assertIn("allowed: one of them", self.figures("--list", "--draw", code=2).stderr)
        self.assertIn("found 8; allowed: 1, 2, 3, 4, 5, 6, 7", self.figures("8", code=2).stderr)
        self.assertIn("fig4.h5: no such file", self.figures("--draw", "4", code=2).stderr)
        before = self.files()
        done = self.start([ROOT / "tools/figures", "-o", "", "6"])
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("-o: found ''; allowed: the name of a folder", done.stderr)
        self.assertEqual(self.files(), before)
        self.write("f2", TINY)
        done = self.start([ROOT / "tools/figures", "-o", "f2", "5"])
        self.assertEqual(done.returncode, 3, done.stderr)


if __name__ == "__main__":
    main()
