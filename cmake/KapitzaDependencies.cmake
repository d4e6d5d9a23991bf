# Imported targets of everything the project stands on; README.md says what each is for. All that is missing is reported
# at once, by the names of the Debian packages.
set(KAPITZA_MISSING "")
macro(kapitza_require found what package)
  if(NOT ${found})
    list(APPEND KAPITZA_MISSING "${what} (${package})")
  endif()
endmacro()

find_package(PkgConfig QUIET)
kapitza_require(PkgConfig_FOUND "pkg-config" pkg-config)
find_package(MPI QUIET COMPONENTS C CXX)
kapitza_require(MPI_FOUND "MPI" libopenmpi-dev)
find_package(LAPACK QUIET)
kapitza_require(LAPACK_FOUND "LAPACK" libopenblas-dev)
find_package(Eigen3 3.4 QUIET NO_MODULE)
kapitza_require(Eigen3_FOUND "Eigen 3.4" libeigen3-dev)
find_package(tomlplusplus QUIET)
kapitza_require(tomlplusplus_FOUND "toml++" libtomlplusplus-dev)
find_package(CLI11 QUIET)
kapitza_require(CLI11_FOUND "CLI11" libcli11-dev)
find_package(fmt QUIET)
kapitza_require(fmt_FOUND "fmt" libfmt-dev)
find_package(spdlog QUIET)
kapitza_require(spdlog_FOUND "spdlog" libspdlog-dev)
if(PkgConfig_FOUND)
  pkg_search_module(PETSC QUIET IMPORTED_TARGET PETSc petsc)
  pkg_check_modules(FFTW QUIET IMPORTED_TARGET fftw3)
  pkg_check_modules(MUPARSER QUIET IMPORTED_TARGET muparser)
endif()
kapitza_require(PETSC_FOUND "PETSc" libpetsc-real-dev)
if(PETSC_FOUND) # without the flags and macros that its package was compiled with
  set_target_properties(PkgConfig::PETSC PROPERTIES INTERFACE_COMPILE_OPTIONS "")
endif()
kapitza_require(FFTW_FOUND "FFTW 3" libfftw3-dev)
# Debian ships no pkg-config file for the distributed transforms; they lie beside the serial ones.
find_library(FFTW_MPI_LIBRARY fftw3_mpi HINTS ${FFTW_LIBRARY_DIRS} ${FFTW_LIBDIR})
find_path(FFTW_MPI_INCLUDE_DIR fftw3-mpi.h HINTS ${FFTW_INCLUDE_DIRS} ${FFTW_INCLUDEDIR})
if(FFTW_MPI_LIBRARY AND FFTW_MPI_INCLUDE_DIR)
  set(FFTW_MPI_FOUND TRUE)
endif()
kapitza_require(FFTW_MPI_FOUND "FFTW 3 for MPI" libfftw3-mpi-dev)
kapitza_require(MUPARSER_FOUND "muParser" libmuparser-dev)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h)
kapitza_require(RANDOM123_INCLUDE_DIR "Random123" librandom123-dev)

# Without MPI's flags FindHDF5 could settle for a serial library that is installed beside the parallel one.
set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 QUIET COMPONENTS C HL)
if(HDF5_FOUND AND NOT HDF5_IS_PARALLEL)
  set(HDF5_FOUND FALSE)
endif()
kapitza_require(HDF5_FOUND "HDF5 in its parallel (MPI) build" libhdf5-openmpi-dev)

if(KAPITZA_TESTS)
  find_package(GTest QUIET)
  kapitza_require(GTest_FOUND "GoogleTest, or -DKAPITZA_TESTS=OFF" libgmock-dev)
endif()
if(KAPITZA_BENCH)
  find_package(benchmark QUIET)
  kapitza_require(benchmark_FOUND "Google Benchmark, or -DKAPITZA_BENCH=OFF" libbenchmark-dev)
endif()

if(KAPITZA_MISSING)
  list(JOIN KAPITZA_MISSING "\n  " text)
  message(FATAL_ERROR "Not found:\n  ${text}\nOn Debian and Ubuntu tools/setup installs what is missing; elsewhere load or "
                      "build it and point CMAKE_PREFIX_PATH and PKG_CONFIG_PATH there.")
endif()

include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LIBRARIES PkgConfig::PETSC MPI::MPI_C)
check_cxx_source_compiles("
  #include <petscsys.h>
  #if defined(PETSC_USE_COMPLEX) || !defined(PETSC_USE_REAL_DOUBLE) || defined(PETSC_USE_64BIT_INDICES) \
      || !defined(PETSC_HAVE_MUMPS)
  #error unsuitable
  #endif
  int main() { return 0; }" KAPITZA_PETSC_IS_SUITABLE)
unset(CMAKE_REQUIRED_LIBRARIES)
if(NOT KAPITZA_PETSC_IS_SUITABLE)
  message(FATAL_ERROR "PETSc ${PETSC_VERSION} in ${PETSC_PREFIX} does not serve: needed are real double-precision scalars, 32-bit "
                      "indices, MUMPS, and the MPI that CMake found (Debian: libpetsc-real-dev; PKG_CONFIG_PATH chooses another)")
endif()

# The deprecated C++ bindings of MPI are left out: their headers are full of warnings.
add_library(kapitza_mpi INTERFACE)
target_link_libraries(kapitza_mpi INTERFACE MPI::MPI_C)
target_compile_definitions(kapitza_mpi INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)

# Headers only.
add_library(kapitza_random123 INTERFACE)
target_include_directories(kapitza_random123 SYSTEM INTERFACE ${RANDOM123_INCLUDE_DIR})

# Products by BLAS. The alignment is that of malloc: what one target with wider vector registers allocates, another frees.
add_library(kapitza_eigen INTERFACE)
target_compile_definitions(kapitza_eigen INTERFACE EIGEN_USE_BLAS EIGEN_MAX_ALIGN_BYTES=16)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Raised wrongly by the compiler's own intrinsics for AVX-512 (GCC bug 105593).
  target_compile_options(kapitza_eigen INTERFACE $<BUILD_INTERFACE:-Wno-maybe-uninitialized>)
endif()
target_link_libraries(kapitza_eigen INTERFACE Eigen3::Eigen LAPACK::LAPACK)

# hdf5.h of the parallel build includes mpi.h.
add_library(kapitza_hdf5 INTERFACE)
target_include_directories(kapitza_hdf5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
target_link_libraries(kapitza_hdf5 INTERFACE ${HDF5_HL_LIBRARIES} ${HDF5_LIBRARIES} kapitza_mpi)

add_library(kapitza_fftw_mpi INTERFACE)
target_include_directories(kapitza_fftw_mpi SYSTEM INTERFACE ${FFTW_MPI_INCLUDE_DIR})
target_link_libraries(kapitza_fftw_mpi INTERFACE ${FFTW_MPI_LIBRARY} PkgConfig::FFTW kapitza_mpi)
