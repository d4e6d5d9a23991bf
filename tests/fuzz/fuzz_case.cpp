#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/examine.hpp"

/// The entry that libFuzzer calls with one text after the other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string violated = kapitza::fuzz::examine({reinterpret_cast<const char*>(data), size});
  if (violated.empty()) return 0;
  std::fprintf(stderr, "violated: %s\n", violated.c_str());
  std::abort();
}
