#include "kapitza/boltzmann/light_cone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"
#include "kapitza/boltzmann/extrapolation.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr int nodes_per_panel = 24;
constexpr std::size_t records_around = 4;

}  // namespace

LightCone::LightCone(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                     const model::Injected& injection)
    : grid_{grid}, dispersion_{dispersion}, injection_{injection}, interpolation_{grid} {}

void LightCone::record(double t, std::span<const double> n_left, std::span<const double> n_right) {
  if (!times_.empty() && !(t > times_.back()))
    throw InvalidInput(fmt::format("record of t = {:g} after that of {:g}", t, times_.back()));
  times_.push_back(t);
  auto& out = out_.emplace_back();
  for (int k = 0; k < grid_.size(); ++k)
    out.push_back((dispersion_.velocity(grid_[k]) > 0 ? n_right : n_left)[k]);
}

double LightCone::before(int k) const noexcept {
  return (dispersion_.velocity(grid_[k]) > 0 ? injection_.left : injection_.right)[k];
}

LightCone::Moment LightCone::moment(double s) const {
  const std::size_t count = times_.size(), last = count - 1;
  if (s >= times_[last]) return {last, {1}};
  if (s <= times_.front()) return {0, {1}};
  const std::size_t width = std::min(records_around, count);
  const auto above = static_cast<std::size_t>(std::ranges::upper_bound(times_, s) - times_.begin());
  const std::size_t first = std::min(above - std::min(above, width / 2), count - width);
  return {first, lagrange_weights(std::span{times_}.subspan(first, width), s)};
}

double LightCone::leaving(const Moment& moment, int k) const {
  double sum = 0;
  for (std::size_t i = 0; i < moment.weights.size(); ++i)
    sum += moment.weights[i] * out_[moment.first + i][k];
  return sum;
}

std::vector<double> LightCone::occupation(double t, double xi) const {
  std::vector<double> n;
  for (int k = 0; k < grid_.size(); ++k) {
    const double v = dispersion_.velocity(grid_[k]), s = t - std::abs(xi / v);
    const bool away = std::signbit(xi) == std::signbit(v);
    n.push_back(away && s >= 0 ? leaving(moment(s), k) : before(k));
  }
  return n;
}

LightCone::Profile LightCone::profile(double t, double xi) const {
  Profile profile;
  const auto add = [&](double k, double dk, double n) {
    const double E = dispersion_.energy(k), v = dispersion_.velocity(k);
    for (int a = 0; a < 2; ++a) {
      const double amount = dk * n * (a == 0 ? 1 : E);
      profile.density[a] += amount;
      profile.current[a] += v * amount;
    }
  };
  for (int k = 0; k < grid_.size(); ++k)
    add(grid_[k], grid_.weight(k), before(k));

  // What has changed, from the front to the zone boundary; each panel of momenta by itself.
  static const GaussRule rule = gauss_legendre(nodes_per_panel);
  const double side = std::signbit(xi) ? -1 : 1;
  std::vector<double> weight(static_cast<std::size_t>(interpolation_.width()));
  const auto breaks = grid_.breaks();
  for (std::size_t panel = 0; panel + 1 < breaks.size(); ++panel) {
    // In |k|, on the side where carriers leave; v grows with |k| on a panel, or the front would not be one.
    double from = side * breaks[side > 0 ? panel : panel + 1],
           to = side * breaks[side > 0 ? panel + 1 : panel];
    if (to <= 0) continue;
    const auto passed = [&](double k) {
      return std::abs(dispersion_.velocity(side * k)) * t >= std::abs(xi);
    };
    const double inside = 1e-12 * (to - from);  // v jumps at the zone boundary
    if (!passed(to - inside)) continue;
    if (!passed(from)) {
      double below = from, above = to - inside;
      while (above - below > inside) {
        const double middle = (below + above) / 2;
        (passed(middle) ? above : below) = middle;
      }
      from = above;
    }
    for (int i = 0; i < nodes_per_panel; ++i) {
      const double k = side * (from + (to - from) * rule.nodes[i]);
      const Moment when = moment(t - std::abs(xi / dispersion_.velocity(k)));
      const int first = interpolation_.row(k, weight);
      double change = 0;
      for (std::size_t j = 0; j < weight.size(); ++j)
        if (weight[j] != 0) {
          const int node = first + static_cast<int>(j);
          change += weight[j] * (leaving(when, node) - before(node));
        }
      add(k, (to - from) * rule.weights[i] / (2 * std::numbers::pi), change);
    }
  }
  return profile;
}

}  // namespace kapitza::boltzmann
