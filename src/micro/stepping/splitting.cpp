#include "kapitza/micro/stepping/splitting.hpp"

#include <numbers>

namespace kapitza::micro {

double largest_safe_step(const model::Dispersion& dispersion, int largest_order,
                         int splitting_order) {
  const double band = largest_order * (dispersion.max_energy() - dispersion.min_energy());
  const int quanta = splitting_order == 4 ? 2 : 1;
  return quanta * 2.0 * std::numbers::pi / band;
}

}  // namespace kapitza::micro
