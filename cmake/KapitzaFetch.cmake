# -DKAPITZA_FETCH=ON: the small libraries come from their authors' archives, at these versions and in no other bytes; what the site
# has to provide is MPI, PETSc, HDF5, FFTW and LAPACK. -DFETCHCONTENT_SOURCE_DIR_<NAME>=FOLDER with the name in capitals takes an
# unpacked archive instead, for a machine without a way out.
include(FetchContent)
include(GNUInstallDirs)

set(github https://github.com)
set(fetched
  "fmt           | ${github}/fmtlib/fmt/archive/refs/tags/9.1.0.tar.gz               | 5dea48d1fcddc3ec571ce2058e13910a0d4a6bab4cc09a809d8b1dd1c88ae6f2"
  "spdlog        | ${github}/gabime/spdlog/archive/refs/tags/v1.11.0.tar.gz          | ca5cae8d6cac15dae0ec63b21d6ad3530070650f68076f3a4a862ca293a858bb"
  "muparser      | ${github}/beltoforion/muparser/archive/refs/tags/v2.3.3-1.tar.gz  | 91d26d8274ae9cd9c776ee58250aeddc6b574f369eafd03b25045b858a2b8177"
  "tomlplusplus  | ${github}/marzer/tomlplusplus/archive/refs/tags/v3.3.0.tar.gz     | fc1a5eb410f3c67e90e5ad1264a1386d020067cfb01b633cc8c0441789aa6cf2"
  "cli11         | ${github}/CLIUtils/CLI11/archive/refs/tags/v2.3.2.tar.gz          | aac0ab42108131ac5d3344a9db0fdf25c4db652296641955720a4fbe52334e22"
  "random123     | ${github}/DEShawResearch/random123/archive/refs/tags/v1.14.0.tar.gz | effafd8656b18030b2a5b995cd3650c51a7c45052e6e1c21e48b9fa7a59d926e"
  "nlohmann_json | ${github}/nlohmann/json/archive/refs/tags/v3.11.2.tar.gz          | d69f9deb6a75e2580465c6c4c5111b89c4dc2fa94e3a85fcd2ffcd9a143d9273"
  "xxhash        | ${github}/Cyan4973/xxHash/archive/refs/tags/v0.8.1.tar.gz         | 3bb6b7d6f30c591dd65aaaff1c8b7a5b94d81687998ca9400082c739a690436c"
  "eigen         | https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.bz2 | b4c198460eba6f28d34894e3a5710998818515104d6e74e5cc331ce31e46e626")

# Those that have something to compile are built and installed with the project, by their own build files. They stay out of its
# warnings and options. The last line lets a CMake that has forgotten the ways of 2014 read them.
set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
set(BUILD_SHARED_LIBS OFF)
set(BUILD_TESTING OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(FMT_INSTALL ON)
set(SPDLOG_INSTALL ON)
set(SPDLOG_FMT_EXTERNAL ON)
set(ENABLE_SAMPLES OFF)
set(ENABLE_OPENMP OFF)
set(CMAKE_POLICY_VERSION_MINIMUM 3.5)

set(names "")
foreach(line IN LISTS fetched)
  string(REGEX REPLACE " *\\| *" ";" line "${line}")
  list(GET line 0 name)
  list(GET line 1 url)
  list(GET line 2 hash)
  string(STRIP ${name} name)
  # Of headers only the files are wanted: their build files would add tests and packages, and are not where this says.
  set(place "")
  if(NOT name MATCHES "^(fmt|spdlog|muparser)$")
    set(place SOURCE_SUBDIR only_its_headers)
  endif()
  FetchContent_Declare(${name} URL ${url} URL_HASH SHA256=${hash} ${place} SYSTEM)
  list(APPEND names ${name})
endforeach()
FetchContent_MakeAvailable(${names})

if(NOT TARGET muparser::muparser)
  add_library(muparser::muparser ALIAS muparser)
endif()
# kapitza_headers(<target> <folder>): a library of headers.
function(kapitza_headers target folder)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} INTERFACE ${folder})
endfunction()
kapitza_headers(tomlplusplus::tomlplusplus ${tomlplusplus_SOURCE_DIR}/include)
kapitza_headers(CLI11::CLI11 ${cli11_SOURCE_DIR}/include)
kapitza_headers(nlohmann_json::nlohmann_json ${nlohmann_json_SOURCE_DIR}/include)
# Those of the rooms include it: it is installed where the package of CMake says that it is.
kapitza_headers(Eigen3::Eigen ${eigen_SOURCE_DIR})
install(DIRECTORY ${eigen_SOURCE_DIR}/Eigen DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/kapitza-eigen)
# Its one file becomes part of the room that uses it.
add_library(kapitza_xxhash OBJECT ${xxhash_SOURCE_DIR}/xxhash.c)
kapitza_headers(xxHash::xxhash ${xxhash_SOURCE_DIR})
target_sources(xxHash::xxhash INTERFACE $<TARGET_OBJECTS:kapitza_xxhash>)
set(RANDOM123_INCLUDE_DIR ${random123_SOURCE_DIR}/include)

foreach(name IN ITEMS CMAKE_POLICY_DEFAULT_CMP0077 BUILD_SHARED_LIBS BUILD_TESTING CMAKE_POSITION_INDEPENDENT_CODE
        CMAKE_POLICY_VERSION_MINIMUM)
  unset(${name})
endforeach()
