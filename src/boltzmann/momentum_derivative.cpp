#include "kapitza/boltzmann/momentum_derivative.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza::boltzmann {

namespace {

void require_energy_among_polynomials(const model::MomentumGrid& grid,
                                      std::span<const GaussBasis> panels) {
  if (grid.is_uniform())
    throw InvalidInput(
        "a force in k on a uniform momentum grid; allowed: panels, on which n(k) has a derivative");
  for (std::size_t p = 0; p < panels.size(); ++p) {
    const bool curved =
        grid.zone_edge() == model::ZoneEdge::SquareRoot && (p == 0 || p + 1 == panels.size());
    const int least = curved ? 5 : 3;
    if (panels[p].size() < least)
      throw InvalidInput(fmt::format(
          "a force in k on a panel of {} momenta between {:.6g} and {:.6g}; allowed: at "
          "least {}, whose polynomials contain the energy",
          panels[p].size(), grid.breaks()[p], grid.breaks()[p + 1], least));
  }
}

}  // namespace

MomentumDerivative::MomentumDerivative(const model::MomentumGrid& grid) {
  const auto first = grid.first_after_break();
  std::vector<GaussBasis> panels;
  for (std::size_t p = 0; p + 1 < first.size(); ++p)
    panels.emplace_back(first[p + 1] - first[p]);
  require_energy_among_polynomials(grid, panels);
  std::vector<AffineRows::Entry> entries;
  const auto add = [&](AffineRows& rows, std::size_t p, int i, bool upward) {
    const double inflow = upward ? 0 : 1, sign = upward ? 1 : -1;
    const std::size_t other =
        upward ? (p + panels.size() - 1) % panels.size() : (p + 1) % panels.size();
    const GaussBasis &here = panels[p], &there = panels[other];
    const double per_weight = 1 / (2 * std::numbers::pi * grid.weight(first[p] + i));
    const double face = sign * here(i, inflow) * per_weight;
    entries.clear();
    for (int j = 0; j < here.size(); ++j)
      entries.push_back(
          {first[p] + j, here.weight(i) * here.slope(j, i) * per_weight + face * here(j, inflow)});
    for (int j = 0; j < there.size(); ++j)
      entries.push_back({first[other] + j, -face * there(j, 1 - inflow)});
    rows.add_row(entries, 0);
  };
  for (std::size_t p = 0; p < panels.size(); ++p)
    for (int i = 0; i < panels[p].size(); ++i) {
      add(up_, p, i, true);
      add(down_, p, i, false);
    }
}

}  // namespace kapitza::boltzmann
