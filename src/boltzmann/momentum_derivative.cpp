#include "kapitza/boltzmann/momentum_derivative.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza::boltzmann {

namespace {

/// What a panel of so many Gauss nodes needs of their Lagrange basis.
struct Panel {
  explicit Panel(int count) : nodes{count}, rule{gauss_legendre(count)} {
    for (int i = 0; i < nodes; ++i) {
      double product = 1;
      for (int m = 0; m < nodes; ++m)
        if (m != i) product *= u(i) - u(m);
      barycentric.push_back(1 / product);
    }
  }
  double u(int i) const { return rule.nodes[static_cast<std::size_t>(i)]; }
  double weight(int i) const { return rule.weights[static_cast<std::size_t>(i)]; }
  double b(int i) const { return barycentric[static_cast<std::size_t>(i)]; }

  /// l_j at an end of the panel
  double at_end(int j, double end) const {
    double product = b(j);
    for (int m = 0; m < nodes; ++m)
      if (m != j) product *= end - u(m);
    return product;
  }
  /// l_j'(u_i)
  double slope(int j, int i) const {
    if (i != j) return b(j) / b(i) / (u(i) - u(j));
    double sum = 0;  // of a row is 0: the derivative of one
    for (int m = 0; m < nodes; ++m)
      if (m != i) sum -= b(m) / b(i) / (u(i) - u(m));
    return sum;
  }

  int nodes;
  GaussRule rule;
  std::vector<double> barycentric;
};

void require_energy_among_polynomials(const model::MomentumGrid& grid,
                                      std::span<const Panel> panels) {
  if (grid.is_uniform())
    throw InvalidInput(
        "a force in k on a uniform momentum grid; allowed: panels, on which n(k) has a derivative");
  for (std::size_t p = 0; p < panels.size(); ++p) {
    const bool curved =
        grid.zone_edge() == model::ZoneEdge::SquareRoot && (p == 0 || p + 1 == panels.size());
    const int least = curved ? 5 : 3;
    if (panels[p].nodes < least)
      throw InvalidInput(fmt::format(
          "a force in k on a panel of {} momenta between {:.6g} and {:.6g}; allowed: at "
          "least {}, whose polynomials contain the energy",
          panels[p].nodes, grid.breaks()[p], grid.breaks()[p + 1], least));
  }
}

}  // namespace

MomentumDerivative::MomentumDerivative(const model::MomentumGrid& grid) {
  const auto first = grid.first_after_break();
  std::vector<Panel> panels;
  for (std::size_t p = 0; p + 1 < first.size(); ++p)
    panels.emplace_back(first[p + 1] - first[p]);
  require_energy_among_polynomials(grid, panels);
  std::vector<AffineRows::Entry> entries;
  const auto add = [&](AffineRows& rows, std::size_t p, int i, bool upward) {
    const double inflow = upward ? 0 : 1, sign = upward ? 1 : -1;
    const std::size_t other =
        upward ? (p + panels.size() - 1) % panels.size() : (p + 1) % panels.size();
    const Panel &here = panels[p], &there = panels[other];
    const double per_weight = 1 / (2 * std::numbers::pi * grid.weight(first[p] + i));
    const double face = sign * here.at_end(i, inflow) * per_weight;
    entries.clear();
    for (int j = 0; j < here.nodes; ++j)
      entries.push_back({first[p] + j, here.weight(i) * here.slope(j, i) * per_weight +
                                           face * here.at_end(j, inflow)});
    for (int j = 0; j < there.nodes; ++j)
      entries.push_back({first[other] + j, -face * there.at_end(j, 1 - inflow)});
    rows.add_row(entries, 0);
  };
  for (std::size_t p = 0; p < panels.size(); ++p)
    for (int i = 0; i < panels[p].nodes; ++i) {
      add(up_, p, i, true);
      add(down_, p, i, false);
    }
}

}  // namespace kapitza::boltzmann
