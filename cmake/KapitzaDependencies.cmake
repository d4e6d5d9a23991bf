# Imported targets of everything the project stands on. Each is named with its purpose in README.md.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

find_package(MPI REQUIRED COMPONENTS C CXX)
add_library(kapitza_mpi INTERFACE)
target_link_libraries(kapitza_mpi INTERFACE MPI::MPI_C)
target_compile_definitions(kapitza_mpi INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)

pkg_search_module(PETSC REQUIRED IMPORTED_TARGET PETSc petsc)
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LIBRARIES PkgConfig::PETSC MPI::MPI_C)
check_cxx_source_compiles("
  #include <petscsys.h>
  #if defined(PETSC_USE_COMPLEX) || !defined(PETSC_USE_REAL_DOUBLE) || !defined(PETSC_HAVE_MUMPS)
  #error unsuitable
  #endif
  int main() { return 0; }" KAPITZA_PETSC_IS_REAL_DOUBLE_WITH_MUMPS)
unset(CMAKE_REQUIRED_LIBRARIES)
if(NOT KAPITZA_PETSC_IS_REAL_DOUBLE_WITH_MUMPS)
  message(FATAL_ERROR "PETSc must be built with real double-precision scalars and MUMPS")
endif()

pkg_check_modules(FFTW REQUIRED IMPORTED_TARGET fftw3)

set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 REQUIRED COMPONENTS C)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "HDF5 must be its parallel (MPI) build")
endif()
add_library(kapitza_hdf5 INTERFACE)
target_include_directories(kapitza_hdf5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
target_link_libraries(kapitza_hdf5 INTERFACE ${HDF5_LIBRARIES} ${HDF5_HL_LIBRARIES} kapitza_mpi)

find_package(LAPACK REQUIRED)
find_package(tomlplusplus REQUIRED)
pkg_check_modules(MUPARSER REQUIRED IMPORTED_TARGET muparser)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
