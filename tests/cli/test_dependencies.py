"""What a user without root is told of what is missing, and what is built all the same."""

import os
import shutil
import subprocess
import unittest

from harness import KAPITZA, ROOT, Program

CMAKE = os.environ["KAPITZA_CMAKE"]
CXX = os.environ["KAPITZA_CXX"]
NOBODY = 65534

PETSC = """\
#define PETSC_USE_REAL_DOUBLE 1
#define PETSC_HAVE_MUMPS 1
"""
VERSION = "#define PETSC_VERSION_LT(a, b, c) {}\n"
PROJECT = f"""\
cmake_minimum_required(VERSION 3.25)
project(Check LANGUAGES CXX)
include({ROOT}/cmake/KapitzaPetsc.cmake)
add_library(PkgConfig::PETSC INTERFACE IMPORTED)
target_include_directories(PkgConfig::PETSC INTERFACE ${{CMAKE_SOURCE_DIR}}/include)
add_library(MPI::MPI_C INTERFACE IMPORTED)
kapitza_check_petsc(causes)
message(STATUS "causes=[${{causes}}]")
"""


class Petsc(Program):
    def causes(self, configuration, old=0, header="inline int TSInitializePackage() { return 0; }\n"):
        """What is wrong with a PETSc that has this configuration."""
        folder = self.folder / "petsc"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "include").mkdir(parents=True)
        self.write("petsc/CMakeLists.txt", PROJECT)
        self.write("petsc/include/petscconf.h", configuration)
        self.write("petsc/include/petscversion.h", VERSION.format(old))
        self.write("petsc/include/petscts.h", header)
        done = self.start([CMAKE, "-G", "Ninja", "-S", "petsc", "-B", "petsc/build", f"-DCMAKE_CXX_COMPILER={CXX}"])
        self.assert_done(done)
        return done.stdout.split("causes=[", 1)[1].split("]\n", 1)[0]

    def test_that_serves_is_not_blamed_whatever_its_indices(self):
        self.assertEqual(self.causes(PETSC), "")
        self.assertEqual(self.causes(PETSC + "#define PETSC_USE_64BIT_INDICES 1\n"), "")

    def test_that_does_not_serve_is_told_why(self):
        for configuration, cause in (
            (PETSC + "#define PETSC_USE_COMPLEX 1\n", "complex scalars, needed are real ones"),
            ("#define PETSC_USE_REAL_SINGLE 1\n#define PETSC_HAVE_MUMPS 1\n", "not in double precision"),
            ("#define PETSC_USE_REAL_DOUBLE 1\n", "built without MUMPS, the sparse direct solver"),
            (PETSC + "#define PETSC_HAVE_MPIUNI 1\n", "built without MPI"),
        ):
            with self.subTest(cause=cause):
                self.assertEqual(self.causes(configuration), cause)
        self.assertEqual(self.causes(PETSC, old=1), "older than 3.18")

    def test_all_causes_are_told_at_once(self):
        self.assertEqual(self.causes("#define PETSC_USE_COMPLEX 1\n", old=1),
                         "older than 3.18; complex scalars, needed are real ones; not in double precision; "
                         "built without MUMPS, the sparse direct solver")  # fmt: skip

    def test_other_failures_are_told_in_the_compilers_words(self):
        self.assertIn("another MPI", self.causes(PETSC, header='#error "PETSc was configured with another MPI"\n'))
        self.assertIn("TSInitializePackage", self.causes(PETSC, header="int TSInitializePackage();\n"))


HDF5_PROJECT = f"""\
cmake_minimum_required(VERSION 3.25)
project(Check LANGUAGES CXX)
include({ROOT}/cmake/KapitzaHdf5.cmake)
add_library(PkgConfig::PETSC INTERFACE IMPORTED)
target_link_libraries(PkgConfig::PETSC INTERFACE ${{CMAKE_SOURCE_DIR}}/libpetsc.so)
add_library(MPI::MPI_C INTERFACE IMPORTED)
set(HDF5_INCLUDE_DIRS ${{CMAKE_SOURCE_DIR}})
set(HDF5_LIBRARIES ${{CMAKE_SOURCE_DIR}}/${{FOUND}})
kapitza_check_hdf5(causes)
message(STATUS "causes=[${{causes}}]")
"""


class Hdf5(Program):
    """Beside a PETSc that links an HDF5, or none: what CMake says of the one that it found."""

    def setUp(self):
        super().setUp()
        self.write("CMakeLists.txt", HDF5_PROJECT)
        self.write("petscts.h", "int TSInitializePackage();\n")
        self.write("hdf5.h", 'extern "C" int H5open();\n')
        self.write("hdf5.cpp", '#include "hdf5.h"\nint H5open() { return 0; }\n')
        for flavour in "openmpi", "serial":
            self.library(f"libhdf5_{flavour}.so", "hdf5.cpp")

    def library(self, name, source, *linked):
        self.assert_done(self.start([CXX, "-shared", "-fPIC", "-I.", "-o", name, source, f"-Wl,-soname,{name}", *linked]))

    def causes(self, found, *petsc_links):
        self.write("petsc.cpp", '#include "hdf5.h"\nint TSInitializePackage() { return ' + ("H5open()" if petsc_links else "0") + "; }\n")
        self.library("libpetsc.so", "petsc.cpp", *(f"{self.folder}/{name}" for name in petsc_links), f"-Wl,-rpath,{self.folder}")
        done = self.start([CMAKE, "-G", "Ninja", "-S", ".", "-B", "built", f"-DCMAKE_CXX_COMPILER={CXX}", f"-DFOUND={found}",
                           f"-DCMAKE_CXX_FLAGS=-I{self.folder} -Wl,-rpath,{self.folder}"])  # fmt: skip
        self.assert_done(done)
        return done.stdout.split("causes=[", 1)[1].split("]\n", 1)[0]

    def test_is_the_one_that_petsc_links_or_petsc_links_none(self):
        self.assertEqual(self.causes("libhdf5_openmpi.so", "libhdf5_openmpi.so"), "")
        self.assertEqual(self.causes("libhdf5_serial.so", "libhdf5_serial.so"), "")
        self.assertEqual(self.causes("libhdf5_serial.so"), "")
        causes = self.causes("libhdf5_serial.so", "libhdf5_openmpi.so")
        for part in "PETSc links another HDF5", "libhdf5_serial.so", "libhdf5_openmpi.so":
            self.assertIn(part, causes)

    def test_that_cannot_be_linked_is_told_in_the_compilers_words(self):
        self.assertIn("H5open", self.causes("libpetsc.so"))


class Interpreter(Program):
    def test_without_packages_is_passed_over(self):
        """As one of pyenv, first on PATH, which has neither numpy nor h5py."""
        (self.folder / "bin").mkdir()
        self.write("bin/python3", '#!/bin/sh\nexec /usr/bin/python3 -S "$@"\n')
        (self.folder / "bin/python3").chmod(0o755)
        environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "KAPITZA_PROGRAM": KAPITZA}
        tools = [path for path in (ROOT / "tools").iterdir() if path.is_file() and "exec_python" in path.read_text()]
        self.assertGreaterEqual(len(tools), 6)
        for tool in tools:
            with self.subTest(tool.name):
                done = self.start([tool, "--help"], env=environment)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("usage:", done.stdout)


class Configuring(Program):
    def configure(self, *arguments):
        return self.start([CMAKE, "-G", "Ninja", "-S", ROOT, "-B", "built", f"-DCMAKE_CXX_COMPILER={CXX}", *arguments], timeout=300)

    def test_builds_the_program_without_libraries_of_the_tests(self):
        missing = ["-DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_benchmark=ON"]
        done = self.configure(*missing)
        self.assert_done(done)
        for part in "GoogleTest", "KAPITZA_TESTS is OFF", "Google Benchmark", "KAPITZA_BENCH is OFF":
            self.assertIn(part, done.stderr)
        self.assertIn("kapitza: phony", self.start(["ninja", "-C", "built", "-t", "targets", "all"]).stdout)
        insisted = self.configure(*missing, "-DKAPITZA_TESTS=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_fmt=ON")
        self.assertNotEqual(insisted.returncode, 0)
        for part in "GoogleTest with GoogleMock, or -DKAPITZA_TESTS=OFF (libgmock-dev)", "fmt (libfmt-dev)", "KAPITZA_FETCH=ON brings fmt":
            self.assertIn(part, " ".join(insisted.stderr.split()))


class Setup(Program):
    """tools/setup where nothing is installed and nobody may install it: the programs that it calls leave a line each."""

    def setUp(self):
        super().setUp()
        for name in "tools", "bin":
            (self.folder / name).mkdir()
        shutil.copy(ROOT / "tools/setup", self.folder / "tools/setup")
        shutil.copytree(ROOT / "tools/lib", self.folder / "tools/lib", ignore=shutil.ignore_patterns("__pycache__"))
        self.write("CMakePresets.json", "{}")
        for name, code in ("apt-get", 0), ("dpkg-query", 0), ("sudo", 1), ("cmake", 0), ("ninja", 0):
            self.write(f"bin/{name}", f'#!/bin/sh\necho {name} "$@" >>"{self.folder}/called"\nexit {code}\n')
            (self.folder / "bin" / name).chmod(0o755)
        self.as_nobody = {}
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", str(NOBODY), self.folder], check=True)
            self.as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def setup(self, *arguments):
        environment = {**os.environ, "PATH": f"{self.folder}/bin:/usr/bin:/bin"}
        done = self.start(["tools/setup", *arguments], env=environment, **self.as_nobody)
        called = self.folder / "called"
        return done, called.read_text().splitlines() if called.exists() else []

    def test_without_root_lists_what_is_missing_and_lets_cmake_decide(self):
        done, called = self.setup("-DKAPITZA_FETCH=ON")
        self.assert_done(done)
        self.assertIn("warning: not root, and no sudo; not installed: g++ cmake", done.stderr)
        self.assertIn("libpetsc-real-dev", done.stderr)
        self.assertIn("cmake --preset release -DKAPITZA_FETCH=ON", called)
        self.assertFalse([line for line in called if line.startswith("apt-get")])
        self.assertTrue([line for line in called if line.startswith("cmake --build") and line.endswith("--target kapitza")])

    def test_insists_on_the_tests_only_where_they_are_wanted(self):
        self.setup()
        self.write("build/CMakeCache.txt", "KAPITZA_TESTS_LEFT_OUT:INTERNAL=ON\n")
        _, called = self.setup()
        self.assertNotIn("cmake --preset release -DKAPITZA_TESTS=ON", called)
        _, called = self.setup("--target", "all")
        self.assertIn("cmake --preset release -DKAPITZA_TESTS=ON", called)


if __name__ == "__main__":
    unittest.main()
