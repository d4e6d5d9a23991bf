#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "kapitza/collision/auxiliary_time.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/collision/conserving_projection.hpp"
#include "kapitza/collision/resonant_pairs.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// The collision integral of any interaction (18) and its exact linearisation:
///
///   I_k[n] = P ( sum_{l>=3} C_l(rho) I^(l)_k[n] + C_2(rho) I^(2)_k[n] ) ,   rho = int dk/2pi n
///
/// by auxiliary time for l >= 3, on the resonant manifold for l = 2, and projected (P) so that number and energy are conserved
/// to round-off. The derivative contains that of C_l(rho), a term of rank one.
///
/// Guarantees: error of I_k below accuracy * sum_l C_l rho^{2l-1} for states like the references (settings.hpp).
/// Cost: `evaluate` 1, `apply_linearised` about 2, `linearise` some forty evaluations. On panels the rough integral cuts the
/// auxiliary time at T = 16, twice that each time it is refined: L to about 1 % of its norm, for a tenth of the cost. The fine one
/// has half as much again of the auxiliary time and of the nodes of pairs, and costs about twice as much: what T leaves falls as T^{-2} or faster,
/// so that their difference is more than half of the error of I_k.
class CollisionOperator final : public DifferentiableCollisionIntegral {
 public:
  /// `references`: states, in K values each, for which the accuracy is established; see choose_parameters.
  /// Throws InvalidInput for settings out of range, and for l = 2 with a dispersion other than the parabolic one, whose
  /// resonant manifold is the only one known here.
  CollisionOperator(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                    const model::Interaction& interaction, const CollisionSettings& settings,
                    std::span<const std::vector<double>> references = {});

  /// With parameters already chosen. The dispersion must outlive this object if the rough integral is refined. What is used a few
  /// times only is cheaper with estimated plans, and then knows no rough integral.
  CollisionOperator(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                    const model::Interaction& interaction, const CollisionParameters& parameters,
                    Planning planning = Planning::Measure);

  int size() const noexcept override { return grid_.size(); }
  void evaluate(std::span<const double> n, std::span<double> I) override {
    ++done_.evaluations;
    evaluate_with(many_, pairs_, n, I);
  }
  bool evaluate_finely(std::span<const double> n, std::span<double> I) override;
  bool has_rough() const noexcept override { return rough_.has_value(); }
  void evaluate_roughly(std::span<const double> n, std::span<double> I) override {
    ++(rough_ ? done_.rough_evaluations : done_.evaluations);
    evaluate_with(rough_ ? rough_ : many_, pairs_, n, I);
  }
  bool refine_roughly() override;
  void linearise(std::span<const double> n, std::span<double> L) override {
    linearise_with(many_, n, L);
  }
  void linearise_roughly(std::span<const double> n, std::span<double> L) override {
    linearise_with(rough_ ? rough_ : many_, n, L);
  }
  void apply_linearised(std::span<const double> n, std::span<const double> dn,
                        std::span<double> dI) override;

  double shift() const noexcept override { return shift_; }
  CollisionWork work() const noexcept override;

  const CollisionParameters& parameters() const noexcept { return parameters_; }
  /// The part l >= 3, if there is one.
  AuxiliaryTime* auxiliary_time() noexcept { return many_ ? &*many_ : nullptr; }

  /// sum_l C_l(rho) rho^{2l-1}: the unit in which accuracy is stated.
  double scale(double rho) const noexcept;

 private:
  void evaluate_with(std::optional<AuxiliaryTime>& many, std::optional<ResonantPairs>& pairs,
                     std::span<const double> n, std::span<double> I);
  void linearise_with(std::optional<AuxiliaryTime>& many, std::span<const double> n,
                      std::span<double> L);
  // I <- sum_l (dC_l/drho) I^(l)[n], unprojected.
  void density_derivative(std::span<const double> n, double rho, std::span<double> I);

  void make_rough(Planning planning);
  void make_fine();

  model::MomentumGrid grid_;
  const model::Dispersion& dispersion_;
  model::Interaction interaction_;
  CollisionParameters parameters_;
  ConservingProjection projection_;
  std::optional<AuxiliaryTime> many_, rough_;
  double rough_tau_ = 0;  // T of the rough integral
  std::optional<ResonantPairs> pairs_;
  // Of evaluate_finely, made at its first call.
  std::optional<AuxiliaryTime> fine_many_;
  std::optional<ResonantPairs> fine_pairs_;
  bool density_dependent_;  // some C_l depends on rho
  std::vector<double> work_;
  double shift_ = 0.0;
  CollisionWork done_;                // but for the transforms
  long long retired_transforms_ = 0;  // of rough integrals since refined
};

}  // namespace kapitza::collision
