#include "estimate.hpp"

#include <fmt/core.h>
#include <time.h>

namespace kapitza::kinds {

double processor_time() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

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
