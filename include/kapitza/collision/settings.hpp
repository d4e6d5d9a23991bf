#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// What a user asks of the collision integral. Whatever is left empty follows from `accuracy`.
struct CollisionSettings {
  /// Wanted bound on the error of I_k in units of sum_l C_l rho^{2l-1}.
  double accuracy = 1e-5;
  /// Cut-off T of the auxiliary time.
  std::optional<double> tau_max;
  /// Largest step of the auxiliary time; below 2 pi / (l (E_max - E_min)) for the largest l.
  std::optional<double> tau_step;
  /// Sites of the auxiliary lattice at all times, a multiple of K on a uniform grid, of 128 on panels.
  std::optional<int> lattice;
  bool operator==(const CollisionSettings&) const = default;
};

/// What the kernels are built with.
struct CollisionParameters {
  double tau_max;     ///< T
  double tau_step;    ///< upper bound of the step; the step itself divides T
  int least_lattice;  ///< the lattice never has fewer sites,
  int margin;         ///< and holds the light cone 2 v_max t plus this many sites
  int pair_nodes;     ///< Gauss-Legendre nodes per panel of the resonant manifold, l = 2
  int momenta = 0;    ///< K_f of panels, at which I_k is summed; a uniform grid has its own
  bool limited_by_grid = false;  ///< K momenta do not resolve the references to the wanted accuracy
};

/// Largest admissible step of the auxiliary time: the integrand contains frequencies up to l (E_max - E_min), and the
/// trapezoidal rule integrates them exactly below 2 pi over that (docs/numerics.md).
double largest_tau_step(int l, const model::Dispersion& dispersion);

/// Turn `settings` into parameters. Where T is free it is the smallest of a fixed ladder for which the collision integrals of
/// all reference states differ from those at the next T by less than half the accuracy, or by what the lattice leaves; the nodes of the resonant pairs
/// likewise, on the references with structure added. Without a reference the thermal state mu = -1/2 stands in; the T that a
/// state needs grows like the inverse of the smallest energy over which its n(k) varies. Where refinement stops to help
/// because K is too small for the accuracy, the search ends and `limited_by_grid` says so.
///
/// `least_tau`: no shorter T of the ladder is tried, for states that the references do not stand for.
///
/// Throws InvalidInput for a by-hand value out of range, naming the key and the range, and if the last T does not suffice.
/// Cost: two or three evaluations at the T chosen for each reference, with their tables.
CollisionParameters choose_parameters(const CollisionSettings& settings,
                                      const model::MomentumGrid& grid,
                                      const model::Dispersion& dispersion,
                                      const model::Interaction& interaction,
                                      std::span<const std::vector<double>> references = {},
                                      double least_tau = 0);

}  // namespace kapitza::collision
