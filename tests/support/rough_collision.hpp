#pragma once

#include <span>

#include "support/forwarding_integral.hpp"

namespace kapitza::test {

/// Another integral as the exact one, and as the rough one that integral times 1 + error or 1 - error by momentum. The error is
/// divided by four each time it is refined, `refinements` times.
class WithRough final : public ForwardingIntegral {
 public:
  WithRough(collision::DifferentiableCollisionIntegral& exact, double error, int refinements)
      : ForwardingIntegral{exact}, error_{error}, refinements_{refinements} {}

  void evaluate(std::span<const double> n, std::span<double> I) override {
    ++done_.evaluations;
    ForwardingIntegral::evaluate(n, I);
  }
  bool has_rough() const noexcept override { return true; }
  void evaluate_roughly(std::span<const double> n, std::span<double> I) override {
    ++done_.rough_evaluations;
    ForwardingIntegral::evaluate(n, I);
    spoil(I);
  }
  void linearise_roughly(std::span<const double> n, std::span<double> L) override {
    linearise(n, L);
    spoil(L);
  }
  bool refine_roughly() override {
    if (refinements_ == 0) return false;
    --refinements_;
    error_ /= 4;
    return true;
  }
  collision::CollisionWork work() const noexcept override { return done_; }
  double error() const { return error_; }

 private:
  // More for one half of the momenta (rows of L) than for the other, which conserves nothing.
  void spoil(std::span<double> values) const {
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] *= 1 + (4 * i < values.size() || 4 * i >= 3 * values.size() ? error_ : -error_);
  }

  double error_;
  int refinements_;
  collision::CollisionWork done_;
};

}  // namespace kapitza::test
