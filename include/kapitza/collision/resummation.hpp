#pragma once

#include <span>

#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// Up to which order in lambda the rate is taken.
enum class Order { Leading, Next };

/// How the next order in lambda enters the rate, with c[n] = <J, I> / <I, I>, <f, g> = int dk/2pi f g, and r = 1 / (1 - c lambda). All are
/// equal up to terms of relative order lambda^2, and for J = c I the last two are the same:
enum class Resummation {
  Sum,             ///< lambda^2 I + lambda^3 J: perturbation theory as it stands
  Pade,            ///< lambda^2 r I: all momenta are slowed down alike
  PadeByMomentum,  ///< lambda^2 [r I + r^2 lambda (J - c I)]: each momentum by its own third order
};

/// Of c lambda, where the resummed rate agrees with the field on a homogeneous lattice to 2 or 3 % (docs/numerics.md, "The field without
/// boundaries"): rates that the next order slows down, and rates that it speeds up. Beyond, the orders that are left out count.
struct TrustedCorrection {
  double least = -0.5, most = 0.15;
  bool contains(double correction) const noexcept {
    return least <= correction && correction <= most;
  }
};

/// c[n] = <J, I> / <I, I>; 0 where I vanishes.
double relative_next_order(const model::MomentumGrid& grid, std::span<const double> I,
                           std::span<const double> J);

/// The rate over lambda^2 as of_I I + of_J J.
struct ResummedRate {
  double of_I = 1.0, of_J = 0.0;
  /// What it is of I where J = c I.
  double along_I(double c) const noexcept { return of_I + c * of_J; }
};

/// Throws NumericalFailure if 1 - c lambda is not positive, for Pade and PadeByMomentum.
ResummedRate resummed(Resummation resummation, double c, double lambda);

}  // namespace kapitza::collision
