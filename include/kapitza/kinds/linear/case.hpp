#pragma once

#include <vector>

#include "kapitza/collision/settings.hpp"
#include "kapitza/config/keys.hpp"
#include "kapitza/kinds/common_case.hpp"
#include "kapitza/kinds/injection.hpp"
#include "kapitza/kinds/momentum.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::kinds {

/// kind = "linear", complete and checked: every default is filled in and every range respected.
struct LinearCase : CommonCase {
  Momentum momentum{.scheme = MomentumScheme::Panels, .points = {}, .accuracy = 1e-5, .breaks = {}};
  bool momentum_estimate = true;  ///< solve on half of the momenta, too, for the errors
  collision::CollisionSettings collision{
      .accuracy = 1e-6, .tau_max = {}, .tau_step = {}, .lattice = {}};
  model::ThermalState background{1.0, -1.0};  ///< [background] thermal
  Perturbation left{FormulaSource{"0"}}, right{FormulaSource{"0"}};
  std::vector<double> Lambda;
  int profile_points = 33;      ///< [space] profile_points: X of the profiles, 0 for none
  std::vector<double> scan_mu;  ///< [scan] mu: empty for no scan
  bool operator==(const LinearCase&) const = default;
};

/// Every key of the kind, bound to the member that it fills.
const config::Keys<LinearCase>& linear_keys();
/// Fill in what follows from several keys, and judge what no key alone tells.
void complete(config::Reader& reader, LinearCase& input);

}  // namespace kapitza::kinds
