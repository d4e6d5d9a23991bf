#pragma once

#include "kapitza/model/dispersion.hpp"

namespace kapitza::micro {

/// How time is cut.
struct Splitting {
  double step = 0;      ///< dt > 0
  int order = 2;        ///< of the deterministic part: 2 (Strang) or 4 (Blanes and Moan's S6)
  int noise_draws = 1;  ///< draws of noise per step; 2 follows the path of a run with half the step
};

/// The step at which the splitting begins to let l carriers exchange quanta 2 pi/dt with the clock:
/// l (E_max - E_min) dt = 2 pi, l being the largest order of the interaction (2/(3 pi) = 0.2122 for l = 3 and E = k^2).
/// Below it Strang's splitting exchanges none. At order 4 the local stages of one step interfere: one quantum is exchanged at
/// |sum_j b_j e^{2 pi i t_j/dt}|^2 = 1.6e-3 of the rate of order 2, t_j being the times of the stages, and the step returned
/// is that of two quanta, l (E_max - E_min) dt = 4 pi.
double largest_safe_step(const model::Dispersion& dispersion, int largest_order,
                         int splitting_order);

}  // namespace kapitza::micro
