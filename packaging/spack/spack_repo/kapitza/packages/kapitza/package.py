# Tested: not by Spack. Names, versions and variants of all dependencies were looked up in Spack's repository of packages (builtin,
# API v2.2), and this file was executed with stand-ins for Spack's classes; its CMake options with Debian's libraries.
import os

from spack_repo.builtin.build_systems.cmake import CMakePackage, generator

from spack.package import *


class Kapitza(CMakePackage):
    """Scattering of a one-dimensional integrable system at an extended chaotic defect: the stationary, inhomogeneous
    Boltzmann equation, its linear response with the boundary generalised resistance, and the driven field itself."""

    # The checkout in which this recipe lies, at what is committed.
    git = "file://" + os.path.realpath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 6))
    homepage = git

    license("BSD-3-Clause")

    version("main", branch="main")

    variant("python", default=True, description="What the tools for pictures and merging need")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("git", type="build")

    depends_on("mpi")
    depends_on("petsc@3.18:+mpi+mumps+double~complex")
    # Spack puts one HDF5 into the process: what PETSc asks of it (+mpi, unless petsc~hdf5) it gets.
    depends_on("hdf5@1.10.8:+hl")
    depends_on("fftw@3.3:+mpi")
    depends_on("blas")
    depends_on("lapack")
    depends_on("eigen@3.4")
    depends_on("random123")
    depends_on("tomlplusplus@3.3:")
    depends_on("muparser@2.3:")
    depends_on("cli11@2.1:")
    depends_on("fmt@9:")
    # With the fmt above: a Spack that still offers the choice wants spdlog+fmt_external on the command line.
    depends_on("spdlog@1.10:")
    depends_on("nlohmann-json@3.11:")
    depends_on("xxhash@0.8:")

    depends_on("googletest@1.12:+gmock", type="test")
    # The tests of the program are Python scripts.
    depends_on("python@3.9:", type="test")

    with when("+python"):
        depends_on("python@3.9:", type="run")
        depends_on("py-h5py", type=("run", "test"))
        depends_on("py-numpy", type=("run", "test"))
        depends_on("py-matplotlib", type=("run", "test"))

    generator("ninja")
    conflicts("%gcc@:11", msg="kapitza is written in C++20 and needs GCC 12 or newer")

    def cmake_args(self):
        return [
            # Spack's own compiler wrapper compiles for the target of the spec.
            self.define("KAPITZA_NATIVE", False),
            self.define("KAPITZA_TESTS", self.run_tests),
            self.define("KAPITZA_BENCH", False),
        ]

    def check(self):
        with working_dir(self.build_directory):
            ctest("--output-on-failure", "-LE", "^(nightly|slurm)$")
