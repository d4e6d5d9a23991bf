#include "kapitza/base/clock.hpp"

#include <chrono>
#include <utility>

namespace kapitza {

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Clock clock_or_steady(Clock asked) {
  return asked ? std::move(asked) : steady_seconds;
}

}  // namespace kapitza
