# kapitza_check_hdf5(<result>): what keeps the HDF5 that was found (HDF5_INCLUDE_DIRS, HDF5_LIBRARIES) from serving beside PETSc
# (PkgConfig::PETSC, MPI::MPI_C), empty if nothing does. Parallel or serial is the same to us, who write from the first rank. But
# two builds with the same symbols in one process call each other: it has to be the one that PETSc links, if PETSc links any.
function(kapitza_check_hdf5 result)
  set(source ${CMAKE_BINARY_DIR}/CMakeFiles/kapitza_hdf5.cpp)
  set(program ${CMAKE_BINARY_DIR}/CMakeFiles/kapitza_hdf5.exe)
  file(WRITE ${source} "#include <petscts.h>\n#include <hdf5.h>\nint main() { return TSInitializePackage() + H5open(); }\n")
  try_compile(links ${CMAKE_BINARY_DIR}/CMakeFiles/kapitza_hdf5 SOURCES ${source}
              CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${HDF5_INCLUDE_DIRS}" LINK_LIBRARIES ${HDF5_LIBRARIES} PkgConfig::PETSC MPI::MPI_C
              OUTPUT_VARIABLE output COPY_FILE ${program})
  set(causes "")
  if(NOT links)
    string(REGEX MATCHALL "[^\n]*(error|undefined reference|cannot find)[^\n]*" found "${output}")
    list(SUBLIST found 0 3 found)
    list(JOIN found "\n  " causes)
    set(causes "a program that uses it beside PETSc cannot be compiled and linked:\n  ${causes}")
  else()
    # What is linked statically does not show; it cannot be linked twice either.
    execute_process(COMMAND ldd ${program} OUTPUT_VARIABLE output ERROR_QUIET)
    string(REGEX MATCHALL "libhdf5(_(openmpi|mpich|serial|mpi))?\\.so[^ \n]* => [^ \n]+" found "${output}")
    list(TRANSFORM found REPLACE ".* => " "")
    list(REMOVE_DUPLICATES found)
    list(LENGTH found number)
    if(number GREATER 1)
      list(JOIN found " and " causes)
      set(causes "PETSc links another HDF5, and both would be in one process: ${causes}")
    endif()
  endif()
  set(${result} "${causes}" PARENT_SCOPE)
endfunction()
