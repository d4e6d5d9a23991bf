#include "kapitza/boltzmann/resolution.hpp"

#include <algorithm>
#include <cmath>

namespace kapitza::boltzmann {

namespace {

constexpr double safety = 1.25;  // both parts fall short more often than they exceed

}  // namespace

void Resolution::judge(double largest_n) {
  double worst = 0;
  for (const auto* side : {&left, &center, &right})
    for (const double d : *side)
      worst = std::max(worst, std::abs(d));
  indicator = safety * std::max(worst / largest_n, layer);
}

}  // namespace kapitza::boltzmann
