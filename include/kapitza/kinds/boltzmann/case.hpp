#pragma once

#include <optional>
#include <vector>

#include "kapitza/boltzmann/steady_options.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/config/keys.hpp"
#include "kapitza/kinds/boltzmann/defect.hpp"
#include "kapitza/kinds/common_case.hpp"
#include "kapitza/kinds/injection.hpp"
#include "kapitza/kinds/momentum.hpp"
#include "kapitza/kinds/next_order_keys.hpp"

namespace kapitza::kinds {

/// [collision] scheme. The paper's has all of tau_max, tau_step, lattice and band set (T, d tau, M and M~ of Appendix C), and
/// takes no account of the accuracy.
enum class CollisionScheme { Fast, Paper };

enum class SpatialMethod { DiscontinuousGalerkin, Upwind };

/// [space].
struct Space {
  SpatialMethod scheme = SpatialMethod::DiscontinuousGalerkin;
  double accuracy = 1e-4;  ///< dg: of what leaves, over the largest n; cells are chosen for it
  std::optional<int> cells, nodes;  ///< dg by hand: graded cells of so many Gauss nodes each
  /// upwind: (30) on N interior points for each N, ascending. One N is solved as it is; two are extrapolated to 1/N -> 0 to
  /// first order, three or more to second order.
  std::vector<int> points;
  bool operator==(const Space&) const = default;
};

/// [steady]. The residual is relative to the injected current.
struct Steady {
  boltzmann::SteadyMethod method = boltzmann::SteadyMethod::Pseudo;
  double tolerance = boltzmann::SteadyOptions{}.tolerance;
  std::optional<int> max_steps;  ///< time steps for one Lambda; set once the case is complete
  bool operator==(const Steady&) const = default;
};

/// [time]: the defect is switched on at t = 0, in units of its length. Without an end the stationary state is what is asked for.
struct InTime {
  std::optional<double> end;
  std::vector<double>
      times;  ///< at which n is written; ascending, the end among them once the case is complete
  // boltzmann::EvolutionOptions; set once the case is complete, if there is an end.
  std::optional<double> tolerance;
  std::optional<int> max_steps;
  std::optional<bool> stationary;    ///< whether the stationary state is solved for; set likewise
  std::optional<Injection> initial;  ///< inside the defect; nothing: what is injected, continued
  bool operator==(const InTime&) const = default;
};

/// kind = "boltzmann", complete and checked: every default is filled in and every range respected.
struct BoltzmannCase : CommonCase {
  Momentum momentum;
  bool momentum_estimate = true;  ///< solve on fewer momenta, too, for the errors
  CollisionScheme scheme = CollisionScheme::Fast;
  collision::CollisionSettings collision;
  std::optional<int> band;
  NextOrderKeys next{.tau_max = 24, .tau_step = 0.1};  ///< of a finite length only
  int next_points = 12;                                ///< of X, at which J is evaluated, about
  Injection left{FormulaSource{"1"}}, right{Mirror{}};
  std::vector<double> Lambda;
  FiniteDefect defect;
  Space space;
  Steady steady;
  InTime time;
  bool operator==(const BoltzmannCase&) const = default;
};

/// Every key of the kind, bound to the member that it fills.
const config::Keys<BoltzmannCase>& boltzmann_keys();
/// Fill in what follows from several keys, and judge what no key alone tells.
void complete(config::Reader& reader, BoltzmannCase& input);

}  // namespace kapitza::kinds
