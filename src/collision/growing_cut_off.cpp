#include "growing_cut_off.hpp"

#include <cmath>

#include "kapitza/collision/auxiliary_time.hpp"
#include "order_coefficients.hpp"

namespace kapitza::collision {

GrowingCutOff::GrowingCutOff(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                             const model::Interaction& interaction,
                             const CollisionParameters& parameters,
                             std::span<const std::vector<double>> states,
                             std::span<const double> cut_offs, double unit)
    : grid_{grid},
      dispersion_{dispersion},
      interaction_{interaction},
      parameters_{parameters},
      step_{unit / std::ceil(unit / parameters.tau_step)},
      states_{states},
      projection_{grid, dispersion} {
  for (const double T : cut_offs)
    for (const double share : TimeQuadrature::ends)
      ends_.insert(share * T);
  S_.emplace(0.0, std::vector<double>(states.size() * grid.size()));
}

void GrowingCutOff::extend(double to) {
  const std::size_t K = grid_.size();
  const auto& orders = interaction_.colliding_orders();
  for (auto end = ends_.upper_bound(S_.rbegin()->first); end != ends_.end() && *end <= to; ++end) {
    const double from = S_.rbegin()->first;
    AuxiliaryTime window{grid_,         dispersion_,
                         orders.back(), TimeQuadrature::between(from, *end, step_),
                         parameters_,   Planning::Estimate};
    std::vector<double> sum = S_.rbegin()->second;
    for (std::size_t i = 0; i < states_.size(); ++i)
      window.add(order_coefficients(interaction_, grid_.integrate(states_[i])), states_[i],
                 std::span{sum}.subspan(i * K, K));
    S_.emplace(*end, std::move(sum));
  }
}

std::vector<double> GrowingCutOff::at(double T) {
  extend(T);
  const std::size_t K = grid_.size();
  std::vector<double> I(states_.size() * K);
  const auto& orders = interaction_.colliding_orders();
  const auto c = TimeQuadrature::tail_weights(orders.front() == 2 ? orders.at(1) : orders.front());
  for (std::size_t e = 0; e < c.size(); ++e) {
    const std::vector<double>& S = S_.at(TimeQuadrature::ends[e] * T);
    for (std::size_t i = 0; i < I.size(); ++i)
      I[i] += c[e] * S[i];
  }
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const std::span of_state = std::span{I}.subspan(i * K, K);
    projection_.apply(of_state);
    const double scale = collision_scale(interaction_, grid_.integrate(states_[i]));
    for (double& value : of_state)
      value /= scale;
  }
  return I;
}

}  // namespace kapitza::collision
