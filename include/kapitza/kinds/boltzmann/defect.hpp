#pragma once

#include <optional>
#include <vector>

#include "kapitza/kinds/profile.hpp"

namespace kapitza::kinds {

/// [defect] of kind "boltzmann" beside Lambda: a finite length brings in the mean field. Without one all of it is empty, and the
/// scaling limit is solved.
struct FiniteDefect {
  std::vector<double> lambda;  ///< instead of Lambda = lambda^2 L int D^2 dy, which follows
  std::optional<int> length;   ///< L, in sites
  std::optional<ProfileShape> profile;  ///< set once the case is complete, as what follows
  std::optional<double> smoothing;
  std::optional<bool> renormalised;
  bool operator==(const FiniteDefect&) const = default;
};

}  // namespace kapitza::kinds
