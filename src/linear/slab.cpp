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

}  // namespace

Slab::Slab(const Modes& modes, double Lambda) : modes_{modes}, Lambda_{checked(Lambda)} {
  const Matrix &e = modes.background().invariants(), &W = modes.even(), &Z = modes.odd();
  const Matrix P = modes.decay()(Lambda), WP = W * P, ZP = Z * P;
  sum_ = LuFactors(beside(2.0 * e, W + WP + Z - ZP), "the symmetric slab problem");
  difference_ =
      LuFactors(beside(-gradient_unit(Lambda) * (Lambda * e + 2.0 * modes.chi()), W - WP + Z + ZP),
                "the antisymmetric slab problem");
}

SlabState Slab::solve(std::span<const double> left, std::span<const double> right) const {
  const ThermalBackground& background = modes_.background();
  const Vector phi_left = reduced(background, left, right_mover, "left");
  const Vector phi_right = reduced(background, right, left_mover, "right");
  const Vector sum = sum_.solve(phi_left + phi_right);
  const Vector difference = difference_.solve(phi_left - phi_right);

  SlabState state{modes_, Lambda_};
  for (int c = 0; c < 2; ++c) {
    state.centre_[c] = sum[c];
    state.g_[c] = difference[c] * gradient_unit(Lambda_);
  }
  state.current_ = product(modes_.ohm(), {-state.g_[0], -state.g_[1]});
  const auto modes = sum.size() - 2;
  state.a_ = 0.5 * (sum + difference).tail(modes);
  state.b_ = 0.5 * (sum - difference).tail(modes);
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
  const Vector from_left = modes_->decay().apply(Lambda_ * X, a_);
  const Vector from_right = modes_->decay().apply(Lambda_ * (1.0 - X), b_);
  const Pair alpha = bulk(X);
  const Vector even = background.invariants() * Eigen::Map<const Vector>(alpha.data(), 2) +
                      modes_->even() * (from_left + from_right);
  const Vector odd = modes_->odd() * (from_left - from_right) -
                     modes_->chi() * Eigen::Map<const Vector>(g_.data(), 2);
  std::vector<double> dn(background.occupation().size());
  expand(background, even + odd, right_mover, dn);
  expand(background, even - odd, left_mover, dn);
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
