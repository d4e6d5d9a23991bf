#include "kapitza/model/defect_coordinate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza::model {
namespace {

constexpr double furthest = 64;
constexpr int looked_at = 16384;      // between both ends
constexpr int intervals = 2048;       // of what is left of it
constexpr double negligible = 1e-12;  // of the maximum
constexpr int nodes_per_interval = 6;

const GaussRule& rule() {
  static const GaussRule gauss = gauss_legendre(nodes_per_interval);
  return gauss;
}

double finite(const std::function<double(double)>& D, double y) {
  const double value = D(y);
  if (!std::isfinite(value))
    throw InvalidInput(fmt::format("defect profile D(y) is not finite at y = {:g}", y));
  return value;
}

/// int_a^b D^2 dy
double square_between(const std::function<double(double)>& D, double a, double b) {
  double sum = 0;
  for (int i = 0; i < nodes_per_interval; ++i) {
    const double value = finite(D, a + (b - a) * rule().nodes[static_cast<std::size_t>(i)]);
    sum += rule().weights[static_cast<std::size_t>(i)] * value * value;
  }
  return (b - a) * sum;
}

}  // namespace

DefectCoordinate::DefectCoordinate(std::function<double(double)> D) : D_{std::move(D)} {
  std::vector<double> size;
  const auto at = [](std::ptrdiff_t i) {
    return furthest * (2.0 * static_cast<double>(i) / looked_at - 1);
  };
  for (int i = 0; i <= looked_at; ++i)
    size.push_back(std::abs(finite(D_, at(i))));
  const double largest = *std::ranges::max_element(size);
  if (largest == 0) throw InvalidInput("defect profile D(y) vanishes everywhere");
  const auto matters = [&](double value) { return value > negligible * largest; };
  const auto first = std::ranges::find_if(size, matters) - size.begin();
  const auto last = size.rend() - std::find_if(size.rbegin(), size.rend(), matters) - 1;
  if (first == 0 || last == looked_at)
    throw InvalidInput(
        fmt::format("defect profile D(y) has not fallen below {:g} of its maximum at y = {:g}",
                    negligible, first == 0 ? -furthest : furthest));
  const double begin = at(first - 1), end = at(last + 1);
  y_.push_back(begin);
  behind_.push_back(0);
  for (int i = 0; i < intervals; ++i) {
    const double next = begin + (end - begin) * (i + 1) / intervals;
    behind_.push_back(behind_.back() + square_between(D_, y_.back(), next));
    y_.push_back(next);
  }
  squared_ = behind_.back();
  symmetric_ = true;
  for (std::size_t i = 0; i < y_.size() && symmetric_; ++i)
    symmetric_ = std::abs(D_(y_[i]) - D_(-y_[i])) <= negligible * largest;
}

DefectCoordinate DefectCoordinate::box() {
  DefectCoordinate box;
  box.sharp_ = true;
  box.symmetric_ = true;
  return box;
}

double DefectCoordinate::effective_interaction(double lambda, double length) const noexcept {
  return lambda * lambda * length * squared_;
}

double DefectCoordinate::coupling(double Lambda, double length) const noexcept {
  return std::sqrt(Lambda / (length * squared_));
}

/// Where the integral of D^2 is `part`: bisection within the interval, safe where D has zeros.
double DefectCoordinate::y_of(double part) const {
  const auto above = std::ranges::upper_bound(behind_, part) - behind_.begin();
  const auto i =
      static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(above, 1, std::ssize(behind_) - 1));
  double low = y_[i - 1], high = y_[i];
  constexpr int halvings = 45;
  for (int n = 0; n < halvings; ++n) {
    const double middle = std::midpoint(low, high);
    (behind_[i - 1] + square_between(D_, y_[i - 1], middle) > part ? high : low) = middle;
  }
  return std::midpoint(low, high);
}

double DefectCoordinate::operator()(double X) const {
  if (sharp_) return 1;
  if (!(X > 0) || !(X < 1)) return 0;
  if (symmetric_ && X > 0.5) X = 1 - X;
  return D_(y_of(X * squared_));
}

}  // namespace kapitza::model
