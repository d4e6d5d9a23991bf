#pragma once

#include <cmath>

namespace kapitza::test {

/// The larger of two numbers, or NaN if one is. std::max(worst, NaN) is `worst`, and EXPECT_LT would see nothing.
inline double max_or_nan(double a, double b) {
  return std::isnan(a) || a > b ? a : b;
}

}  // namespace kapitza::test
