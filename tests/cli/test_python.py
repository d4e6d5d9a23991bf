"""The package kapitza for Python: results as xarray.Datasets, runs from dictionaries, pictures, and its installation."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import unittest
import unittest.mock
from pathlib import Path

import h5py
import numpy as np
from harness import INJECTION, KAPITZA, ROOT, TINY, TINY_ENSEMBLE, Program, main, of_the_user

import kapitza  # found by harness
from kapitza import running

XARRAY = unittest.skipUnless(importlib.util.find_spec("xarray"), "needs xarray (Debian package python3-xarray)")
os.environ["KAPITZA_PROGRAM"] = KAPITZA

CASE = {
    "kind": "boltzmann",
    "momentum": {"points": np.int64(32), "scheme": "uniform"},
    "interaction": {"coefficients": {"3": 6.0}},
    "collision": {"accuracy": 1e-3},
    "injection": {"left": INJECTION, "right": "mirror"},
    "defect": {"Lambda": np.array([0.1, 1.0])},
    "space": {"scheme": "dg", "cells": 3, "nodes": 2},
}


LINEAR = {
    "kind": "linear",
    "interaction": {"coefficients": {"3": 6.0}},
    "collision": {"accuracy": 1e-3},
    "background": {"thermal": {"beta": 1.0, "mu": -1.0}},
    "perturbation": {"left": "sin(k)", "right": "0"},
    "defect": {"Lambda": [1, 10]},
}


def dense(k):
    return 0.15 + 1.6 * np.exp(-(((np.abs(k) - 1.2) / 0.4) ** 2))


@XARRAY
class Open(Program):
    def opened(self, text, *settings, **options):
        self.write("case.toml", text)
        self.assert_done(self.kapitza("run", "case.toml", "-q", *settings))
        return kapitza.open(self.folder / "case.h5", **options)

    def test_holds_every_dataset_with_its_axes_and_units(self):
        for text in TINY, TINY_ENSEMBLE.replace("realisations = 5", "realisations = 2").replace("measure = 800", "measure = 80"):
            result = self.opened(text, timing=True, sums=True)
            with h5py.File(self.folder / "case.h5") as file:
                paths = []
                file.visititems(lambda name, item: paths.append(name) if isinstance(item, h5py.Dataset) else None)
                for path in paths:
                    name = path.replace("/", "_")
                    self.assertEqual(result[name].attrs["units"], file[path].attrs["units"])
                    if file[path].ndim and "labels" not in file[path].attrs:
                        values = result[name].sel(X=file["X"][:]) if "X" in result[name].dims else result[name]
                        np.testing.assert_array_equal(values, file[path])
                for name, value in file.attrs.items():
                    self.assertIn(name, result.attrs)
                self.assertEqual(result.attrs["input"], file.attrs["input"])
            self.assertIn("output", result.timing_phase)
            self.assertNotIn("timing_phase", kapitza.open(self.folder / "case.h5").dims)

    def test_attaches_momenta_ends_and_errors(self):
        result = self.opened(TINY)
        self.assertEqual(result.X.values[0], 0)
        self.assertEqual(result.X.values[-1], 1)
        self.assertEqual(result.n.sizes, {"Lambda": 2, "X": 8, "k": 32})
        k = result.k.values
        np.testing.assert_allclose(result.E, k**2)
        np.testing.assert_allclose(result.v, 2 * k)
        self.assertAlmostEqual(float(result.k_weight.sum()), 1, places=12)
        entering = result.n.sel(X=0, k=k[k > 0])
        np.testing.assert_allclose(entering, [dense(k[k > 0])] * 2, rtol=1e-12)
        np.testing.assert_array_equal(result.n.sel(X=1), result.n_right)
        # Everywhere, the ends included, densities are integrals of n, and at the ends currents, too.
        np.testing.assert_allclose(kapitza.moment(result.n), result.density, rtol=1e-12)
        np.testing.assert_allclose(kapitza.moment(result.n, result.E), result.energy, rtol=1e-12)
        self.assertFalse(np.isnan(result.current_energy).any())
        np.testing.assert_allclose(kapitza.moment(result.n, result.v).sel(X=[0, 1]), result.current_number.sel(X=[0, 1]), atol=1e-14)
        np.testing.assert_allclose(result.current_number, 0, atol=1e-10)
        np.testing.assert_array_equal(result.thermal_beta.sel(X=0), result.thermal_left_beta)
        self.assertEqual(result.n.attrs["ancillary_variables"], "n_error")
        np.testing.assert_array_equal(kapitza.error_of(result, "n").sel(X=0), result.n_left_error)
        with self.assertRaisesRegex(KeyError, "residual has no error.*allowed: .*density"):
            kapitza.error_of(result, "residual")

    def test_of_panels_and_of_chosen_cells(self):
        text = TINY.replace('scheme = "uniform"\n', "").replace('scheme = "dg"\ncells = 3\nnodes = 2', "accuracy = 0.05")
        result = self.opened(text)
        self.assertEqual((result.X.values[0], result.X.values[-1]), (0, 1))
        self.assertFalse(np.isnan(result.n).any())
        self.assertGreater(np.ptp(result.k_weight.values), 0)
        np.testing.assert_allclose(kapitza.moment(result.n), result.density, rtol=1e-10)

    def test_of_the_field(self):
        result = self.opened(TINY_ENSEMBLE)
        np.testing.assert_allclose(result.k_weight, 1 / 32)
        self.assertEqual(result.lead_left_n.attrs["ancillary_variables"], "lead_left_n_stderr")
        current = kapitza.moment(result.lead_left_n, result.v)
        error = float(kapitza.error_of(result, "current_number").sel(side=0))
        self.assertLess(abs(float(current - result.current_number.sel(side=0))), 1e-3 * error)

    def test_round_trip(self):
        """What it gives can be written and read by xarray with nothing changed."""
        import xarray

        if not importlib.util.find_spec("h5netcdf"):
            self.skipTest("needs h5netcdf (Debian package python3-h5netcdf)")
        short = TINY_ENSEMBLE.replace("realisations = 5", "realisations = 2").replace("measure = 800", "measure = 80")
        for text, chosen in (TINY, ["Lambda", "X"]), (short, ["side"]), (running.toml(LINEAR), ["Lambda"]):
            result = self.opened(text, timing=True, sums=True)
            result.to_netcdf(self.folder / "case.nc", engine="h5netcdf")
            with xarray.open_dataset(self.folder / "case.nc", engine="h5netcdf") as again:
                xarray.testing.assert_equal(again.load(), result)
                self.assertEqual({name: variable.attrs for name, variable in again.variables.items()}, {name: variable.attrs for name, variable in result.variables.items()})
                self.assertEqual(list(again.attrs), list(result.attrs))
                for name, value in result.attrs.items():
                    np.testing.assert_array_equal(again.attrs[name], value, err_msg=name)
                self.assertLessEqual({*chosen, "k", "E", "v", "k_weight"}, set(again.coords) | set(again.dims))

    def test_says_what_it_cannot_open(self):
        self.write("text.h5", "no")
        with h5py.File(self.folder / "other.h5", "w") as file:
            file["k"] = [1.0]
        for name, words in ("none.h5", "no such file"), ("text.h5", "not an HDF5 file"), ("other.h5", "no kind"):
            with self.assertRaisesRegex(kapitza.BadResult, words):
                kapitza.open(self.folder / name)


class Missing(Program):
    def test_xarray_is_asked_for_with_the_name_of_its_package(self):
        script = "import sys; sys.modules['xarray'] = None; import kapitza; kapitza.open('case.h5')"
        done = self.start([sys.executable, "-B", "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT / "python")})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("python3-xarray", done.stderr)

    def test_matplotlib_and_xarray_are_loaded_when_they_are_needed_only(self):
        script = "import sys; sys.modules.update(xarray=None, matplotlib=None); import kapitza; print(kapitza.running.toml({'kind': 'linear'}))"
        done = self.start([sys.executable, "-B", "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT / "python")})
        self.assert_done(done)
        self.assertEqual(done.stdout.strip(), 'kind = "linear"')


class Run(Program):
    def test_a_dictionary_is_the_case_of_a_file(self):
        self.assert_done(self.kapitza("run", "case.toml", "-q", "-o", "file.h5"))
        path = kapitza.run(CASE, output=self.folder / "dictionary.h5", ranks=2, open=False)
        with h5py.File(path) as one, h5py.File(self.folder / "file.h5") as two:
            self.assertEqual(one.attrs["input"].replace("dictionary", "file"), two.attrs["input"])
            self.assertEqual(one.attrs["ranks"], 2)
            np.testing.assert_allclose(one["n"], two["n"], rtol=1e-11)

    @XARRAY
    def test_gives_a_result_that_needs_no_file(self):
        result = kapitza.run(self.folder / "case.toml", set={"defect.Lambda": [0.2, 0.4], "space.cells": 4})
        np.testing.assert_array_equal(result.Lambda, [0.2, 0.4])
        self.assertEqual(result.space_cell.size, 4)
        self.assertEqual(self.files(), ["case.toml"])
        self.assertEqual(kapitza.run(CASE).n.sizes, {"Lambda": 2, "X": 8, "k": 32})

    def test_fails_with_the_words_of_the_program(self):
        with self.assertRaisesRegex(kapitza.RunFailed, r'bad input: .*defect.Lambd: .*did you mean "Lambda"') as caught:
            kapitza.run(CASE | {"defect": {"Lambd": 1}})
        self.assertEqual(caught.exception.code, 2)
        with self.assertRaisesRegex(kapitza.RunFailed, "not converged") as caught:
            kapitza.run(CASE, set={"steady.max_steps": 1})
        self.assertEqual(caught.exception.code, 1)
        with unittest.mock.patch.dict(os.environ, KAPITZA_PROGRAM="/nowhere/kapitza"), self.assertRaisesRegex(kapitza.RunFailed, "tools/setup"):
            kapitza.run(CASE)
        with self.assertRaisesRegex(ValueError, "allowed: output"):
            kapitza.run(CASE, open=False)
        for none in "", Path(""):  # Path("") is the folder one is in
            with self.assertRaisesRegex(ValueError, "output: found '.*'; allowed: the name of a file"):
                kapitza.run(CASE, output=none, open=False)

    def test_writes_every_type_of_value_as_toml(self):
        case = {"kind": "x", "a": {"text": 'say "k^2"\\ \n', "yes": True, "whole": 3, "number": 1e-5, "list": [1, [2.5, "µ"]],
                                   "table": {"file": Path("/a b"), "3": np.float64(2)}, "array": np.arange(3)}, "top": 1}  # fmt: skip
        expected = {"kind": "x", "top": 1, "a": {"text": 'say "k^2"\\ \n', "yes": True, "whole": 3, "number": 1e-5, "list": [1, [2.5, "µ"]],
                                                 "table": {"file": "/a b", "3": 2.0}, "array": [0, 1, 2]}}  # fmt: skip
        self.assertEqual(tomllib.loads(running.toml(case)), expected)
        with self.assertRaisesRegex(TypeError, "allowed: numbers"):
            running.toml({"a": None})


class Plot(Program):
    def test_draws_what_the_tool_draws_and_leaves_the_settings_alone(self):
        import matplotlib

        self.assert_done(self.kapitza("run", "case.toml", "-q"))
        with matplotlib.rc_context({"lines.linewidth": 7, "font.size": 20}):
            figure = kapitza.plot(self.folder / "case.h5", panels=["centre", "density"], width=3.4)
            self.assertEqual(matplotlib.rcParams["lines.linewidth"], 7)
            figure.savefig(self.folder / "ours.png", dpi=300)
            self.assertTrue(figure._repr_png_().startswith(b"\x89PNG"))
            self.assertEqual(matplotlib.rcParams["font.size"], 20)
        self.assert_done(self.start([ROOT / "tools/plot", "case.h5", "--panel", "centre,density", "--width", "3.4", "-o", "tool.png"], env=of_the_user()))  # with the kernels of this process
        ours, tools = (matplotlib.image.imread(self.folder / name) for name in ("ours.png", "tool.png"))
        np.testing.assert_array_equal(ours, tools)


class Installation(Program):
    def test_from_the_folder_without_a_network_or_a_build(self):
        missing = [name for name in ("pip", "venv", "ensurepip", "setuptools", "wheel") if not importlib.util.find_spec(name)]
        if missing:
            self.skipTest(f"needs {', '.join(missing)} (Debian packages python3-pip, python3-venv, python3-setuptools, python3-wheel)")
        shutil.copytree(ROOT / "python", self.folder / "python", ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
        subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", self.folder / "venv"], check=True)
        python = self.folder / "venv/bin/python"
        self.assert_done(self.start([python, "-m", "pip", "install", "-q", "--no-build-isolation", "--no-deps", "--no-index", "./python"]))
        script = ("import kapitza, sys; from kapitza import launch, plotting; assert 'venv' in kapitza.__file__; assert launch.environment(); "
                  "print(plotting.KINDS); path = kapitza.run('case.toml', output='case.h5', open=False); kapitza.plot(path).savefig('case.png')")  # fmt: skip
        done = self.start([python, "-I", "-c", script])
        self.assert_done(done)
        self.assertEqual(done.stdout.strip(), "('boltzmann', 'linear', 'micro', 'relaxation')")
        self.assertIn("case.png", self.files())

    def test_has_the_version_of_the_program(self):
        project = tomllib.loads((ROOT / "python/pyproject.toml").read_text())["project"]
        self.assertEqual(project["version"], re.search(r"project\(Kapitza VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1])


if __name__ == "__main__":
    main()
