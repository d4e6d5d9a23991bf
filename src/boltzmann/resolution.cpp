#include "kapitza/boltzmann/resolution.hpp"

#include <algorithm>
#include <cmath>

namespace kapitza::boltzmann {

namespace {

constexpr double safety = 1.25;  // both parts fall short more often than they exceed

double largest(const std::vector<double>& d) {
  double size = 0;
  for (const double value : d)
    size = std::max(size, std::abs(value));
  return size;
}

}  // namespace

double Resolution::largest_correction() const {
  return std::max({largest(left), largest(center), largest(right)});
}

void Resolution::judge(double largest_n) {
  indicator = safety * std::max(std::max(largest(left), largest(right)) / largest_n, layer);
}

double Resolution::worst(double largest_n) const {
  return std::max(indicator, safety * largest(center) / largest_n);
}

}  // namespace kapitza::boltzmann
