#pragma once

#include <span>
#include <vector>

#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/linear/matrix.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::linear {

/// A thermal state and the collision matrix linearised about it, split by parity (docs/theory.md, "Equation"):
///
///   n = n_th + n_th^2 phi ,   v n_th^2 d_X phi = -Lambda S phi ,   S = -L diag(n_th^2) ,   L = dI/dn at n_th
///
/// S acts on nodal values: (S phi)_k = int dp/2pi S(k, p) phi(p) holds the weight w_p of each momentum. The kernel is symmetric,
/// so W S is a symmetric matrix, W = diag(w) (S itself where all weights are equal, on a uniform grid), and what S conserves it
/// conserves as an integral: e^T W S = 0.
///
/// S commutes with k -> -k and v is odd. With phi_e, phi_o the even and odd parts on the nodes k > 0 and Y = Lambda X,
///
///   u d_Y phi_e = -S_o phi_o ,   u d_Y phi_o = -S_e phi_e ,   u = v n_th^2 > 0
///
/// | symbol   | name in code  | shape              | unit |
/// | n_th     | `occupation`  | [K]                | 1    |
/// | u        | `flux_weight` | [K/2], k ascending | 1    |
/// | K w      | `weights`     | [K/2], k ascending | 1    |
/// | e=(1, E) | `invariants`  | [K/2, 2]           | 1    |
/// | S_e, S_o | `even`, `odd` | [K/2, K/2]         | 1    |
///
/// Invariants. On the left L conserves number and energy exactly already. On the right L n_th^2 e = 0 holds only to the
/// accuracy of the collision integral and is enforced by an oblique projection,
///   L <- L Pi ,   Pi dn = dn - n_th^2 e N^{-1} <e, dn> ,   N_ab = <e_a, n_th^2 e_b> :
/// the thermal perturbation with the number and energy of dn is taken out before L acts, and a dn that carries neither is
/// left alone; <.,.> = int dk/2pi. In terms of S this is S <- S - (S e) N^{-1} (W n_th^2 e)^T, the mirror image of the projection
/// Pi S that leaves S as it is because S conserves: a symmetric W S would stay symmetric, and nothing is symmetrised. (An orthogonal projector on the right, which
/// ignores how n_th weighs the momenta, costs two digits of the resistance near condensation.) Both touch S_e only.
class ThermalBackground {
 public:
  /// `L`: dI_k/dn_p at the thermal state, row-major K x K. Throws InvalidInput unless beta > 0, mu < min E, and v > 0 at
  /// every k > 0; NumericalFailure if an element of L is not finite.
  ThermalBackground(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                    const model::ThermalState& state, std::span<const double> L);

  const model::MomentumGrid& grid() const noexcept { return grid_; }
  const model::ThermalState& state() const noexcept { return state_; }
  int half() const noexcept { return grid_.size() / 2; }

  std::span<const double> occupation() const noexcept { return n_; }
  std::span<const double> flux_weight() const noexcept { return u_; }
  /// K w of the nodes k > 0:  int_{k>0} dk/2pi f = sum_i weights_i f_i / K.
  std::span<const double> weights() const noexcept {
    return grid_.relative_weights().last(static_cast<std::size_t>(half()));
  }
  const Matrix& invariants() const noexcept { return e_; }
  const Matrix& even() const noexcept { return S_e_; }
  const Matrix& odd() const noexcept { return S_o_; }

  /// max |S e| before the projection over max |S|: how accurate the collision matrix was.
  double invariant_defect() const noexcept { return invariant_defect_; }
  /// Largest violation of S(-k, -p) = S(k, p) over max |S|, removed by averaging; round-off.
  double parity_defect() const noexcept { return parity_defect_; }

  /// int dk/2pi v e_b dn: the number and energy current of a perturbation.
  Pair current(std::span<const double> dn) const;
  /// int dk/2pi phi S phi >= 0: the entropy that collisions produce per unit of Y, to second order in phi.
  double dissipation(std::span<const double> dn) const;
  /// (1/2) int dk/2pi v n_th^2 phi^2, the deficit of the entropy current to second order: it falls along Y by the dissipation.
  double entropy_flux(std::span<const double> dn) const;

 private:
  model::MomentumGrid grid_;
  model::ThermalState state_;
  std::vector<double> n_, v_, E_, u_;
  Matrix e_, S_e_, S_o_;
  double invariant_defect_ = 0.0, parity_defect_ = 0.0;
};

/// Chooses the parameters of the collision integral for this state, linearises, and splits.
/// `work`, if given, receives what the linearisation took, the choice of parameters aside.
/// Throws like ThermalBackground and CollisionOperator. Cost: that of choose_parameters and of one linearisation.
ThermalBackground thermal_background(const model::MomentumGrid& grid,
                                     const model::Dispersion& dispersion,
                                     const model::Interaction& interaction,
                                     const collision::CollisionSettings& settings,
                                     const model::ThermalState& state,
                                     collision::CollisionWork* work = nullptr);

}  // namespace kapitza::linear
