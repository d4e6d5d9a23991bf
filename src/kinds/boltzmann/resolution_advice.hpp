#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kapitza/boltzmann/edge_layer.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// The error of what leaves, over the largest n, above which a state is warned of; by how much an indicator may be too small,
/// which of the slowest carriers it mostly is (docs/numerics.md); and hence the indicator above which it is warned.
inline constexpr double largest_error = 1e-2, falls_short = 3;
inline constexpr double largest_indicator = largest_error / falls_short;

/// Whether the cells in X are thin enough for a case, before anything is solved, and how many would be.
///
/// The layers are those of the carriers as they enter, one side meeting the other, and of what enters beside the thermal state
/// that it predicts to leave; the milder of both counts, because injections that are nearly in equilibrium make the first one large
/// and change little. Costs six evaluations of the collision integral.
class ResolutionAdvice {
 public:
  ResolutionAdvice(const BoltzmannProblem& problem, collision::CollisionIntegral& collision);

  /// boltzmann::Resolution::indicator as foreseen.
  double foreseen(double Lambda) const;
  /// The cells that are chosen at first for a Lambda, if they are.
  std::vector<double> first_faces(double Lambda) const;
  /// The keys to change, and to what, so that an indicator that is too large gets small.
  std::string cure(double Lambda, double indicator) const;

 private:
  boltzmann::ForeseenIndicator on(const boltzmann::SpatialScheme& scheme, double Lambda) const;

  const BoltzmannProblem& problem_;
  boltzmann::EdgeLayer meeting_;
  std::vector<boltzmann::EdgeLayer> thermalised_;  // left, right
};

/// The warning of one Lambda whose indicator is too large; `cure` as above.
std::string unresolved(double Lambda, double indicator, const std::string& cure);

/// The warning of one Lambda whose chosen cells leave so much `wrong` (Resolution::worst) that the accuracy is not reached.
std::string unreached(const boltzmann::StationaryState& state, double wrong,
                      const boltzmann::AdaptiveGrid& asked);

}  // namespace kapitza::kinds
