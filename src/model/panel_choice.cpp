#include "kapitza/model/panel_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"
#include "kapitza/model/momentum_interpolation.hpp"

namespace kapitza::model {
namespace {

using std::numbers::pi;
constexpr std::array<int, 13> node_ladder{8, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160};
constexpr int fewest_by_hand = 4;

std::vector<double> half_zone(std::span<const double> breaks) {
  std::vector<double> all{0.0};
  all.insert(all.end(), breaks.begin(), breaks.end());
  all.push_back(pi);
  return all;
}

/// The length that a panel has a share of the nodes by. In u with |k| = pi - length (1 - u)^2 they lie twice as far apart at its
/// inner end, next to an edge of I_k, as the same number in k.
double extent(std::span<const double> breaks, std::size_t panel, ZoneEdge edge) {
  const bool curved = edge == ZoneEdge::SquareRoot && panel + 2 == breaks.size();
  return (curved && panel > 0 ? 2.0 : 1.0) * (breaks[panel + 1] - breaks[panel]);
}

/// Every panel with more than twice its nodes, none of them the same.
MomentumGrid refined(const MomentumGrid& grid) {
  const auto breaks = grid.breaks();
  const auto first = grid.first_after_break();
  const std::size_t zero = breaks.size() / 2;
  std::vector<int> nodes;
  for (std::size_t p = zero; p + 1 < breaks.size(); ++p)
    nodes.push_back(2 * (first[p + 1] - first[p]) + 1);
  return MomentumGrid::panels(breaks.subspan(zero), nodes, grid.zone_edge());
}

double largest(std::span<const double> n) {
  return std::transform_reduce(
      n.begin(), n.end(), 0.0, [](double a, double b) { return std::max(a, b); },
      [](double x) { return std::abs(x); });
}

/// The error in each panel between 0 and pi, of both sides together.
struct PanelErrors {
  std::vector<InjectionResolution> panels;
  InjectionResolution worst() const {
    InjectionResolution all{0.0, 0.0, std::numeric_limits<double>::infinity()};
    for (const auto& panel : panels) {
      if (panel.error >= all.error) all = {panel.error, panel.k, all.least};
      all.least = std::min(all.least, panel.least);
    }
    return all;
  }
};

PanelErrors panel_errors(const MomentumGrid& grid, const InjectedOn& sample) {
  const MomentumGrid fine = grid.is_uniform() ? MomentumGrid{3 * grid.size()} : refined(grid);
  const Injected coarse = sample(grid), truth = sample(fine);
  const MomentumInterpolation interpolate{grid};
  const auto breaks = grid.breaks();
  const std::size_t zero = breaks.size() / 2;
  PanelErrors errors;
  errors.panels.assign(breaks.size() - 1 - zero,
                       {0.0, 0.0, std::numeric_limits<double>::infinity()});
  for (int i = 0; i < fine.size(); ++i) {
    const double k = fine[i];
    const bool left = k > 0.0;
    const auto& n = left ? coarse.left : coarse.right;
    const auto& exact = left ? truth.left : truth.right;
    const double unit = std::max(largest(exact), std::numeric_limits<double>::min());
    const double value = interpolate(n, k), error = std::abs(value - exact[i]) / unit;
    const auto above = std::ranges::upper_bound(breaks.subspan(zero + 1), std::abs(k));
    auto& panel = errors.panels[std::min<std::size_t>(above - breaks.subspan(zero + 1).begin(),
                                                      errors.panels.size() - 1)];
    if (!(error <= panel.error)) {
      panel.error = error;
      panel.k = k;
    }
    panel.least = std::min(panel.least, value / unit);
  }
  return errors;
}

}  // namespace

InjectionResolution injection_resolution(const MomentumGrid& grid, const InjectedOn& sample) {
  return panel_errors(grid, sample).worst();
}

MomentumGrid panels_of(std::span<const double> breaks, int points, ZoneEdge edge) {
  const std::vector<double> b = half_zone(breaks);
  const int panels = static_cast<int>(b.size()) - 1, half = points / 2;
  if (points % 2 != 0 || half < fewest_by_hand * panels)
    throw InvalidInput(
        fmt::format("found {}; allowed: an even number of at least {}, {} on each of the {} "
                    "panels between breaks",
                    points, 2 * fewest_by_hand * panels, fewest_by_hand, 2 * panels));
  std::vector<int> nodes(panels, fewest_by_hand);
  for (int left = half - fewest_by_hand * panels; left > 0; --left) {
    // The next node goes where they lie furthest apart.
    int widest = 0;
    for (int p = 1; p < panels; ++p)
      if (extent(b, p, edge) * nodes[widest] > extent(b, widest, edge) * nodes[p]) widest = p;
    ++nodes[widest];
  }
  return MomentumGrid::panels(b, nodes, edge);
}

MomentumGrid chosen_panels(std::span<const double> breaks, double accuracy,
                           const InjectedOn& sample, ZoneEdge edge) {
  const std::vector<double> b = half_zone(breaks);
  const std::size_t panels = b.size() - 1;
  // 32 nodes on a half zone for 1e-4, and a sixth of the digits: 48 for 1e-5, 70 for 1e-6.
  const double half = 32.0 * std::pow(1e-4 / accuracy, 1.0 / 6.0);
  std::vector<std::size_t> rung(panels, 0);
  for (std::size_t p = 0; p < panels; ++p) {
    const double share = half * extent(b, p, edge) / pi;
    while (rung[p] + 1 < node_ladder.size() && node_ladder[rung[p]] < share)
      ++rung[p];
  }
  const auto grid = [&] {
    std::vector<int> nodes;
    for (const std::size_t r : rung)
      nodes.push_back(node_ladder[r]);
    return MomentumGrid::panels(b, nodes, edge);
  };
  for (;;) {
    MomentumGrid here = grid();
    const PanelErrors errors = panel_errors(here, sample);
    bool finer = false;
    for (std::size_t p = 0; p < panels; ++p) {
      if (errors.panels[p].error <= accuracy || rung[p] + 1 == node_ladder.size()) continue;
      ++rung[p];
      finer = true;
    }
    if (!finer) return here;
  }
}

MomentumGrid share_of(const MomentumGrid& whole, double share) {
  const auto breaks = whole.breaks();
  const auto first = whole.first_after_break();
  const std::size_t zero = breaks.size() / 2;
  std::vector<int> nodes;
  for (std::size_t p = zero; p + 1 < breaks.size(); ++p)
    nodes.push_back(std::max(2, static_cast<int>(share * (first[p + 1] - first[p]))));
  return MomentumGrid::panels(breaks.subspan(zero), nodes, whole.zone_edge());
}

double panel_tail(const MomentumGrid& grid, std::span<const double> n) {
  const double size = largest(n);
  if (grid.is_uniform() || !(size > 0.0)) return 0.0;
  constexpr int highest = 4;
  const auto first = grid.first_after_break();
  double tail = 0.0;
  for (std::size_t p = 0; p + 1 < first.size(); ++p) {
    const int count = first[p + 1] - first[p];
    const GaussRule rule = gauss_legendre(count);
    std::vector<double> sum(count, 0.0);
    for (int i = 0; i < count; ++i) {
      const double x = 2.0 * rule.nodes[i] - 1.0, value = rule.weights[i] * n[first[p] + i];
      for (int m = 0; m < count; ++m)
        sum[m] += value * (2 * m + 1) * std::legendre(m, x);
    }
    for (int m = std::max(0, count - highest); m < count; ++m)
      tail = std::max(tail, std::abs(sum[m]));
  }
  return tail / size;
}

std::vector<double> jumps(const std::function<double(double k)>& f) {
  constexpr int intervals = 4096;
  const double h = pi / intervals;
  std::vector<double> value;
  for (int i = 0; i <= intervals; ++i)
    value.push_back(f((i + 0.5) * h * intervals / (intervals + 1)));
  const auto at = [&](int i) { return (i + 0.5) * h * intervals / (intervals + 1); };
  const double size = largest(value);
  std::vector<double> found;
  for (int i = 0; i < intervals; ++i) {
    const double step = std::abs(value[i + 1] - value[i]);
    if (!(step > 1e-4 * size)) continue;
    double low = at(i), high = at(i + 1), f_low = value[i], f_high = value[i + 1];
    for (double middle = std::midpoint(low, high); low < middle && middle < high;
         middle = std::midpoint(low, high)) {
      const double f_middle = f(middle);
      if (std::abs(f_middle - f_low) > std::abs(f_high - f_middle)) {
        high = middle;
        f_high = f_middle;
      } else {
        low = middle;
        f_low = f_middle;
      }
    }
    if (std::abs(f_high - f_low) > 0.1 * step) found.push_back(high);
  }
  return found;
}

}  // namespace kapitza::model
