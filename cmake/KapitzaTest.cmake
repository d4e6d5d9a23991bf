# kapitza_add_test(<layer>.<room>.<name> SOURCES <file>... LIBRARIES <target>... [RANKS <n>...] [TIMEOUT <s>])
#
# One GoogleTest executable. Without RANKS it is one serial test of that name. With RANKS it is started by mpirun once for
# each count, named <name>.np<n>, and its main (tests/support/mpi_main.cpp) fails if any rank fails.
# The label of a test is its layer: ctest -L unit. The target tests_<layer> builds a layer's executables.

# What tools/run sets, too; beyond it, tests share their cores with others.
set(KAPITZA_LAUNCH_VARIABLES ${PROJECT_SOURCE_DIR}/tools/lib/open_mpi.env)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${KAPITZA_LAUNCH_VARIABLES})
file(STRINGS ${KAPITZA_LAUNCH_VARIABLES} KAPITZA_TEST_ENVIRONMENT REGEX "^[A-Z]")
list(APPEND KAPITZA_TEST_ENVIRONMENT OMPI_MCA_mpi_yield_when_idle=1
  "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/leaks.supp")

# TIMEOUT ends what hangs. No test is so slow, on a machine that is busy with other things either.
foreach(layer IN ITEMS unit property convergence physics mpi)
  add_custom_target(tests_${layer})
endforeach()

function(kapitza_add_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES;RANKS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 1500)
  endif()
  string(REGEX REPLACE "\\..*" "" layer ${name})
  string(REPLACE "." "_" target test.${name})
  add_executable(${target} ${ARG_SOURCES})
  add_dependencies(tests_${layer} ${target})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE kapitza_options ${ARG_LIBRARIES} GTest::gmock)
  target_compile_options(${target} PRIVATE ${KAPITZA_LIGHT_OPTIMISATION})
  target_precompile_headers(${target} REUSE_FROM kapitza_test_headers)
  if(ARG_RANKS)
    target_link_libraries(${target} PRIVATE kapitza_mpi_main)
    foreach(n IN LISTS ARG_RANKS)
      add_test(NAME ${name}.np${n}
               COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${n} $<TARGET_FILE:${target}>)
      set_tests_properties(${name}.np${n} PROPERTIES LABELS ${layer} PROCESSORS ${n} TIMEOUT ${ARG_TIMEOUT}
                           ENVIRONMENT "${KAPITZA_TEST_ENVIRONMENT}")
    endforeach()
  else()
    target_link_libraries(${target} PRIVATE GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${target})
    set_tests_properties(${name} PROPERTIES LABELS ${layer} TIMEOUT ${ARG_TIMEOUT}
                         ENVIRONMENT "${KAPITZA_TEST_ENVIRONMENT}")
  endif()
endfunction()

# kapitza_add_benchmark(<name> SOURCES <file>... LIBRARIES <target>...): a Google Benchmark program, never a test.
function(kapitza_add_benchmark name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(bench_${name} ${ARG_SOURCES})
  set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
  target_link_libraries(bench_${name} PRIVATE kapitza_options ${ARG_LIBRARIES} benchmark::benchmark_main)
endfunction()
