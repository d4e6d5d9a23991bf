"""Pictures of linear response and of stationary states, drawn from files that are made up here: what is drawn is told apart from how
it was computed. What tools/plot writes, what it refuses to write over, and that nothing of the user's changes it."""

import contextlib
import csv
import io
import os
import signal
import stat
import subprocess
import sys
import unittest.mock
import warnings
from pathlib import Path

import h5py
import matplotlib.figure
import matplotlib.image
import numpy as np
from harness import PATIENCE, ROOT, Program, main, of_the_user
from kapitza import plotting
from kapitza.plotting import sheet
from kapitza.plotting.kinds import linear

sys.path.insert(0, str(ROOT / "tools/lib"))
import plot  # noqa: E402

K = 32
k = (np.arange(K) + 0.5) * 2 * np.pi / K - np.pi
n = 1 / (k**2 + 1)


def write(path, Lambda, perturbed=True, scan=False):
    """A file of the layout of the engine, with a wall and a bulk in series and a thermal perturbation reflected."""
    Lambda = np.asarray(Lambda, dtype=float)
    R, kappa = np.array([[6.6, -1.7], [-1.7, 1.0]]), np.array([[0.6, 0.3], [0.3, 0.8]])
    shape = np.where(k < 0, n**2, 0)
    with h5py.File(path, "w") as file:
        file.attrs.update(kind="linear", beta=1.0, mu=-1.0)
        file["k"], file["Lambda"], file["background/n"] = k, Lambda, n
        file["injected/left"] = np.where(k > 0, np.sin(k), 0) * perturbed
        file["injected/right"] = np.zeros(K)
        file["reflected"] = np.outer(Lambda / (1 + Lambda), shape) * perturbed
        file["reflected_thermal"] = file["reflected"][...]
        file["transmitted"] = np.outer(1 / (1 + Lambda), shape[::-1]) * perturbed
        file["conductivity"], file["resistance"] = kappa, R
        file["total_resistance"] = 2 * R + np.multiply.outer(Lambda, np.linalg.inv(kappa))
        file["slab_law_difference"] = np.where(Lambda < 50, 0.1 * np.exp(-Lambda), 0)
        file["half_space/profile"] = np.stack([-shape, shape * k**2])
        file["half_space/profile_thermal"] = np.stack([-shape, shape * k**2])
        file["half_space/weight"] = np.stack([2 * k, -2 * k**3]) * (k > 0)
        if scan:
            file["scan/mu"] = np.array([-10.0, -1, -0.1])
            for name, matrix in ("conductivity", kappa), ("resistance", R):
                file[f"scan/{name}"] = np.stack([100 * matrix, matrix, matrix / 10])
                file[f"scan/{name}_asymmetry"] = np.array([1e-4, 0, 1e-3])  # a zero that no logarithm shows


EDGES = np.array([0, 0.2, 1])  # of cells that are not those of any formula
GAUSS = (np.polynomial.legendre.leggauss(3)[0] + 1) / 2


def temperature(X):
    return 1 + X + X**2  # a polynomial that three nodes in a cell hold


def write_state(path, Lambda=(1.0,), right=None, scheme="dg", thermal_state=True):
    """A stationary state that is thermal everywhere, T = 1 + X + X^2 and mu = -1, whatever its injection; or nowhere."""
    X = np.ravel(EDGES[:-1, None] + np.diff(EDGES)[:, None] * GAUSS) if scheme == "dg" else np.arange(1, 4) / 4
    shape = 1 / (k**2 + 1) if thermal_state else 1 + k**2
    count = len(Lambda)
    left = 2 / (k**2 + 2)
    with h5py.File(path, "w") as file:
        cells = "cells = 2\nnodes = 3" if scheme == "dg" else "# cells: not in use"
        file.attrs.update(kind="boltzmann", input=f'[space]\nscheme = "{scheme}"\n{cells}\n')
        file["Lambda"], file["X"], file["k"] = Lambda, X, k
        file["n"] = np.broadcast_to(np.outer(temperature(X), shape), (count, X.size, K))
        for name, place in ("n_left", 0.0), ("n_center", 0.5), ("n_right", 1.0):
            file[name] = np.broadcast_to(temperature(place) * shape, (count, K))
        file["injected/left"] = left
        file["injected/right"] = left if right is None else right
        file["outgoing_thermal/n"] = np.stack([left, left])
        for group, place in ("thermal_left", 0.0), ("thermal_center", 0.5), ("thermal_right", 1.0), ("thermal", X):
            beta = np.broadcast_to(1 / temperature(place) if thermal_state else np.nan, (count, *np.shape(place)))
            file[f"{group}/beta"], file[f"{group}/mu"] = beta, np.where(np.isfinite(beta), -1.0, np.nan)
        beta = np.array([0.5, 0.5 if right is None else np.nan])
        file["injected_thermal/beta"], file["injected_thermal/mu"] = beta, -4 * beta
        if scheme == "upwind":
            fine = np.arange(1, 8) / 8
            file["resolution/N=3/X"], file["resolution/N=7/X"] = X, fine
            for name, points in ("N=3", X), ("N=7", fine):
                file[f"resolution/{name}/n"] = np.broadcast_to(np.outer(temperature(points), shape), (count, points.size, K))


def table(path):
    """The columns of numbers of each series of a table."""
    with open(path) as stream:
        rows = list(csv.reader(line for line in stream if not line.startswith("#")))[1:]
    return {name: np.array([row[1:] for row in rows if row[0] == name], dtype=float) for name in dict.fromkeys(row[0] for row in rows)}


class Drawing(Program):
    """Most pictures are drawn in this process: of a new one the start alone would take longer."""

    def draw(self, *arguments, seconds=PATIENCE):
        """What tools/plot does with these arguments, in the folder of the test; whatever waits for something is interrupted."""

        def late(*_):
            raise TimeoutError(f"{arguments}: no end after {seconds} s")

        code, out, err, here = 0, io.StringIO(), io.StringIO(), os.getcwd()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
            warnings.resetwarnings()  # to those that a program shows
            for hidden in DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning:
                warnings.simplefilter("ignore", hidden)
            before = signal.signal(signal.SIGALRM, late)
            signal.alarm(seconds)
            os.chdir(self.folder)
            try:
                code = plot.main([str(argument) for argument in arguments])
            except SystemExit as end:  # of argparse
                code = end.code
            finally:
                os.chdir(here)
                signal.alarm(0)
                signal.signal(signal.SIGALRM, before)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


class PlotState(Drawing):
    def tables(self, *arguments, **content):
        """Of the picture only the tables, as tools/plot writes them after it has drawn."""
        write_state(self.folder / "case.h5", **content)
        with unittest.mock.patch.object(matplotlib.figure.Figure, "savefig", lambda _, path, **__: Path(path).write_bytes(b"\x89PNG")):
            done = self.draw("case.h5", "--csv", "-o", "case.png", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        drawn = [name.removesuffix(".csv").removeprefix("case_") for name in done.stdout.split()[1:]]
        found = {name: table(self.folder / f"case_{name}.csv") for name in drawn}
        for name in drawn:
            (self.folder / f"case_{name}.csv").rename(self.folder / f"last_{name}.csv")
        return found

    def test_profiles_are_the_polynomials_of_the_cells(self):
        found = self.tables()
        for name, expected in ("temperature", temperature), ("chemical_potential", lambda X: -np.ones_like(X)):
            X, values = found[name]["Lambda = 1"].T
            self.assertEqual((X[0], X[-1]), (0, 1))
            np.testing.assert_allclose(values, expected(X), rtol=1e-8)
        X, rho = found["density"]["Lambda = 1"].T
        self.assertLess(np.diff(X).max(), 0.11)
        np.testing.assert_allclose(rho, temperature(X) * np.mean(1 / (k**2 + 1)), rtol=1e-8)
        X, at, n = found["phase_space"]["Lambda = 1"].T
        np.testing.assert_allclose(n, temperature(X) / (at**2 + 1), rtol=1e-2)  # the edges of the cells of k are between its nodes
        self.assertGreater(np.unique(X).size, 199)

    def test_jumps_at_the_walls_start_from_the_injected_state(self):
        found = self.tables(right=np.full(K, 0.3))["temperature"]
        np.testing.assert_allclose(found["injected at X = 0"], [[0, 2]], rtol=1e-8)
        np.testing.assert_allclose(found["jump at X = 0"], [[0, 2], [0, 1]], rtol=1e-8)
        self.assertNotIn("injected at X = 1", found)
        self.assertNotIn("jump at X = 1", found)

    def test_asymmetric_injection_shows_both_ends_without_the_prediction(self):
        mirror = self.tables()
        self.assertNotIn("outgoing_right", mirror)
        np.testing.assert_allclose(mirror["outgoing_left"]["thermal prediction"][:, 1], 2 / (k[k < 0] ** 2 + 2), rtol=1e-9)
        right = 0.5 + 0.2 * np.sin(k)
        found = self.tables(right=right)
        for name, out, injected in ("outgoing_left", k < 0, right), ("outgoing_right", k > 0, 2 / (k**2 + 2)):
            self.assertNotIn("thermal prediction", found[name])
            np.testing.assert_allclose(found[name]["injected"], np.stack([k[out], injected[out]], axis=1), rtol=1e-9)

    def test_draws_nothing_where_no_thermal_state_is_near(self):
        found = self.tables(thermal_state=False)
        self.assertEqual(list(found["temperature"]), ["injected at X = 0", "injected at X = 1"])
        self.assertEqual(sorted(found["centre"]), ["Lambda = 1", "injected"])
        self.assertEqual(found["deviation"], {})

    def test_lists_of_grids_are_drawn_on_the_finest(self):
        X, rho = self.tables(scheme="upwind")["density"]["Lambda = 1"].T
        fine = np.arange(9) / 8
        expected = temperature(X[np.isin(X, fine)]) * np.mean(1 / (k**2 + 1))
        np.testing.assert_allclose(rho[np.isin(X, fine)], expected, rtol=1e-8)
        self.assertTrue(set(fine) <= set(X))
        self.assertIn("N = 7 points of X, the finest grid", (self.folder / "last_density.csv").read_text())

    def test_table_names_source_and_units(self):
        self.tables("--panel", "density")
        head = (self.folder / "last_density.csv").read_text().splitlines()[:3]
        self.assertEqual(head, ["# kapitza plot: panel density: density", "# source: case.h5", "series,X [1],density [1/site]"])

    def test_draws_the_panels_asked_for(self):
        found = self.tables("--panel", "temperature,outgoing_right", "--panel", "centre")
        self.assertEqual(list(found), ["temperature", "outgoing_right", "centre"])
        done = self.draw("case.h5", "--panel", "centre,entropy")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--panel: found 'entropy'; allowed for case.h5: phase_space, centre,", done.stderr)
        shown = self.start([ROOT / "tools/plot", "--help"], env={**os.environ, "COLUMNS": "1000"}).stdout
        for name in "boltzmann: phase_space, centre", "half_space", "left_lead":
            self.assertIn(name, shown)

    def bands(self, name):
        """x, lower and upper edge of the one band in a panel, and the caption."""
        figure = sheet.draw(plotting.panels_of(self.folder / "case.h5", names=[name]), 7)
        (band,) = (band for axes in figure.axes for band in axes.collections)
        x, y = band.get_paths()[0].vertices.T
        middle = np.unique(x)[1:-1]
        edges = np.array([[y[x == at].min(), y[x == at].max()] for at in middle])
        return middle, *edges.T, figure.texts[-1].get_text().replace("\n", " ")

    def test_bands_are_the_bounds_of_the_errors(self):
        write_state(self.folder / "case.h5")
        with h5py.File(self.folder / "case.h5", "r+") as file:
            X = file["X"][:]
            asked = "accuracy = 1e-2\n\n[momentum]\naccuracy = 1e-2\n"
            file.attrs["input"] = file.attrs["input"] + asked
            for name in "n_left", "n_center", "n_right":
                file[f"{name}_error"] = np.full((1, K), 0.03) + 0.02 * np.sign(k)
            file["density_error"] = 0.1 + 0.2 * X[None]
            for group, shape in ("thermal", (1, X.size)), ("thermal_left", 1), ("thermal_right", 1):
                file[f"{group}/beta_error"], file[f"{group}/mu_error"] = np.full(shape, 0.01), np.full(shape, 0.3)
                file[f"{group}/deviation"], file[f"{group}/deviation_error"] = np.full(shape, 0.5), np.full(shape, 0.1)
        at, low, high, caption = self.bands("outgoing_left")
        np.testing.assert_allclose(high - low, 2 * 0.01, rtol=1e-6)
        np.testing.assert_allclose((high + low) / 2, 1 / (at**2 + 1), rtol=2e-3)
        self.assertNotIn("errors may exceed", caption)
        at, low, high, _ = self.bands("density")
        np.testing.assert_allclose((high - low) / 2, np.interp(at, X, 0.1 + 0.2 * X), rtol=1e-6)
        at, low, high, _ = self.bands("temperature")
        np.testing.assert_allclose((high - low) / 2, 0.01 * temperature(at) ** 2, rtol=1e-6)
        at, low, high, _ = self.bands("chemical_potential")
        np.testing.assert_allclose((high - low) / 2, 0.3, rtol=1e-6)
        for share, said in (0.15, self.assertNotIn), (0.25, self.assertIn):  # of 2e-2
            with h5py.File(self.folder / "case.h5", "r+") as file:
                file["n_center_error"][0, 3] = share * file["n_right"][:].max()
            said("errors may exceed 10 times what is asked: Λ\u00a0=\u00a01", self.bands("centre")[3])
        _, low, high, caption = self.bands("edges")
        np.testing.assert_allclose((low, high), [[0.4] * low.size, [0.6] * low.size], rtol=1e-6)
        self.assertNotIn("errors may exceed", caption)  # these are of n

    def test_bands_leave_the_curves_to_be_seen(self):
        """Wide ones neither set the scale nor cover more than eight curves."""
        write_state(self.folder / "case.h5", Lambda=np.arange(1, 41))
        with h5py.File(self.folder / "case.h5", "r+") as file:
            file["density_error"] = np.full(file["n"].shape[:2], 100.0)
            file["n_center_error"] = np.full((40, K), 100.0)
            file.attrs["input"] = file.attrs["input"] + "accuracy = 1e-2\n\n[momentum]\naccuracy = 1e-2\n"
        figure = sheet.draw(plotting.panels_of(self.folder / "case.h5", names=["density"]), 7)
        axes = figure.axes[0]
        y = np.concatenate([line.get_ydata() for line in axes.lines if line.get_gid()])
        self.assertLess(np.ptp(axes.get_ylim()), 4 * np.ptp(y))
        self.assertEqual(len(axes.collections), 8)
        said = figure.texts[-1].get_text().replace("\n", " ")
        self.assertIn("bounds of errors reach beyond the frame", said)
        self.assertIn("bounds of errors for 8 of 40 values of Λ", said)
        self.assertRegex(said, r"errors may exceed 10 times what is asked: Λ.=.1, …, 40\b")

    def test_says_what_coincides(self):
        write_state(self.folder / "case.h5", Lambda=[1, 2, 3, 4])
        figure = sheet.draw(plotting.panels_of(self.folder / "case.h5", names=["centre"]), 7)
        self.assertIn("coincide: Λ\u00a0=\u00a01, …, 4 and thermal fit", figure.texts[-1].get_text().replace("\n", " "))

    def test_tells_the_notes_of_a_panel_behind_its_letter_once(self):
        write_state(self.folder / "case.h5", Lambda=[1, 2, 3, 4, 5, 6, 7, 8])
        figure = sheet.draw(plotting.panels_of(self.folder / "case.h5", names=["phase_space", "centre"]), 7)
        caption = figure.texts[-1].get_text().replace("\n", " ")
        self.assertEqual(caption.count("(a)"), 1, caption)
        self.assertRegex(caption, r"\(a\)\u00a0.*; 6 of 8 values of Λ")


class Sheet(Drawing):
    """What no eye has to judge: nothing is cut off, nothing lies over a panel, no letter is too small."""

    def figure(self, width, **content):
        return sheet.draw(plotting.panels_of(self.folder / "case.h5", **content), width)

    def test_everything_has_its_place(self):
        for count in 1, 8, 40:
            Lambda = np.geomspace(0.01, 10, count)
            for write_file, content in (write_state, {}), (write_state, {"right": np.full(K, 0.3)}), (write, {"scan": True}):
                write_file(self.folder / "case.h5", Lambda=Lambda, **content)
                for width in (7, 3.4) if count > 1 else (7,):
                    with self.subTest(count=count, file=write_file.__name__, width=width, **{key: True for key in content}):
                        self.inspect(self.figure(width), width, count)

    def inspect(self, figure, width, count):
        figure.draw_without_rendering()
        self.assertEqual(figure.get_figwidth(), width)
        page = figure.bbox.padded(1)
        bars = [axes for axes in figure.axes if axes.get_label() == "bar"]
        self.assertEqual(len(bars), int(count > 8))
        words = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
        self.assertEqual(len([word for word in words if word.startswith(r"$\Lambda =")]), count if count <= 8 else 0)
        frames = [axes.get_tightbbox(figure.canvas.get_renderer()) for axes in figure.axes]
        boxes = frames + [legend.get_window_extent() for legend in figure.legends] + [text.get_window_extent() for text in figure.texts if text.get_text()]
        for box in boxes:
            self.assertTrue(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, f"{box} is cut off by {page}")
        for legend in figure.legends:
            for frame in frames:
                self.assertFalse(legend.get_window_extent().padded(-1).overlaps(frame.padded(-1)))
        titles = [axes._left_title.get_window_extent() for axes in figure.axes if axes._left_title.get_text()]
        for i, one in enumerate(titles):
            self.assertFalse(any(one.overlaps(other) for other in titles[:i]), "titles overlap")
        sizes = [text.get_fontsize() for text in figure.findobj(lambda artist: hasattr(artist, "get_fontsize")) if text.get_text()]
        self.assertGreaterEqual(min(sizes), 8)
        self.assertLessEqual(max(sizes), 11)

    def test_width_is_that_of_the_picture(self):
        write_state(self.folder / "case.h5")
        for arguments, width in ([], 7), (["--width", "3.4"], 3.4):
            self.assert_done(self.start([ROOT / "tools/plot", "case.h5", "-o", "case.png", *arguments]))
            self.assertAlmostEqual(matplotlib.image.imread(self.folder / "case.png").shape[1] / 300, width, delta=0.01)
        for width in "0", "1e9", "wide":
            self.assertEqual(self.draw("case.h5", "--width", width).returncode, 2)


class Outputs(Drawing):
    def setUp(self):
        super().setUp()
        write_state(self.folder / "case.h5")

    def plot(self, *arguments, code=0):
        done = self.draw("case.h5", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_suffix_decides(self):
        for name, written in ("a.png", ["a.png"]), ("b.pdf", ["b.pdf"]), ("c", ["c.pdf", "c.png"]):
            before = set(self.files())
            self.plot("-o", name, "--panel", "centre")
            self.assertEqual(sorted(set(self.files()) - before), written)
        before = self.files()
        for name in "d.svg", "d.h5", "d.v2", "", "folder/":
            done = self.plot("-o", name, code=2)
            self.assertIn("-o: found", done.stderr)
            self.assertIn("allowed", done.stderr)
        self.assertEqual(self.files(), before)

    def test_loses_nothing(self):
        (self.folder / "folder.png").mkdir()
        (self.folder / "folder").mkdir()
        os.mkfifo(self.folder / "fifo.png")
        os.mkfifo(self.folder / "fifo")
        self.write("text.png", "notes\n")
        self.write("table_centre.csv", "my own\n")
        (self.folder / "result.png").write_bytes((self.folder / "case.h5").read_bytes())
        (self.folder / "protected.png").write_bytes(b"\x89PNG")
        (self.folder / "protected.png").chmod(0o444)
        cases = ["folder.png", "folder", "fifo.png", "fifo", "text.png", "result.png", "protected.png"]
        try:
            os.mknod(self.folder / "device.png", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
            cases.append("device.png")
        except PermissionError:
            pass  # only root may; the fifo goes the same way
        for name in list(cases):
            (self.folder / f"link_{name}").symlink_to(name)
            cases.append(f"link_{name}")
        (self.folder / "loop.png").symlink_to("loop.png")
        before = {path.name: (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in self.folder.iterdir()}
        # Before any work: even where there is nothing to be drawn.
        for source in "case.h5", "none.h5":
            for name in [*cases, "loop.png"]:
                done = self.draw(source, "-o", name)
                self.assertEqual(done.returncode, 2, f"{name}: {done.stderr}")
                self.assertIn(f"plot: error: {name}: ", done.stderr)
        self.plot("-o", "table.png", "--csv", "--panel", "centre", code=2)
        self.assertEqual({path.name: (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in self.folder.iterdir()}, before)
        self.assertIn("does not exist", self.plot("-o", "none/a.png", code=3).stderr)

    def test_replaces_its_own(self):
        (self.folder / "deep").mkdir()
        (self.folder / "link.png").symlink_to("deep/real.png")  # to nothing as yet
        for _ in range(2):
            self.plot("-o", "link.png", "--csv", "--panel", "centre")
            self.assertTrue((self.folder / "link.png").is_symlink())
            self.assertEqual((self.folder / "deep/real.png").read_bytes()[:4], b"\x89PNG")
            self.assertEqual([path.name for path in (self.folder / "deep").iterdir()], ["real.png"])

    def started(self, name, **changes):
        """What tools/plot itself draws in an environment: all that there is to be set shows in one panel."""
        done = self.start([ROOT / "tools/plot", "case.h5", "-o", name, "--panel", "centre"], env={**of_the_user(), **changes})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        return (self.folder / name).read_bytes()

    def test_nothing_of_the_user_changes_it(self):
        plain = self.started("plain.png")
        trap = "raise SystemExit('the module of the user was read')\n"
        for name in "random.py", "numpy.py", "h5py.py", "results.py", "runpy.py", "sitecustomize.py":
            self.write(name, trap)
        (self.folder / "matplotlibrc").write_bytes(b"lines.linewidth: 9\nsavefig.dpi: 30\nfont.size: \xff\n")
        (self.folder / "settings").mkdir()
        (self.folder / "settings/matplotlibrc").write_text("lines.linewidth: 9\naxes.facecolor: red\n")
        environments = [
            {},
            {"PYTHONPATH": str(self.folder), "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"},
            {"PYTHONSTARTUP": "random.py", "PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2", "PYTHONINSPECT": "1", "PYTHONIOENCODING": "ascii",
             "LC_ALL": "C", "COLUMNS": "5", "TERM": "dumb"},  # fmt: skip
            {"MPLBACKEND": "nonsense", "MPLCONFIGDIR": str(self.folder / "settings"), "MATPLOTLIBRC": str(self.folder / "settings")},
        ]
        for changes in environments:
            with self.subTest(changes):
                self.assertEqual(self.started("again.png", **changes), plain)
                for tool in "compare", "numerics_table":
                    done = self.start([ROOT / f"tools/{tool}", "--help"], env={**of_the_user(), **changes})
                    self.assertEqual(done.returncode, 0, done.stderr)


class PlotLinear(Drawing):
    def plot(self, **content):
        write(self.folder / "case.h5", **content)
        done = self.draw("case.h5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_draws_one_and_many_Lambda(self):
        for Lambda in [2.0], [1e-3, 1.0, 1e6], np.geomspace(0.1, 1000, 30):
            self.assertEqual(self.plot(Lambda=Lambda), ["case.png", "case.pdf"])

    def panels(self, **content):
        write(self.folder / "case.h5", **content)
        return [panel.name for panel in plotting.panels_of(self.folder / "case.h5")]

    def test_without_perturbation_leaves_two_panels_out(self):
        with_it, without = (self.panels(Lambda=[1, 10], perturbed=perturbed) for perturbed in (True, False))
        self.assertEqual([name for name in with_it if name not in without], ["reflected", "transmitted"])

    def test_draws_a_scan_in_the_same_picture(self):
        self.assertEqual(self.plot(Lambda=[1, 10], scan=True), ["case.png", "case.pdf"])
        self.assertEqual(self.panels(Lambda=[1, 10], scan=True)[-3:], ["conductivity", "resistance", "asymmetry"])

    def test_ballistic_reference_is_what_the_other_end_injects(self):
        write(self.folder / "case.h5", Lambda=[1])
        self.assert_done(self.draw("case.h5", "--csv", "--panel", "reflected,transmitted"))
        for name, expected in ("reflected", np.zeros(K // 2)), ("transmitted", np.sin(k[k > 0])):
            rows = table(self.folder / f"case_{name}.csv")
            np.testing.assert_allclose(rows["injected"][:, 1], expected, atol=1e-9)

    def test_names_the_dataset_that_is_missing(self):
        write(self.folder / "case.h5", Lambda=[1])
        with h5py.File(self.folder / "case.h5", "a") as file:
            del file["resistance"]
        done = self.start([ROOT / "tools/plot", "case.h5"])
        self.assertEqual(done.returncode, 2)
        self.assertIn("dataset /resistance is missing", done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_shows_the_difference_from_the_law_down_to_rounding(self):
        shown = linear.falling(np.array([1e-1, 1e-4, 1e-10, 1e-15, 1e-16]))
        np.testing.assert_array_equal(shown, [True, True, True, False, False])
        plateau = linear.falling(np.array([1e-1, 1e-5, 2e-5, 1e-5]))
        np.testing.assert_array_equal(plateau, [True, True, False, False])


if __name__ == "__main__":
    main()
