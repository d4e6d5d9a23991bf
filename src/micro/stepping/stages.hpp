#pragma once

#include <cstddef>
#include <vector>

namespace kapitza::micro {

/// A symmetric splitting e^{a_0 A} e^{b_0 B} e^{a_1 A} .. e^{b_n-1 B} e^{a_n A} of one step, A being kinetic, B local. The
/// reservoir acts, for an equal share of the step, with the first and with the last local stage, which are one at order 2.
struct Stages {
  std::vector<double> kinetic;  // a, one more than b
  std::vector<double> local;    // b

  bool has_reservoir(std::size_t stage) const noexcept {
    return stage == 0 || stage + 1 == local.size();
  }
  int reservoir_stages() const noexcept { return local.size() == 1 ? 1 : 2; }
};

/// Strang's at order 2; at order 4 S6 of Blanes and Moan, J. Comput. Appl. Math. 142, 313 (2002). Throws InvalidInput
/// for another order.
Stages stages_of_order(int order);

}  // namespace kapitza::micro
