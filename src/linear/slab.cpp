#include "kapitza/linear/slab.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"
#include "parity.hpp"

namespace kapitza::linear {

namespace {

double checked(double Lambda) {
  if (!(Lambda > 0.0) || !std::isfinite(Lambda))
    throw InvalidInput(fmt::format("Lambda: found {}; allowed: finite and above 0", Lambda));
  return Lambda;
}

// Unit of the unknown g, so that the gradient's columns stay of order one for any Lambda.
double gradient_unit(double Lambda) {
  return 1.0 / (1.0 + Lambda);
}

// [2 e, W (1 + P) + Z (1 - P)]
Matrix sum_system(const Modes& modes, const Matrix& WP, const Matrix& ZP) {
  Matrix e = modes.background().invariants();
  return beside(e *= 2.0, modes.even() + WP + modes.odd() - ZP);
}

// [-(Lambda e + 2 chi) unit, W (1 - P) + Z (1 + P)]
Matrix difference_system(const Modes& modes, const Matrix& WP, const Matrix& ZP, double Lambda) {
  Matrix gradient = modes.background().invariants();
  gradient *= Lambda;
  gradient += modes.chi();
  gradient += modes.chi();
  gradient *= -gradient_unit(Lambda);
  return beside(gradient, modes.even() - WP + modes.odd() + ZP);
}

}  // namespace

Slab::Slab(const Modes& modes, double Lambda) : modes_{modes}, Lambda_{checked(Lambda)} {
  const Matrix P = modes.decay()(Lambda);
  const Matrix WP = modes.even() * P, ZP = modes.odd() * P;
  sum_ = LuFactors{sum_system(modes, WP, ZP), "the symmetric slab problem"};
  difference_ =
      LuFactors{difference_system(modes, WP, ZP, Lambda), "the antisymmetric slab problem"};
}

SlabState Slab::solve(std::span<const double> left, std::span<const double> right) const {
  const ThermalBackground& background = modes_.background();
  const auto phi_left = reduced(background, left, right_mover, "left");
  const auto phi_right = reduced(background, right, left_mover, "right");
  std::vector<double> sum(phi_left), difference(phi_left);
  for (std::size_t i = 0; i < phi_left.size(); ++i) {
    sum[i] += phi_right[i];
    difference[i] -= phi_right[i];
  }
  sum_.solve(sum);
  difference_.solve(difference);

  SlabState state{modes_, Lambda_};
  for (std::size_t c = 0; c < 2; ++c) {
    state.centre_[c] = sum[c];
    state.g_[c] = difference[c] * gradient_unit(Lambda_);
  }
  state.current_ = product(modes_.ohm(), {-state.g_[0], -state.g_[1]});
  for (std::size_t i = 2; i < sum.size(); ++i) {
    state.a_.push_back(0.5 * (sum[i] + difference[i]));
    state.b_.push_back(0.5 * (sum[i] - difference[i]));
  }
  return state;
}

Pair2x2 Slab::total_resistance() const {
  const ThermalBackground& background = modes_.background();
  const auto n = background.occupation();
  Pair2x2 conductance{};
  for (int a = 0; a < 2; ++a) {
    std::vector<double> left(n.size()), right(n.size());
    for (int i = 0; i < background.half(); ++i) {
      const int r = right_mover(background.half(), i), l = left_mover(background.half(), i);
      left[r] = 0.5 * n[r] * n[r] * background.invariants()(i, a);
      right[l] = -left[r];
    }
    const Pair J = solve(left, right).current();
    for (std::size_t b = 0; b < 2; ++b)
      conductance[b][a] = J[b];
  }
  return inverse(conductance);
}

Pair SlabState::bulk(double X) const noexcept {
  const double from_centre = Lambda_ * (X - 0.5);
  return {centre_[0] + g_[0] * from_centre, centre_[1] + g_[1] * from_centre};
}

std::vector<double> SlabState::profile(double X) const {
  if (!(X >= 0.0 && X <= 1.0)) throw InvalidInput(fmt::format("X: found {}; allowed: 0 to 1", X));
  const ThermalBackground& background = modes_->background();
  const int H = background.half();
  std::vector<double> from_left(a_), from_right(b_), sum(a_), difference(a_);
  modes_->decay().apply(Lambda_ * X, from_left);
  modes_->decay().apply(Lambda_ * (1.0 - X), from_right);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i] = from_left[i] + from_right[i];
    difference[i] = from_left[i] - from_right[i];
  }
  std::vector<double> even(H), odd(H), right(H), left(H), dn(2 * H);
  multiply(modes_->even(), sum, even);
  multiply(modes_->odd(), difference, odd);
  const Pair alpha = bulk(X);
  for (int i = 0; i < H; ++i) {
    for (int c = 0; c < 2; ++c) {
      even[i] += alpha[c] * background.invariants()(i, c);
      odd[i] -= g_[c] * modes_->chi()(i, c);
    }
    right[i] = even[i] + odd[i];
    left[i] = even[i] - odd[i];
  }
  expand(background, right, right_mover, dn);
  expand(background, left, left_mover, dn);
  return dn;
}

std::vector<double> SlabState::reflected() const {
  std::vector<double> dn = profile(0.0);
  std::fill(dn.begin() + dn.size() / 2, dn.end(), 0.0);
  return dn;
}

std::vector<double> SlabState::transmitted() const {
  std::vector<double> dn = profile(1.0);
  std::fill(dn.begin(), dn.begin() + dn.size() / 2, 0.0);
  return dn;
}

double SlabState::entropy_production() const {
  const ThermalBackground& background = modes_->background();
  return background.entropy_flux(profile(0.0)) - background.entropy_flux(profile(1.0));
}

}  // namespace kapitza::linear
