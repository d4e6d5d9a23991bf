#include "kapitza/model/momentum_grid.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza::model {
namespace {

using std::numbers::pi;

void require_panels(std::span<const double> breaks, std::span<const int> nodes) {
  const bool ascends =
      breaks.size() > 1 && breaks.front() == 0.0 && breaks.back() == pi &&
      std::ranges::adjacent_find(breaks, std::ranges::greater_equal{}) == breaks.end();
  if (!ascends)
    throw InvalidInput(
        fmt::format("panels of momenta between {:.6g}; allowed are breaks that ascend from 0 to pi",
                    fmt::join(breaks, ", ")));
  if (nodes.size() + 1 != breaks.size() ||
      std::ranges::any_of(nodes, [](int n) { return n < 2; }) ||
      std::accumulate(nodes.begin(), nodes.end(), 0) < 4)
    throw InvalidInput(
        fmt::format("{} panels of {} momenta; allowed is one number for each panel, of at least 2, "
                    "and 4 in all",
                    breaks.size() - 1, fmt::join(nodes, ", ")));
}

}  // namespace

MomentumGrid::MomentumGrid(int points) {
  if (points < 8 || points % 2 != 0) {
    throw InvalidInput("a momentum grid of " + std::to_string(points) +
                       " points; allowed is an even number of at least 8");
  }
  spacing_ = 2.0 * pi / points;
  k_.reserve(points);
  for (int i = 0; i < points; ++i) {
    k_.push_back((2 * i + 1 - points) * (pi / points));  // mirror images are exact
  }
  relative_.assign(k_.size(), 1.0);
  breaks_ = {-pi, 0.0, pi};
  first_ = {0, points / 2, points};
}

MomentumGrid MomentumGrid::panels(std::span<const double> breaks, std::span<const int> nodes,
                                  ZoneEdge edge) {
  require_panels(breaks, nodes);
  std::vector<double> k, w, b(breaks.begin(), breaks.end());
  std::vector<int> first{0};
  for (std::size_t p = 0; p < nodes.size(); ++p) {
    const double length = breaks[p + 1] - breaks[p];
    const GaussRule rule = gauss_legendre(nodes[p]);
    const bool curved = edge == ZoneEdge::SquareRoot && p + 1 == nodes.size();
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
      const double u = rule.nodes[i];
      k.push_back(curved ? pi - length * (1.0 - u) * (1.0 - u) : breaks[p] + length * u);
      w.push_back(rule.weights[i] * length * (curved ? 2.0 * (1.0 - u) : 1.0) / (2.0 * pi));
    }
    first.push_back(static_cast<int>(k.size()));
  }
  const int half = first.back(), K = 2 * half;

  MomentumGrid grid;
  grid.uniform_ = false;
  grid.edge_ = edge;
  grid.spacing_ = 2.0 * pi / K;
  for (int i = 0; i < K; ++i) {
    const int from_zero = i < half ? half - 1 - i : i - half;
    grid.k_.push_back(i < half ? -k[from_zero] : k[from_zero]);
    grid.relative_.push_back(w[from_zero] * K);
  }
  for (std::size_t p = b.size(); p-- > 1;) {
    grid.breaks_.push_back(-b[p]);
    grid.first_.push_back(half - first[p]);
  }
  for (std::size_t p = 0; p < b.size(); ++p) {
    grid.breaks_.push_back(b[p]);
    grid.first_.push_back(half + first[p]);
  }
  return grid;
}

double MomentumGrid::integrate(std::span<const double> f) const noexcept {
  return std::inner_product(f.begin(), f.end(), relative_.begin(), 0.0) / size();
}

}  // namespace kapitza::model
