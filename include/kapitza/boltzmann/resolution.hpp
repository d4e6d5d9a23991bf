#pragma once

#include <functional>
#include <vector>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

/// What the grid in X leaves out of a stationary state, estimated from the state itself.
///
/// The scheme takes I at its own n(X), which jumps at cell faces. Its flux f(X) (SpatialScheme::flux) does not: it is one degree
/// higher and differs by the jumps,
///   e = f - n = (n_up - n(a)) g        (dg: g the Radau polynomial of the cell; upwind: 1/2 at the only node).
/// With I taken at f, v d_X f = Lambda I[f] at the nodes is Gauss's collocation, of order 2p + 2 at the faces where the scheme has
/// 2p + 1. To first order in e the nodal values of the two differ by d,
///   (A - Lambda L) d = Lambda L e,     L = dI/dn at n,
/// so that d is the error itself on grids fine enough (with the opposite sign), falls at its order, and is of the size of the
/// jumps where a layer is missed. What leaves is corrected by d at the end where it leaves, since f = n there.
///
/// | field         | shape | unit | meaning                                                                                    |
/// | left, right   | K     | 1    | d at X = 0 for v < 0 and at X = 1 for v > 0, what leaves; 0 for what is injected           |
/// | cells         | C     | 1    | sum_k |sum_i w_i (Lambda L e)_ik| / K over the cell's nodes i, over the injected current:  |
/// |               |       |      | the share of the carriers that the cell sends wrong; where to refine                       |
///
/// The same on all ranks.
struct Resolution {
  std::vector<double> left, right;
  std::vector<double> cells;
};

/// max over k of |left|, |right|, over the largest n of the state: what `kapitza run` warns of.
/// Estimates for states of one grid.
class ResolutionEstimator {
 public:
  /// d from J d = r, with J and r in the scaling of SteadyProblem.
  using LinearSolver = std::function<void(Vec n, Vec r, Vec d)>;

  /// The problem must outlive the estimator. Collective.
  explicit ResolutionEstimator(SteadyProblem& problem);

  /// Costs two products with J and one solve: some per cent of the state. Collective. Throws InvalidInput for a collision
  /// integral without linearisation.
  Resolution operator()(Vec n, const LinearSolver& solve) const;

  /// e at the nodes. Collective.
  PetscVec flux_excess(Vec n) const;

 private:
  std::vector<double> misplaced(Vec rate) const;

  SteadyProblem& problem_;
  PetscMat flux_;
};

}  // namespace kapitza::boltzmann
