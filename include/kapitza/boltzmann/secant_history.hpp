#pragma once

#include <vector>

#include "kapitza/base/petsc.hpp"

namespace kapitza::boltzmann {

/// What the last steps of an iteration tell of the derivative of its residual: pairs (dn, dF) of changes, dF = J dn to first order,
/// combined so that the dF are orthonormal. With them a step is that of Anderson's mixing:
///   dn = - sum_i u_i (q_i, F) - P^-1 [ F - sum_i q_i (q_i, F) ] ,   (u_i, q_i) the pairs, P a preconditioner.
class SecantHistory {
 public:
  explicit SecantHistory(std::size_t depth) : depth_{depth} {}

  /// One more pair; the oldest is forgotten beyond the depth, and one that tells nothing new is left out. Collective.
  void add(PetscVec dn, PetscVec dF);
  /// F <- its part outside the span of the dF; step <- the change of n that takes away the rest. Collective.
  void project(Vec F, Vec step) const;
  void clear() noexcept { pairs_.clear(); }
  std::size_t size() const noexcept { return pairs_.size(); }

 private:
  struct Pair {
    PetscVec dn, dF;
  };
  std::size_t depth_;
  std::vector<Pair> pairs_;  // from the oldest to the latest
};

}  // namespace kapitza::boltzmann
