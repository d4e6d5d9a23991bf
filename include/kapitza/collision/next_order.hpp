#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/collision/conserving_projection.hpp"
#include "kapitza/collision/momentum_lattice.hpp"
#include "kapitza/collision/sparse_rows.hpp"
#include "kapitza/collision/third_order_ring.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// What the next order is computed with.
struct NextOrderParameters {
  DoubleTime time{.tau_max = 8.0, .tau_step = 0.05};
  int margin = 64;        ///< the lattice holds the light cone 2 v_max T plus this many sites
  int least_lattice = 0;  ///< and has at least so many
  int momenta = 256;      ///< K_f of panels, at which J_k is summed; a uniform grid has its own
  bool projected = true;  ///< number and energy exact
};

/// g_l(rho), l = 2 .. 8, of an interaction: what is left of V when a Gaussian state of that density is normal-ordered.
VertexCoefficients vertex_coefficients(const model::Interaction& interaction, double rho);

/// The next order of the collision integral (docs/theory.md, "The next order in lambda"),
///
///   d_t n = lambda^2 I_k[n] + lambda^3 J_k[n] ,
///
/// of any on-site interaction, by third-order perturbation theory: the diagrams of ThirdOrderRing on a lattice that holds the light cone, with
/// the double time integral cut off at T. J is odd under V -> -V by construction.
///
/// | symbol | code          | shape                                                                              |
/// | n, J   | `n`, `J`      | [K], the nodes of any momentum grid                                                |
/// | A, B   | `A_`, `B_`    | [K_f], J = n A + B; on panels interpolated to the nodes, as in AuxiliaryTime        |
/// | f, g   | `f_`, lattice | [M], occupation and 1, with the weights of MomentumLattice                          |
///
/// Guarantees: number and energy are conserved exactly (ConservingProjection), nothing is allocated after construction. Thermal states
/// give zero to the accuracy of T: what is left falls like a power of T times the smallest energy over which n varies. Measured (docs/theory.md)
/// for |psi|^6 at K = 256, T = 8, step 0.05: 0.1 s of one core.
class NextOrder final : public CollisionIntegral {
 public:
  /// Throws InvalidInput as ThirdOrderRing and MomentumLattice do, naming the parameter.
  NextOrder(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
            const model::Interaction& interaction, const NextOrderParameters& parameters);

  int size() const noexcept override { return K_; }
  void evaluate(std::span<const double> n, std::span<double> J) override;
  CollisionWork work() const noexcept override { return {.evaluations = evaluations_}; }

  const std::vector<ThirdOrderDiagram>& diagrams() const noexcept { return ring_->diagrams(); }
  /// J <- what one of the diagrams contributes, not projected.
  void evaluate_diagram(int diagram, std::span<const double> n, std::span<double> J);

  /// I <- the collision integral of the leading order, cut off at the same T: what J is to be compared with. Pairs, which CollisionOperator
  /// takes on their resonant manifold, converge here as slowly in T as in J.
  void evaluate_leading(std::span<const double> n, std::span<double> I);

  int lattice() const noexcept { return lattice_.size(); }
  const NextOrderParameters& parameters() const noexcept { return parameters_; }

 private:
  void bring_to_nodes(std::span<const double> n, std::span<double> J, bool project);

  int K_;
  long long evaluations_ = 0;
  model::MomentumGrid grid_;
  model::Interaction interaction_;
  NextOrderParameters parameters_;
  MomentumLattice lattice_;
  ConservingProjection projection_;
  std::optional<ThirdOrderRing> ring_;
  SparseRows to_nodes_;  // [K][K_f], on panels
  std::vector<double> f_, A_, B_, a_, b_;
};

/// The smallest T of the ladder 6, 8, 12 .. 64, and its step, for which J of every reference differs from that at the next T, and at half the
/// step, by less than half of `accuracy` times max |J|. Throws InvalidInput if `accuracy` is not between 1e-6 and 1, or if the ladder does not
/// reach it; T then has to be given by hand. Cost: evaluations up to the T that follows.
NextOrderParameters choose_next_order(double accuracy, const model::MomentumGrid& grid,
                                      const model::Dispersion& dispersion,
                                      const model::Interaction& interaction,
                                      std::span<const std::vector<double>> references,
                                      NextOrderParameters start = {});

}  // namespace kapitza::collision
