#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace kapitza::test {

/// Least-squares slope of log error against log h.
inline double fitted_order(std::span<const double> h, std::span<const double> error) {
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  const auto count = static_cast<double>(h.size());
  for (std::size_t i = 0; i < h.size(); ++i) {
    const double x = std::log(h[i]), y = std::log(error[i]);
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  return (count * sxy - sx * sy) / (count * sxx - sx * sx);
}

}  // namespace kapitza::test
