#pragma once

#include <chrono>
#include <string>

namespace kapitza::kinds {

/// Seconds that f() takes: the mean over at least 0.1 s, after one call that does not count.
template <class F>
double timed(F&& f) {
  using clock = std::chrono::steady_clock;
  f();
  const auto start = clock::now();
  int calls = 0;
  double elapsed = 0;
  do {
    f();
    ++calls;
    elapsed = std::chrono::duration<double>(clock::now() - start).count();
  } while (elapsed < 0.1);
  return elapsed / calls;
}

/// Bytes of a process of any kind before it solves anything: program and libraries, measured as the largest resident size of runs of hardly any
/// work.
inline constexpr double resident = 6e7;

/// "83.1 MB".
std::string format_bytes(double bytes);

}  // namespace kapitza::kinds
