#pragma once

#include <span>

#include "kapitza/collision/collision_integral.hpp"

namespace kapitza::test {

/// Another integral, whose coarse one is 1 + excess times as large.
class WithCoarse final : public collision::DifferentiableCollisionIntegral {
 public:
  WithCoarse(collision::DifferentiableCollisionIntegral& exact, double excess)
      : exact_{exact}, excess_{excess} {}

  int size() const noexcept override { return exact_.size(); }
  void evaluate(std::span<const double> n, std::span<double> I) override { exact_.evaluate(n, I); }
  bool evaluate_coarsely(std::span<const double> n, std::span<double> I) override {
    exact_.evaluate(n, I);
    for (double& value : I)
      value *= 1 + excess_;
    return true;
  }
  void linearise(std::span<const double> n, std::span<double> L) override {
    exact_.linearise(n, L);
  }
  void apply_linearised(std::span<const double> n, std::span<const double> dn,
                        std::span<double> dI) override {
    exact_.apply_linearised(n, dn, dI);
  }

 private:
  collision::DifferentiableCollisionIntegral& exact_;
  double excess_;
};

}  // namespace kapitza::test
