#include "kapitza/collision/collision_operator.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kapitza/base/error.hpp"
#include "order_coefficients.hpp"

namespace kapitza::collision {

namespace {

// The auxiliary time of the rough integral to begin with, what it is at most of the exact one's, and its momenta up to there.
constexpr double first_rough_tau = 16, largest_share = 0.67;
constexpr int rough_momenta = 64;
// Of the auxiliary time and of the nodes of pairs, in the fine integral.
constexpr double fine_share = 1.5;

bool collides(const model::Interaction& interaction, int l) {
  const auto& orders = interaction.colliding_orders();
  return std::find(orders.begin(), orders.end(), l) != orders.end();
}

/// The smallest and the largest l >= 3, of which there must be one.
std::pair<int, int> many_orders(const model::Interaction& interaction) {
  const auto& orders = interaction.colliding_orders();
  return {*std::find_if(orders.begin(), orders.end(), [](int l) { return l >= 3; }), orders.back()};
}

}  // namespace

CollisionOperator::CollisionOperator(const model::MomentumGrid& grid,
                                     const model::Dispersion& dispersion,
                                     const model::Interaction& interaction,
                                     const CollisionSettings& settings,
                                     std::span<const std::vector<double>> references)
    : CollisionOperator(grid, dispersion, interaction,
                        choose_parameters(settings, grid, dispersion, interaction, references)) {}

CollisionOperator::CollisionOperator(const model::MomentumGrid& grid,
                                     const model::Dispersion& dispersion,
                                     const model::Interaction& interaction,
                                     const CollisionParameters& parameters, Planning planning)
    : grid_{grid},
      dispersion_{dispersion},
      interaction_{interaction},
      parameters_{parameters},
      projection_{grid, dispersion},
      density_dependent_{interaction.colliding_orders().size() > 1},
      work_(grid.size()) {
  if (!interaction.only_pairs()) {
    const auto [lowest, highest] = many_orders(interaction);
    many_.emplace(grid, dispersion, lowest, highest, parameters, planning);
    if (!grid.is_uniform() && planning != Planning::Estimate) {
      rough_tau_ = std::min(first_rough_tau, parameters.tau_max / 2);
      make_rough(planning);
    }
  }
  if (collides(interaction, 2)) {
    if (dynamic_cast<const model::ParabolicDispersion*>(&dispersion) == nullptr)
      throw InvalidInput("collisions of pairs (l = 2) are known for the parabolic dispersion only");
    pairs_.emplace(grid, parameters.pair_nodes);
  }
}

void CollisionOperator::make_rough(Planning planning) {
  const auto [lowest, highest] = many_orders(interaction_);
  CollisionParameters parameters = parameters_;
  parameters.tau_max = rough_tau_;
  parameters.momenta =
      std::min(parameters.momenta, (rough_tau_ > first_rough_tau ? 2 : 1) * rough_momenta);
  rough_.emplace(grid_, dispersion_, lowest, highest, parameters, planning);
}

bool CollisionOperator::refine_roughly() {
  if (!rough_ || 2 * rough_tau_ > largest_share * parameters_.tau_max) return false;
  retired_transforms_ += rough_->transforms();
  rough_tau_ *= 2;
  make_rough(Planning::Measure);
  return true;
}

double CollisionOperator::scale(double rho) const noexcept {
  return collision_scale(interaction_, rho);
}

CollisionWork CollisionOperator::work() const noexcept {
  CollisionWork work = done_;
  work.transforms = retired_transforms_;
  if (many_) work.transforms += many_->transforms();
  if (rough_) work.transforms += rough_->transforms();
  if (fine_many_) work.transforms += fine_many_->transforms();
  return work;
}

void CollisionOperator::make_fine() {
  if (fine_many_ || fine_pairs_) return;
  if (many_) {
    const auto [lowest, highest] = many_orders(interaction_);
    CollisionParameters parameters = parameters_;
    parameters.tau_max *= fine_share;
    fine_many_.emplace(grid_, dispersion_, lowest, highest, parameters, Planning::Estimate);
  }
  if (pairs_)
    fine_pairs_.emplace(grid_, static_cast<int>(std::ceil(fine_share * parameters_.pair_nodes)));
}

bool CollisionOperator::evaluate_finely(std::span<const double> n, std::span<double> I) {
  make_fine();
  ++done_.fine_evaluations;
  evaluate_with(fine_many_, fine_pairs_, n, I);
  return true;
}

void CollisionOperator::evaluate_with(std::optional<AuxiliaryTime>& many,
                                      std::optional<ResonantPairs>& pairs,
                                      std::span<const double> n, std::span<double> I) {
  const double rho = grid_.integrate(n);
  std::fill(I.begin(), I.end(), 0.0);
  if (many) many->add(order_coefficients(interaction_, rho), n, I);
  if (pairs) pairs->add(interaction_.collision_coefficient(2, rho), n, I);
  shift_ = projection_.apply(I);
}

void CollisionOperator::density_derivative(std::span<const double> n, double rho,
                                           std::span<double> I) {
  std::fill(I.begin(), I.end(), 0.0);
  const OrderCoefficients C = order_coefficients(interaction_, rho, true);
  if (many_ && std::any_of(C.begin(), C.end(), [](double c) { return c != 0.0; }))
    many_->add(C, n, I);
  if (pairs_) pairs_->add(interaction_.collision_coefficient_derivative(2, rho), n, I);
}

void CollisionOperator::linearise_with(std::optional<AuxiliaryTime>& many,
                                       std::span<const double> n, std::span<double> L) {
  ++done_.linearisations;
  const double rho = grid_.integrate(n);
  std::fill(L.begin(), L.end(), 0.0);
  if (many) many->add_matrix(order_coefficients(interaction_, rho), n, L);
  if (pairs_) pairs_->add_matrix(interaction_.collision_coefficient(2, rho), n, L);
  if (density_dependent_) {
    density_derivative(n, rho, work_);
    const std::size_t K = n.size();
    for (std::size_t k = 0; k < K; ++k) {
      const double per_occupation = work_[k] / static_cast<double>(K);  // d rho / d n_p = w_p
      for (std::size_t p = 0; p < K; ++p)
        L[k * K + p] += per_occupation * grid_.relative_weights()[p];
    }
  }
  projection_.apply_to_columns(L);
}

void CollisionOperator::apply_linearised(std::span<const double> n, std::span<const double> dn,
                                         std::span<double> dI) {
  ++done_.applications;
  const double rho = grid_.integrate(n);
  std::fill(dI.begin(), dI.end(), 0.0);
  if (many_) many_->add_linearised(order_coefficients(interaction_, rho), n, dn, dI);
  if (pairs_) pairs_->add_linearised(interaction_.collision_coefficient(2, rho), n, dn, dI);
  if (density_dependent_) {
    density_derivative(n, rho, work_);
    const double d_rho = grid_.integrate(dn);
    for (std::size_t k = 0; k < n.size(); ++k)
      dI[k] += d_rho * work_[k];
  }
  projection_.apply(dI);
}

}  // namespace kapitza::collision
