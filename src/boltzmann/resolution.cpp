#include "kapitza/boltzmann/resolution.hpp"

#include <algorithm>
#include <cmath>

namespace kapitza::boltzmann {

namespace {

constexpr double safety = 1.25;  // both parts fall short more often than they exceed

}  // namespace

void Resolution::judge(double largest_n) {
  double worst = 0;
  for (const auto* side : {&left, &right})
    for (const double d : *side)
      worst = std::max(worst, std::abs(d));
  indicator = safety * std::max(worst / largest_n, layer);
}

double Resolution::worst(double largest_n) const {
  double most = 0;
  for (const double d : center)
    most = std::max(most, std::abs(d));
  return std::max(indicator, safety * most / largest_n);
}

}  // namespace kapitza::boltzmann
