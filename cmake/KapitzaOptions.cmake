# kapitza_options: what every target of the project is compiled with, and nothing that leaks to its users.
add_library(kapitza_options INTERFACE)
target_compile_options(kapitza_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wdouble-promotion)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Raised wrongly by "literal" + std::string under optimisation (GCC bug 105651).
  target_compile_options(kapitza_options INTERFACE -Wno-restrict)
endif()
if(KAPITZA_WERROR)
  target_compile_options(kapitza_options INTERFACE -Werror)
endif()
if(KAPITZA_NATIVE)
  target_compile_options(kapitza_options INTERFACE -march=native)
endif()
if(KAPITZA_SANITIZE)
  target_compile_options(kapitza_options INTERFACE
    -fsanitize=${KAPITZA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(kapitza_options INTERFACE -fsanitize=${KAPITZA_SANITIZE})
endif()
if(KAPITZA_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "KAPITZA_FUZZ needs libFuzzer, which comes with clang, and the compiler is ${CMAKE_CXX_COMPILER_ID}; "
                        "Debian: apt-get install clang libclang-rt-14-dev, then cmake --preset fuzz")
  endif()
  target_compile_options(kapitza_options INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(kapitza_options INTERFACE -fsanitize=address,undefined)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

# For what computes nothing for long: rooms that read, decide and write, and the tests themselves. Their optimisation would only be
# waited for, twice as long under sanitizers. They go to a precompiled header as well: it is refused by what is compiled with others.
set(KAPITZA_LIGHT_OPTIMISATION $<$<NOT:$<CONFIG:Debug>>:-O1>)
if(KAPITZA_SANITIZE)
  # -Wuninitialized is raised wrongly inside GCC's own headers of vector instructions.
  set(KAPITZA_LIGHT_OPTIMISATION -O0 -Wno-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Raised wrongly by std::string at this level (GCC bug 105329).
  list(APPEND KAPITZA_LIGHT_OPTIMISATION -Wno-array-bounds -Wno-stringop-overflow)
endif()
