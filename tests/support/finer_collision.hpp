#pragma once

#include <span>

#include "support/forwarding_integral.hpp"

namespace kapitza::test {

/// Another integral, whose fine one is 1 + excess times as large.
class WithFiner final : public ForwardingIntegral {
 public:
  WithFiner(collision::DifferentiableCollisionIntegral& exact, double excess)
      : ForwardingIntegral{exact}, excess_{excess} {}

  bool evaluate_finely(std::span<const double> n, std::span<double> I) override {
    evaluate(n, I);
    for (double& value : I)
      value *= 1 + excess_;
    return true;
  }

 private:
  double excess_;
};

}  // namespace kapitza::test
