"""What `cmake --install` leaves: a package for a project that knows nothing but C++, and the tools beside the program."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np
from harness import ROOT, TINY, Program

BUILD = Path(os.environ["KAPITZA_BUILD"])
CMAKE = os.environ["KAPITZA_CMAKE"]
CXX = os.environ["KAPITZA_CXX"]

# The same state as in examples/two_beams.cpp, on the same grid.
LINEAR = """\
kind = "linear"
[momentum]
points = 128
scheme = "uniform"
[interaction]
coefficients = { "3" = 6.0 }
[collision]
accuracy = 1e-6
[background]
thermal = { beta = 1.0, mu = -1.0 }
[perturbation]
left = "sin(k)"
right = "0"
[defect]
Lambda = 1
"""

# Whether the project sees what nobody wants of the libraries below: flags of their own packages.
ALL = """\
cmake_minimum_required(VERSION 3.25)
project(Mine LANGUAGES CXX)
find_package(Kapitza REQUIRED)
add_executable(mine mine.cpp)
target_link_libraries(mine PRIVATE kapitza::boltzmann kapitza::micro kapitza::linear kapitza::io kapitza::config kapitza::kinds)
set_target_properties(mine PROPERTIES CXX_STANDARD 20)
"""
MINE = """\
#include "kapitza/base/session.hpp"
#include "kapitza/io/table.hpp"
#include "kapitza/kinds/registry.hpp"
#include "kapitza/micro/noise/normals.hpp"
int main() { const kapitza::Session session; return session.world().size() == 1 && !kapitza::kinds::all().empty() ? 0 : 1; }
"""


class Package(Program):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prefix = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="kapitza_installed_")))
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", cls.prefix], check=True, capture_output=True)

    def configure(self, source, *arguments):
        return self.start([CMAKE, "-G", "Ninja", "-S", source, "-B", "built", f"-DCMAKE_CXX_COMPILER={CXX}", f"-DCMAKE_PREFIX_PATH={self.prefix}",
                           "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *arguments], timeout=300)  # fmt: skip

    def project(self, text):
        (self.folder / "mine").mkdir()
        self.write("mine/CMakeLists.txt", text)
        self.write("mine/mine.cpp", MINE)
        return "mine"

    def test_example_is_built_from_cxx_alone_and_computes_what_the_program_does(self):
        nowhere = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in ("MPI", "HDF5", "PETSc")]
        done = self.configure(ROOT / "examples", *nowhere)
        self.assert_done(done)
        self.assert_done(self.start([CMAKE, "--build", "built"], timeout=300))
        cache = (self.folder / "built/CMakeCache.txt").read_text()
        for absent in "MPI_", "PETSC_", "HDF5_", "CMAKE_C_COMPILER:":
            self.assertNotIn(f"\n{absent}", cache)
        linked = self.start(["ldd", "built/two_beams"]).stdout
        for absent in "libmpi", "libpetsc", "libhdf5":
            self.assertNotIn(absent, linked)

        printed = self.start(["built/two_beams"])
        self.assert_done(printed)
        value = {line[:20].strip(): np.array(line[20:].split(), float) for line in printed.stdout.splitlines()}
        turnover = value["turnover"]
        self.assertGreater(turnover, 1)
        self.assertLess(abs(value["dN/dt"]), 1e-13 * turnover)
        self.assertLess(abs(value["dE/dt"]), 1e-12 * turnover)
        self.assertGreater(value["dS/dt"], 0.1 * turnover)
        self.write("case.toml", LINEAR)
        self.assert_done(self.start([self.prefix / "bin/kapitza", "run", "case.toml", "-q"]))
        with h5py.File(self.folder / "case.h5") as file:
            np.testing.assert_allclose(value["boundary resistance"].reshape(2, 2), file["resistance"][()].reshape(2, 2), rtol=1e-9)

    def test_all_rooms_are_found_from_cxx_alone_and_leave_the_compiler_alone(self):
        self.assert_done(self.configure(self.project(ALL)))
        self.assert_done(self.start([CMAKE, "--build", "built"], timeout=300))
        self.assert_done(self.start(["built/mine"]))
        commands = (self.folder / "built/compile_commands.json").read_text()
        for unwanted in "_FORTIFY_SOURCE", "-Wdate-time", "-march", "-Werror":
            self.assertNotIn(unwanted, commands)

    def test_component_that_there_is_not_is_named(self):
        done = self.configure(self.project(ALL.replace("REQUIRED", "REQUIRED COMPONENTS kitchen")))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no component 'kitchen'", done.stderr)

    def test_program_runs_and_plots_from_there(self):
        self.write("case.toml", TINY)
        environment = {**os.environ, "PATH": f"{self.prefix}/bin:{os.environ['PATH']}"}
        environment.pop("KAPITZA", None)
        self.assert_done(self.start(["kapitza-run", "case.toml", "-n", "1"], env=environment))
        self.assertEqual(self.files(), ["case.h5", "case.pdf", "case.png", "case.toml"])
        for Lambda in "0.1", "0.2":
            self.assert_done(self.start(["kapitza", "run", "case.toml", "-q", "--set", f"defect.Lambda={Lambda}", "-o", f"{Lambda}.h5"],
                                        env=environment))  # fmt: skip
        self.assert_done(self.start(["kapitza-merge", "0.1.h5", "0.2.h5", "-o", "all.h5"], env=environment))
        self.assert_done(self.start(["kapitza-plot", "all.h5"], env=environment))
        self.assertIn("all.png", self.files())
        self.assertTrue((self.prefix / "share/kapitza/input/fig4.toml").exists())
        # The package on which the tools stand is there as a whole.
        script = "import kapitza; kapitza.run('case.toml', output='python.h5', ranks=2, open=False); print(kapitza.__file__)"
        done = self.start([sys.executable, "-B", "-c", script], env={**environment, "PYTHONPATH": f"{self.prefix}/share/kapitza/python"})
        self.assert_done(done)
        self.assertTrue(done.stdout.startswith(str(self.prefix)), done.stdout)
        self.assertIn("found 8; allowed", self.start(["kapitza-figures", "8"], env=environment).stderr)


if __name__ == "__main__":
    unittest.main()
