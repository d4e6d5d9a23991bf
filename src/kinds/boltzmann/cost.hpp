#pragma once

#include "kapitza/collision/collision_integral.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// Multiply-adds per second and core of a dense factorisation, and of a product with its factors, which have to be fetched.
inline constexpr double factorisation_rate = 5e9, product_rate = 1e9;

/// The matrix of a case: dense blocks of unknowns, each coupled to its two neighbours.
struct Blocks {
  double number, size;
  /// Seconds of processor time.
  double factorise() const { return number * 7.0 / 3.0 * size * size * size / factorisation_rate; }
  double multiply() const { return number * 4 * size * size / product_rate; }
  /// Bytes of the factors.
  double factors() const { return 32 * number * size * size; }
};
Blocks blocks_of(const BoltzmannCase& input, const BoltzmannProblem& problem);

/// What the stationary states of a case are foreseen to take, before anything is solved.
struct StationaryCost {
  double seconds;                      ///< of processor time
  double linearise;                    ///< seconds of one at an X point
  double evaluations, linearisations;  ///< for each X point, over all Lambda
};

/// `evaluate`: seconds of one I. The rough problem is timed here. What each state takes was measured (docs/scaling.md, rows `check`).
StationaryCost stationary_cost(const BoltzmannCase& input, const BoltzmannProblem& problem,
                               collision::DifferentiableCollisionIntegral& collision,
                               double evaluate);

}  // namespace kapitza::kinds
