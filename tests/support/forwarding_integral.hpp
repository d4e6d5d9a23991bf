#pragma once

#include <span>

#include "kapitza/collision/collision_integral.hpp"

namespace kapitza::test {

/// Another integral, which must outlive it: a double overrides what it changes.
class ForwardingIntegral : public collision::DifferentiableCollisionIntegral {
 public:
  explicit ForwardingIntegral(collision::DifferentiableCollisionIntegral& inner) : inner_{inner} {}

  int size() const noexcept override { return inner_.size(); }
  void evaluate(std::span<const double> n, std::span<double> I) override { inner_.evaluate(n, I); }
  void linearise(std::span<const double> n, std::span<double> L) override {
    inner_.linearise(n, L);
  }
  void apply_linearised(std::span<const double> n, std::span<const double> dn,
                        std::span<double> dI) override {
    inner_.apply_linearised(n, dn, dI);
  }

 private:
  collision::DifferentiableCollisionIntegral& inner_;
};

}  // namespace kapitza::test
