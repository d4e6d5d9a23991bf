#include "stages.hpp"

#include <fmt/core.h>

#include "kapitza/base/error.hpp"

namespace kapitza::micro {

Stages stages_of_order(int order) {
  if (order == 2) return {.kinetic = {0.5, 0.5}, .local = {1.0}};
  if (order != 4) throw InvalidInput(fmt::format("splitting of order {}; allowed: 2, 4", order));
  constexpr double a1 = 0.0792036964311957, a2 = 0.353172906049774, a3 = -0.0420650803577195,
                   a4 = 1.0 - 2.0 * (a1 + a2 + a3);
  constexpr double b1 = 0.209515106613362, b2 = -0.143851773179818, b3 = 0.5 - (b1 + b2);
  return {.kinetic = {a1, a2, a3, a4, a3, a2, a1}, .local = {b1, b2, b3, b3, b2, b1}};
}

}  // namespace kapitza::micro
