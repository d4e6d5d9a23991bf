#pragma once

#include <span>
#include <vector>

#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/collision/resummation.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// The rate of the homogeneous kinetic equation, d_t n_k = lambda^2 I_k[n] + lambda^3 J_k[n] (docs/theory.md, "The next order in lambda").
///
/// Guarantees: number and energy are conserved as by I and J. PadeByMomentum is the quotient of each momentum, I_k / (1 - lambda J_k / I_k), to
/// first order in J_k / I_k - c. In full it would have a pole beside every zero of I_k, of which a conserving I has two at least.
class RelaxationRate {
 public:
  /// The leading order. What is given must outlive this object.
  RelaxationRate(const model::MomentumGrid& grid, CollisionIntegral& leading, double lambda);
  /// With the next one.
  RelaxationRate(const model::MomentumGrid& grid, CollisionIntegral& leading,
                 CollisionIntegral& next, double lambda, Resummation resummation);

  int size() const noexcept { return grid_.size(); }
  double lambda() const noexcept { return lambda_; }

  /// rate <- d_t n. Throws NumericalFailure if 1 - c lambda is not positive, for Pade and PadeByMomentum.
  void evaluate(std::span<const double> n, std::span<double> rate);

  /// c lambda at the state of the last evaluation; 0 at leading order.
  double correction() const noexcept { return correction_; }

 private:
  const model::MomentumGrid& grid_;
  CollisionIntegral& leading_;
  CollisionIntegral* next_ = nullptr;
  double lambda_;
  Resummation resummation_ = Resummation::Sum;
  double correction_ = 0.0;
  std::vector<double> J_;
};

}  // namespace kapitza::collision
