#include "kapitza/collision/resummation.hpp"

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

ResummedRate resummed(Resummation resummation, double c, double lambda) {
  if (resummation == Resummation::Sum) return {1.0, lambda};
  const double correction = c * lambda;
  if (!(correction < 1.0))
    throw NumericalFailure(fmt::format(
        "the next order in lambda is {:.3g} of the leading one at lambda = {:g}, where the rate "
        "1 / (1 - c lambda) has no meaning; allowed: below 1, by a weaker lambda",
        correction, lambda));
  const double r = 1.0 / (1.0 - correction);
  if (resummation == Resummation::Pade) return {r, 0.0};
  return {r - r * r * correction, r * r * lambda};
}

}  // namespace kapitza::collision
