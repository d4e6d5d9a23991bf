#include "estimate.hpp"

#include <fmt/core.h>

namespace kapitza::kinds {

std::string format_bytes(double bytes) {
  const char* unit = "B";
  for (const char* next : {"kB", "MB", "GB"}) {
    if (bytes < 1e3) break;
    bytes /= 1e3;
    unit = next;
  }
  return fmt::format("{:.3g} {}", bytes, unit);
}

}  // namespace kapitza::kinds
