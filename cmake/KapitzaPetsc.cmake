# kapitza_check_petsc(<result>): what keeps the PETSc that was found (PkgConfig::PETSC, beside MPI::MPI_C) from serving, empty if
# nothing does. Its indices may have 32 or 64 bits.
function(kapitza_check_petsc result)
  set(source ${CMAKE_BINARY_DIR}/CMakeFiles/kapitza_petsc.cpp)
  file(WRITE ${source} [=[
#include <petscversion.h>
#include <petscconf.h>
#if PETSC_VERSION_LT(3, 18, 0)
#error cause: older than 3.18
#endif
#ifdef PETSC_USE_COMPLEX
#error cause: complex scalars, needed are real ones
#endif
#ifndef PETSC_USE_REAL_DOUBLE
#error cause: not in double precision
#endif
#if defined(PETSC_HAVE_MPIUNI)
#error cause: built without MPI
#endif
#ifndef PETSC_HAVE_MUMPS
#error cause: built without MUMPS, the sparse direct solver
#endif
#include <petscts.h>
int main() { return TSInitializePackage(); }
]=])
  try_compile(serves ${CMAKE_BINARY_DIR}/CMakeFiles/kapitza_petsc SOURCES ${source}
              LINK_LIBRARIES PkgConfig::PETSC MPI::MPI_C OUTPUT_VARIABLE output)
  set(causes "")
  if(NOT serves)
    string(REGEX MATCHALL "error:? \"?cause: [^\n\"]*" found "${output}")
    list(TRANSFORM found REPLACE ".*cause: " "")
    list(REMOVE_DUPLICATES found)
    list(JOIN found "; " causes)
    if(causes STREQUAL "")
      # Another MPI than the one that CMake found, a header or a library that is not there: in the compiler's words.
      string(REGEX MATCHALL "[^\n]*(error|undefined reference|cannot find)[^\n]*" found "${output}")
      list(SUBLIST found 0 3 found)
      list(JOIN found "\n  " causes)
      set(causes "a program that uses it with the MPI found cannot be compiled and linked:\n  ${causes}")
    endif()
  endif()
  set(${result} "${causes}" PARENT_SCOPE)
endfunction()
