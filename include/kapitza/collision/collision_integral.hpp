#pragma once

#include <span>

namespace kapitza::collision {

/// What a collision integral has done since it was made.
struct CollisionWork {
  long long evaluations = 0;  ///< I_k[n]
  long long rough_evaluations = 0;
  long long fine_evaluations = 0;
  long long applications = 0;    ///< the linearisation times a vector
  long long linearisations = 0;  ///< the whole matrix
  long long transforms = 0;      ///< FFTs of whatever length, of all of these together
};

/// The local collision integral I_k[n] of (27) on the K nodes of a momentum grid, free of lambda (docs/theory.md).
///
/// Objects own their work space: evaluate and apply_linearised allocate nothing, and one object serves one thread.
class CollisionIntegral {
 public:
  virtual ~CollisionIntegral() = default;

  /// K.
  virtual int size() const noexcept = 0;

  /// I <- I_k[n]. Both spans have length K and must not overlap.
  virtual void evaluate(std::span<const double> n, std::span<double> I) = 0;

  /// I <- I_k[n] by a finer discretisation, whose difference to `evaluate` is more than half of what that leaves out; false, and I
  /// untouched, if there is none.
  virtual bool evaluate_finely([[maybe_unused]] std::span<const double> n,
                               [[maybe_unused]] std::span<double> I) {
    return false;
  }

  /// What enforcing the conservation laws moved I_k by in the last evaluation, largest over k; 0 if nothing is
  /// enforced. A sum over too few momenta conserves number and energy badly: a monitor of their number.
  virtual double shift() const noexcept { return 0.0; }

  virtual CollisionWork work() const noexcept { return {}; }
};

/// A collision integral with its exact derivative, dI_k / dn_p.
class DifferentiableCollisionIntegral : public CollisionIntegral {
 public:
  /// L <- dI_k/dn_p at n, row-major K x K (row k, column p).
  virtual void linearise(std::span<const double> n, std::span<double> L) = 0;

  /// Whether there is a rough I_k[n], for a fraction of the cost.
  virtual bool has_rough() const noexcept { return false; }
  virtual void evaluate_roughly(std::span<const double> n, std::span<double> I) { evaluate(n, I); }
  /// The derivative of the rough integral, which is good enough to precondition with.
  virtual void linearise_roughly(std::span<const double> n, std::span<double> L) {
    linearise(n, L);
  }
  /// Makes the rough integral better and about twice as expensive; false if it cannot be had better.
  virtual bool refine_roughly() { return false; }

  /// dI <- sum_p dI_k/dn_p dn_p at n, without forming the matrix. No two spans may overlap.
  virtual void apply_linearised(std::span<const double> n, std::span<const double> dn,
                                std::span<double> dI) = 0;
};

}  // namespace kapitza::collision
