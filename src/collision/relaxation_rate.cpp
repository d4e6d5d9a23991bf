#include "kapitza/collision/relaxation_rate.hpp"

namespace kapitza::collision {

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
  ResummedRate of;
  if (next_) {
    next_->evaluate(n, J_);
    const double c = relative_next_order(grid_, rate, J_);
    correction_ = c * lambda_;
    of = resummed(resummation_, c, lambda_);
  }
  const double square = lambda_ * lambda_;
  for (std::size_t k = 0; k < rate.size(); ++k)
    rate[k] = square * (of.of_I * rate[k] + (of.of_J != 0.0 ? of.of_J * J_[k] : 0.0));
}

}  // namespace kapitza::collision
