#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "support/forwarding_integral.hpp"

namespace kapitza::test {

/// I_k = rate (target_k - n_k): the stationary state is known exactly,
/// n_X(k) = target_k + (n_in(k) - target_k) exp(-Lambda rate X / v) for v > 0.
class Relaxation final : public collision::DifferentiableCollisionIntegral {
 public:
  Relaxation(std::vector<double> target, double rate) : target_{std::move(target)}, rate_{rate} {}

  int size() const noexcept override { return static_cast<int>(target_.size()); }
  void evaluate(std::span<const double> n, std::span<double> I) override {
    for (std::size_t k = 0; k < n.size(); ++k)
      I[k] = rate_ * (target_[k] - n[k]);
  }
  void linearise(std::span<const double> n, std::span<double> L) override {
    std::fill(L.begin(), L.end(), 0.0);
    for (std::size_t k = 0; k < n.size(); ++k)
      L[k * n.size() + k] = -rate_;
  }
  void apply_linearised(std::span<const double>, std::span<const double> dn,
                        std::span<double> dI) override {
    for (std::size_t k = 0; k < dn.size(); ++k)
      dI[k] = -rate_ * dn[k];
  }

 private:
  std::vector<double> target_;
  double rate_;
};

/// Relaxation at the rate rho^2 to the nearest state of the family (a + b E) thermal_k with the same number and energy:
///   I = rho^2 (Pi n - n),  int dk I = int dk E I = 0,  I = 0 for the thermal state itself.
/// Pi is linear, rho = int dk/2pi n, so the integral is cubic in n as the true one is of fifth order.
class ConservingRelaxation : public collision::DifferentiableCollisionIntegral {
 public:
  ConservingRelaxation(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                       std::vector<double> thermal)
      : thermal_{std::move(thermal)},
        weight_(grid.relative_weights().begin(), grid.relative_weights().end()) {
    for (const double k : grid.points())
      E_.push_back(dispersion.energy(k));
    for (std::size_t k = 0; k < E_.size(); ++k)
      for (int m = 0; m < 3; ++m) {
        double power = weight_[k] * thermal_[k];
        for (int i = 0; i < m; ++i)
          power *= E_[k];
        moment_[m] += power;
      }
  }

  int size() const noexcept override { return static_cast<int>(E_.size()); }
  void evaluate(std::span<const double> n, std::span<double> I) override {
    project(n, I);
    const double rho = mean(n);
    for (std::size_t k = 0; k < n.size(); ++k)
      I[k] = rho * rho * (I[k] - n[k]);
  }
  void linearise(std::span<const double> n, std::span<double> L) override {
    const std::size_t K = n.size();
    std::vector<double> unit(K, 0), column(K);
    for (std::size_t p = 0; p < K; ++p) {
      unit[p] = 1;
      apply_linearised(n, unit, column);
      unit[p] = 0;
      for (std::size_t k = 0; k < K; ++k)
        L[k * K + p] = column[k];
    }
  }
  void apply_linearised(std::span<const double> n, std::span<const double> dn,
                        std::span<double> dI) override {
    std::vector<double> projected(n.size());
    project(n, projected);
    project(dn, dI);
    const double rho = mean(n), drho = mean(dn);
    for (std::size_t k = 0; k < n.size(); ++k)
      dI[k] = rho * rho * (dI[k] - dn[k]) + 2 * rho * drho * (projected[k] - n[k]);
  }

 private:
  double mean(std::span<const double> n) const {
    double sum = 0;
    for (std::size_t k = 0; k < n.size(); ++k)
      sum += weight_[k] * n[k];
    return sum / static_cast<double>(n.size());
  }
  void project(std::span<const double> n, std::span<double> result) const {
    double number = 0, energy = 0;
    for (std::size_t k = 0; k < n.size(); ++k) {
      number += weight_[k] * n[k];
      energy += weight_[k] * E_[k] * n[k];
    }
    const double determinant = moment_[0] * moment_[2] - moment_[1] * moment_[1];
    const double a = (number * moment_[2] - energy * moment_[1]) / determinant;
    const double b = (energy * moment_[0] - number * moment_[1]) / determinant;
    for (std::size_t k = 0; k < n.size(); ++k)
      result[k] = (a + b * E_[k]) * thermal_[k];
  }

  std::vector<double> thermal_, E_, weight_;
  double moment_[3] = {0, 0, 0};
};

/// Another integral with one value spoilt from some call on.
class Spoilt final : public ForwardingIntegral {
 public:
  Spoilt(collision::DifferentiableCollisionIntegral& inner, int k, long long first_bad_call)
      : ForwardingIntegral{inner}, k_{k}, calls_left_{first_bad_call} {}

  void evaluate(std::span<const double> n, std::span<double> I) override {
    ForwardingIntegral::evaluate(n, I);
    if (calls_left_-- <= 0)
      I[static_cast<std::size_t>(k_)] = std::numeric_limits<double>::quiet_NaN();
  }

 private:
  int k_;
  long long calls_left_;
};

}  // namespace kapitza::test
