#pragma once

#include <functional>

namespace kapitza {

/// Seconds since any origin; only differences count. Whatever measures time takes one, so that a test can make its own.
using Clock = std::function<double()>;

/// Of the clock of this machine that never goes back; what an empty Clock stands for.
double steady_seconds();

/// Seconds of processor time that this process has taken: other load on the machine does not count.
double processor_time();

/// `asked`, or the default.
Clock clock_or_steady(Clock asked);

}  // namespace kapitza
