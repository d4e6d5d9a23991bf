#include "kapitza/model/momentum_interpolation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza::model {
namespace {

using std::numbers::pi;

double folded(double k) {
  if (k >= -pi && k < pi) return k;
  const double inside = k - 2.0 * pi * std::floor((k + pi) / (2.0 * pi));
  return inside >= -pi && inside < pi ? inside : -pi;  // round-off may land on the far end
}

}  // namespace

MomentumInterpolation::MomentumInterpolation(const MomentumGrid& grid)
    : k_(grid.points().begin(), grid.points().end()),
      breaks_(grid.breaks().begin(), grid.breaks().end()),
      edge_{grid.zone_edge()},
      first_(grid.first_after_break().begin(), grid.first_after_break().end()),
      width_{InterpolationRow::width} {
  if (grid.is_uniform()) {
    uniform_.emplace(grid);
    return;
  }
  width_ = 0;
  for (std::size_t p = 0; p + 1 < first_.size(); ++p) {
    // Gauss-Legendre nodes x_j on [-1, 1] have the barycentric weights (-1)^j sqrt((1 - x_j^2) w_j), up to a factor.
    const int count = first_[p + 1] - first_[p];
    const GaussRule rule = gauss_legendre(count);
    for (int j = 0; j < count; ++j) {
      const double u = rule.nodes[j];
      barycentric_.push_back((j % 2 == 0 ? 1.0 : -1.0) *
                             std::sqrt(u * (1.0 - u) * rule.weights[j]));
      place_.push_back(place(k_[first_[p] + j], p));
    }
    width_ = std::max(width_, count);
  }
}

double MomentumInterpolation::place(double k, std::size_t panel) const noexcept {
  if (edge_ == ZoneEdge::Plain) return k;
  if (panel == 0) return std::sqrt(std::max(0.0, k + pi));
  if (panel + 2 == breaks_.size()) return -std::sqrt(std::max(0.0, pi - k));
  return k;
}

int MomentumInterpolation::panel_row(double k, std::span<double> weight) const noexcept {
  const auto above = std::upper_bound(breaks_.begin(), breaks_.end(), k) - breaks_.begin();
  const auto p = std::clamp<std::ptrdiff_t>(above - 1, 0, std::ssize(breaks_) - 2);
  const int begin = first_[p], end = first_[p + 1];
  const int first = std::min(begin, static_cast<int>(k_.size()) - width_);
  std::ranges::fill(weight, 0.0);
  const double at = place(k, p);
  double sum = 0.0;
  for (int i = begin; i < end; ++i) {
    if (at == place_[i]) {
      std::ranges::fill(weight, 0.0);
      weight[i - first] = 1.0;
      return first;
    }
    weight[i - first] = barycentric_[i] / (at - place_[i]);
    sum += weight[i - first];
  }
  for (int i = begin; i < end; ++i)
    weight[i - first] /= sum;
  return first;
}

int MomentumInterpolation::row(double k, std::span<double> weight) const noexcept {
  if (!uniform_) return panel_row(folded(k), weight);
  const InterpolationRow row = uniform_->row(k);
  std::ranges::copy(row.weight, weight.begin());
  return row.first;
}

double MomentumInterpolation::operator()(std::span<const double> f, double k) const {
  std::vector<double> weight(width_);
  const int first = row(k, weight);
  double sum = 0.0;
  for (int j = 0; j < width_; ++j)
    sum += weight[j] * f[first + j];
  return sum;
}

}  // namespace kapitza::model
