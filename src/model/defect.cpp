#include "kapitza/model/defect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kapitza/base/error.hpp"

namespace kapitza::model {
namespace {

constexpr double least_visible = 1e-8;  // of the maximum

double sum_of_squares(std::span<const double> D) noexcept {
  return std::inner_product(D.begin(), D.end(), D.begin(), 0.0);
}

}  // namespace

double smooth_box(double y, double w) noexcept {
  return (std::tanh((y + 0.5) / w) - std::tanh((y - 0.5) / w)) / 2;
}

DefectProfile sampled_defect(const std::function<double(double y)>& D, double length,
                             std::int64_t centre, std::int64_t sites) {
  std::vector<double> values;
  values.reserve(sites);
  double largest = 0;
  for (std::int64_t x = 0; x < sites; ++x) {
    const double y = static_cast<double>(x - centre) / length;
    values.push_back(D(y));
    if (!std::isfinite(values.back()))
      throw InvalidInput(fmt::format("defect profile D(y) is not finite at y = {:g}", y));
    largest = std::max(largest, std::abs(values.back()));
  }
  if (largest == 0) throw InvalidInput("defect profile D(y) vanishes on all sites");

  const auto matters = [&](double value) { return std::abs(value) > least_visible * largest; };
  const auto first = std::find_if(values.begin(), values.end(), matters);
  const auto end = std::find_if(values.rbegin(), values.rend(), matters).base();
  if (first == values.begin() || end == values.end()) {
    const bool at_start = first == values.begin();
    const std::int64_t x = at_start ? 0 : sites - 1;
    throw InvalidInput(fmt::format(
        "defect profile D(y) has not fallen below 1e-8 of its maximum at the end of the lattice, "
        "y = {:g}: found {:g} of it",
        static_cast<double>(x - centre) / length, std::abs(values[x]) / largest));
  }
  return {.first = first - values.begin(), .D = {first, end}};
}

DefectProfile sharp_box(std::int64_t length, std::int64_t centre) {
  if (length < 1)
    throw InvalidInput(fmt::format("defect of {} sites; allowed: at least 1", length));
  return {.first = centre - length / 2, .D = std::vector<double>(length, 1.0)};
}

double effective_interaction(double lambda, std::span<const double> D) noexcept {
  return lambda * lambda * sum_of_squares(D);
}

double coupling(double Lambda, std::span<const double> D) noexcept {
  return std::sqrt(Lambda / sum_of_squares(D));
}

}  // namespace kapitza::model
