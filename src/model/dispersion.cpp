#include "kapitza/model/dispersion.hpp"

#include <cmath>
#include <numbers>

namespace kapitza::model {
namespace {

using std::numbers::pi;

double fold_into_zone(double k) noexcept {
  return k >= -pi && k < pi ? k : k - 2.0 * pi * std::floor((k + pi) / (2.0 * pi));
}

}  // namespace

double ParabolicDispersion::energy(double k) const noexcept {
  const double folded = fold_into_zone(k);
  return folded * folded;
}

double ParabolicDispersion::velocity(double k) const noexcept {
  return 2.0 * fold_into_zone(k);
}

double ParabolicDispersion::min_energy() const noexcept {
  return 0.0;
}

double ParabolicDispersion::max_energy() const noexcept {
  return pi * pi;
}

double ParabolicDispersion::max_speed() const noexcept {
  return 2.0 * pi;
}

}  // namespace kapitza::model
