#pragma once

#include <functional>
#include <span>
#include <vector>

#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::model {

/// What is injected, sampled at the nodes of a grid.
using InjectedOn = std::function<Injected(const MomentumGrid&)>;

/// How far a grid resolves what is injected, looked at between its nodes.
struct InjectionResolution {
  double error;  ///< max_k |polynomial - n| / max_k |n|, the larger of both sides
  double k;      ///< where
  double
      least;  ///< min_k of the polynomial / max_k |n|, the smaller of both sides: negative is no occupation
};

/// Cost: two samplings.
InjectionResolution injection_resolution(const MomentumGrid& grid, const InjectedOn& sample);

/// The panels of `whole`, each with that share of its nodes, 2 at least: what the nodes of `whole` leave out shows in a solution on these.
/// On other panels, or with nodes shared out anew by length, they could lie as close somewhere, next to k = 0 or on a short panel.
/// Throws what MomentumGrid::panels does. Not for a uniform grid.
MomentumGrid share_of(const MomentumGrid& whole, double share);

/// The highest coefficients of n in Legendre polynomials of a panel, the last four of each, largest over all panels, over max |n|:
/// about the error of n between the nodes. 0 on a uniform grid. Cost: a few hundred thousand flops.
double panel_tail(const MomentumGrid& grid, std::span<const double> n);

/// Panels between `breaks` (0 < b < pi, ascending; 0 and pi are added) with as many nodes in all as are asked for, shared out by
/// length. Throws InvalidInput unless `points` is even and leaves at least 4 nodes to each panel.
MomentumGrid panels_of(std::span<const double> breaks, int points, ZoneEdge edge = ZoneEdge::Plain);

/// Panels between `breaks` with so many nodes that what is injected is interpolated to `accuracy`, and never fewer than the
/// stationary state needs: I_k has edges of its own, so that its error falls as N^-4 (docs/numerics.md, "Momentum grid"), from
/// 1e-4 at N = 64. What 160 nodes on a panel do not resolve stays unresolved: see injection_resolution.
MomentumGrid chosen_panels(std::span<const double> breaks, double accuracy,
                           const InjectedOn& sample, ZoneEdge edge = ZoneEdge::Plain);

/// Where f jumps in 0 < k < pi, ascending, to round-off: found between 4096 momenta, bisected and kept if the step does not
/// shrink with the interval.
std::vector<double> jumps(const std::function<double(double k)>& f);

}  // namespace kapitza::model
