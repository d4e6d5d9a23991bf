# Writes revision.hpp: version, git revision and compiler of the build.
#
# Included, it adds the target kapitza_revision, which runs this same file as a script in every build, so that a commit
# shows without a new configure. The header is only touched when its text changes, so nothing is compiled in vain.
if(CMAKE_SCRIPT_MODE_FILE)
  set(revision unknown)
  find_program(git NAMES git)
  if(git)
    # A git repository further up does not count: it says nothing about an unpacked source archive.
    execute_process(COMMAND ${git} -C ${SOURCE_DIR} rev-parse --show-cdup HEAD
                    OUTPUT_VARIABLE answer ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed AND answer MATCHES "^\n([0-9a-f]+)\n$")
      string(SUBSTRING ${CMAKE_MATCH_1} 0 12 revision)
      execute_process(COMMAND ${git} -C ${SOURCE_DIR} --no-optional-locks status --porcelain --untracked-files=no
                      OUTPUT_VARIABLE changes ERROR_QUIET)
      if(NOT changes STREQUAL "")
        string(APPEND revision -dirty)
      endif()
    endif()
  endif()
  file(CONFIGURE OUTPUT ${HEADER} @ONLY CONTENT [=[
#pragma once
#define KAPITZA_VERSION "@VERSION@"
#define KAPITZA_REVISION "@revision@"
#define KAPITZA_COMPILER "@COMPILER@"
]=])
  return()
endif()

set(KAPITZA_GENERATED_DIR ${PROJECT_BINARY_DIR}/generated)
set(compiler "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, ${CMAKE_BUILD_TYPE}")
if(KAPITZA_NATIVE)
  string(APPEND compiler ", -march=native")
endif()
if(KAPITZA_SANITIZE)
  string(APPEND compiler ", -fsanitize=${KAPITZA_SANITIZE}")
endif()
add_custom_target(kapitza_revision
  COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION} "-DCOMPILER=${compiler}"
          -DHEADER=${KAPITZA_GENERATED_DIR}/kapitza/base/revision.hpp -P ${CMAKE_CURRENT_LIST_DIR}/KapitzaRevision.cmake
  BYPRODUCTS ${KAPITZA_GENERATED_DIR}/kapitza/base/revision.hpp
  COMMENT "Reading the git revision" VERBATIM)
