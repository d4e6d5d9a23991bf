#pragma once

#include <functional>
#include <vector>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/resolution.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// Estimates for the states of one grid, of any scheme and number of nodes.
class ResolutionEstimator {
 public:
  /// d from J d = r, J and r scaled as in SteadyProblem; d is zero before. Where there is none, or it fails and says false, d is left
  /// out, and the jumps count in full instead: `layer` is the largest E_c.
  using LinearSolver = std::function<bool(Vec n, Vec r, Vec d)>;

  /// The problem must outlive the estimator. Collective.
  explicit ResolutionEstimator(SteadyProblem& problem);

  /// The same on all ranks, and on any number of them to the tolerance of the solver. Costs one product with J and one linear
  /// solve, a step without its factorisation. Collective.
  Resolution operator()(Vec n, const LinearSolver& solve) const;

 private:
  struct Shares;
  PetscVec flux_excess(Vec n) const;
  PetscVec scattered(Vec n, Vec excess) const;
  std::vector<Shares> shares(Vec excess, Vec scattered) const;

  SteadyProblem& problem_;
  PetscMat flux_;
  double largest_g_;  // |g| at the nodes
};

}  // namespace kapitza::boltzmann
