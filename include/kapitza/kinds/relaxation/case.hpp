#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kapitza/collision/settings.hpp"
#include "kapitza/config/keys.hpp"
#include "kapitza/kinds/common_case.hpp"
#include "kapitza/kinds/injection.hpp"
#include "kapitza/kinds/next_order_keys.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::kinds {

/// n(k) of a homogeneous lattice at t = 0, a formula that holds in all of the zone.
struct InitialOccupation {
  FormulaSource n{"1"};
  bool operator==(const InitialOccupation&) const = default;
};

/// [time], in units of 1/hopping. Without a step the program takes the largest round number that is safe.
struct RelaxationTime {
  std::optional<double> step;
  int order = 2;  ///< 2 or 4
  std::vector<double> end;
  std::vector<double> measured{0.0, 0.5, 1.0};  ///< in units of end
  double tolerance = 1e-6;                      ///< of the kinetic equation
  bool operator==(const RelaxationTime&) const = default;
};

/// kind = "relaxation", complete and checked as far as the text alone tells. `lambda`, `time.end` and `realisations` make rows: of each there
/// is one value, or one for each lambda.
struct RelaxationCase : CommonCase {
  int points = 128;  ///< [momentum] points: K
  std::vector<double> lambda;
  collision::CollisionSettings collision{
      .accuracy = 1e-4, .tau_max = {}, .tau_step = {}, .lattice = {}};
  NextOrderKeys next{.order = collision::Order::Next};
  InitialOccupation initial;
  int sites = 4096;
  RelaxationTime time;
  std::vector<int> realisations;
  int seed = 0;
  micro::Planning planning = micro::Planning::Measure;
  bool operator==(const RelaxationCase&) const = default;
};

/// Every key of the kind, bound to the member that it fills.
const config::Keys<RelaxationCase>& relaxation_keys();
/// Fill in what follows from several keys, and judge what no key alone tells.
void complete(config::Reader& reader, RelaxationCase& input);

}  // namespace kapitza::kinds
