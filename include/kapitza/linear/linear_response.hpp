#pragma once

#include "kapitza/linear/half_space.hpp"
#include "kapitza/linear/modes.hpp"
#include "kapitza/linear/resistance.hpp"
#include "kapitza/linear/slab.hpp"
#include "kapitza/linear/thermal_background.hpp"

namespace kapitza::linear {

/// Linear response of a defect about one thermal state: the factorisation is made once, and serves every Lambda.
///
///     LinearResponse response{thermal_background(grid, dispersion, interaction, settings, {.beta = 1, .mu = -1})};
///     const HalfSpace wall = response.half_space();           // R, H_a, the outgoing profile
///     for (double Lambda : list) {
///       const SlabState state = response.slab(Lambda).solve(left, right);   // delta n[K] on both sides
///       state.reflected(), state.transmitted(), state.current(), state.profile(X);
///     }
///
/// What it returns refers to it: it must outlive them, and is neither copied nor moved.
class LinearResponse {
 public:
  explicit LinearResponse(ThermalBackground background);
  LinearResponse(const LinearResponse&) = delete;
  LinearResponse& operator=(const LinearResponse&) = delete;

  const ThermalBackground& background() const noexcept { return background_; }
  const Modes& modes() const noexcept { return modes_; }
  /// kappa, current (row: number, energy) per gradient -d alpha/dY (column).
  const Pair2x2& conductivity() const noexcept { return modes_.conductivity(); }

  HalfSpace half_space() const { return HalfSpace{modes_}; }
  /// Throws InvalidInput unless Lambda is finite and above 0.
  Slab slab(double Lambda) const { return Slab{modes_, Lambda}; }

 private:
  ThermalBackground background_;
  Modes modes_;
};

}  // namespace kapitza::linear
