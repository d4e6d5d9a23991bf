#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "kapitza/collision/conserving_projection.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// The part l >= 3 of I_k of some states, cut off at each T of a ladder, in one pass through the auxiliary time: what a larger T adds is summed alone,
///
///   I_k(T) = c_1 S_k(T/2) + c_2 S_k(3T/4) + c_3 S_k(T) ,     S_k(T) = int_0^T by the midpoint rule
///
/// as in TimeQuadrature, on steps that divide `unit` and are at most `tau_step`. FFTW's plans are estimated, tables are dropped behind. Cost: one evaluation for each
/// state up to the largest T asked for, and its tables.
class GrowingCutOff {
 public:
  /// `cut_offs`: all T, multiples of four times `unit`. `parameters`: but for their tau_max. The references to grid, dispersion, interaction and states must outlive this.
  GrowingCutOff(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                const model::Interaction& interaction, const CollisionParameters& parameters,
                std::span<const std::vector<double>> states, std::span<const double> cut_offs,
                double unit);

  /// I_k of every state, [state][K], conserving and each in its own unit sum_l C_l rho^{2l-1}.
  std::vector<double> at(double T);

 private:
  void extend(double to);

  const model::MomentumGrid& grid_;
  const model::Dispersion& dispersion_;
  const model::Interaction& interaction_;
  CollisionParameters parameters_;
  double step_;
  std::span<const std::vector<double>> states_;
  ConservingProjection projection_;
  std::set<double> ends_;                    // T/2, 3T/4 and T of all cut-offs
  std::map<double, std::vector<double>> S_;  // at those reached, [state][K]
};

}  // namespace kapitza::collision
