#pragma once

#include <algorithm>
#include <limits>
#include <string>

#include "kapitza/base/clock.hpp"

namespace kapitza::kinds {

/// Seconds of processor time that f() takes: the least of several calls within 0.1 s or more, after one call that does not count.
template <class F>
double timed(F&& f) {
  f();
  const double start = processor_time();
  double least = std::numeric_limits<double>::infinity(), end = start;
  do {
    const double begin = end;
    f();
    end = processor_time();
    least = std::min(least, end - begin);
  } while (end - start < 0.1);
  return least;
}

/// The same of one call; what is measured with it takes long enough for that.
template <class F>
double timed_once(F&& f) {
  const double start = processor_time();
  f();
  return processor_time() - start;
}

/// Bytes of a process before it solves anything: program and libraries, measured as the largest resident size of runs of hardly
/// any work, between the 44 MB with Open MPI 4 and the 30 with Open MPI 5. What PETSc and MUMPS, or the dense algebra of LAPACK,
/// add once they are used counts with their kinds.
inline constexpr double resident = 3.7e7;
/// Seconds of processor time of the same.
inline constexpr double start_up = 0.2;

/// "83.1 MB".
std::string format_bytes(double bytes);

}  // namespace kapitza::kinds
