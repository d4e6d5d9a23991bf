#include "kapitza/collision/relaxation_rate.hpp"

#include <fmt/format.h>

#include "kapitza/base/error.hpp"

namespace kapitza::collision {

double relative_next_order(const model::MomentumGrid& grid, std::span<const double> I,
                           std::span<const double> J) {
  double JI = 0.0, II = 0.0;
  for (int k = 0; k < grid.size(); ++k) {
    JI += grid.weight(k) * J[k] * I[k];
    II += grid.weight(k) * I[k] * I[k];
  }
  return II > 0.0 ? JI / II : 0.0;
}

RelaxationRate::RelaxationRate(const model::MomentumGrid& grid, CollisionIntegral& leading,
                               double lambda)
    : grid_{grid}, leading_{leading}, lambda_{lambda} {}

RelaxationRate::RelaxationRate(const model::MomentumGrid& grid, CollisionIntegral& leading,
                               CollisionIntegral& next, double lambda, Resummation resummation)
    : grid_{grid},
      leading_{leading},
      next_{&next},
      lambda_{lambda},
      resummation_{resummation},
      J_(grid.size()) {}

void RelaxationRate::evaluate(std::span<const double> n, std::span<double> rate) {
  leading_.evaluate(n, rate);
  double of_I = 1.0, of_J = 0.0;
  if (next_) {
    next_->evaluate(n, J_);
    correction_ = relative_next_order(grid_, rate, J_) * lambda_;
    if (resummation_ != Resummation::Sum && !(correction_ < 1.0))
      throw NumericalFailure(fmt::format(
          "the next order in lambda is {:.3g} of the leading one at lambda = {:g}, where the rate "
          "1 / (1 - c lambda) has no meaning; allowed: below 1, by a weaker lambda",
          correction_, lambda_));
    const double r = 1.0 / (1.0 - correction_);
    if (resummation_ == Resummation::Sum) of_J = lambda_;
    if (resummation_ == Resummation::Pade) of_I = r;
    if (resummation_ == Resummation::PadeByMomentum) {
      of_I = r - r * r * correction_;
      of_J = r * r * lambda_;
    }
  }
  const double square = lambda_ * lambda_;
  for (std::size_t k = 0; k < rate.size(); ++k)
    rate[k] = square * (of_I * rate[k] + (of_J != 0.0 ? of_J * J_[k] : 0.0));
}

}  // namespace kapitza::collision
