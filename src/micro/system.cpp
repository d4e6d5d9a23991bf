#include "kapitza/micro/system.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "kapitza/base/error.hpp"

namespace kapitza::micro {
namespace {

void require_rate(double rate) {
  if (!(rate > 0 && std::isfinite(rate)))
    throw InvalidInput(fmt::format("damping rate {}; allowed: positive and finite", rate));
}

}  // namespace

std::vector<double> derivative_of_interaction(const std::map<int, double>& coefficients, double A) {
  std::vector<double> V_prime{A};
  for (const auto& [l, c] : coefficients) {
    const std::size_t power = l - 1;
    if (V_prime.size() <= power) V_prime.resize(power + 1, 0.0);
    V_prime[power] += c / std::tgamma(l);  // d/dy c y^l / l! = c y^{l-1} / (l-1)!
  }
  return V_prime;
}

double Damping::integral() const noexcept {
  return std::accumulate(gamma.begin(), gamma.end(), 0.0);
}

Damping smooth_reservoir(std::int64_t sites, std::int64_t width, double rate) {
  require_rate(rate);
  if (width < 1 || 2 * width - 1 > sites)
    throw InvalidInput(fmt::format("reservoirs of width {} on a ring of {} sites; allowed: 1 to {}",
                                   width, sites, (sites + 1) / 2));
  Damping damping{.first = (sites - (width - 1)) % sites, .gamma = {}};
  damping.gamma.reserve(2 * width - 1);
  for (std::int64_t d = -(width - 1); d < width; ++d) {
    const double c =
        std::cos(std::numbers::pi * static_cast<double>(d) / static_cast<double>(2 * width));
    damping.gamma.push_back(rate * c * c);
  }
  return damping;
}

Damping uniform_damping(std::int64_t sites, double rate) {
  require_rate(rate);
  return {.first = 0, .gamma = std::vector<double>(sites, rate)};
}

}  // namespace kapitza::micro
