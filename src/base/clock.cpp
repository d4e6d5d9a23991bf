#include "kapitza/base/clock.hpp"

#include <time.h>

#include <chrono>
#include <utility>

namespace kapitza {

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processor_time() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Clock clock_or_steady(Clock asked) {
  return asked ? std::move(asked) : steady_seconds;
}

}  // namespace kapitza
