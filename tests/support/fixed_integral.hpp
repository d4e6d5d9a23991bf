#pragma once

#include <functional>
#include <span>
#include <utility>

#include "kapitza/collision/collision_integral.hpp"

namespace kapitza::test {

/// I_k[n] by a function given by the test.
class FixedIntegral final : public collision::CollisionIntegral {
 public:
  using Rule = std::function<void(std::span<const double> n, std::span<double> I)>;
  FixedIntegral(int size, Rule rule) : size_{size}, rule_{std::move(rule)} {}

  int size() const noexcept override { return size_; }
  void evaluate(std::span<const double> n, std::span<double> I) override { rule_(n, I); }

 private:
  int size_;
  Rule rule_;
};

/// Another integral times a factor.
inline FixedIntegral scaled(collision::CollisionIntegral& inner, double factor) {
  return {inner.size(), [&inner, factor](std::span<const double> n, std::span<double> I) {
            inner.evaluate(n, I);
            for (double& i : I)
              i *= factor;
          }};
}

}  // namespace kapitza::test
