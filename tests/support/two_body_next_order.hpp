#pragma once

#include "support/resonant_manifold.hpp"

namespace kapitza::test {

/// The next order of two-body collisions for V = |psi|^4 and E = k^2 on [-pi, pi) in closed form (docs/theory.md, "Two bodies"), the limit of
/// infinite time: a line integral over the resonant manifold with the real parts of the three bubbles, and the pinch terms at its ends.
///
///   J_k = 16 { int W 2 pi delta(Omega) 2 Re(Pi_s + 2 Pi_t + 2 Pi_u) + Delta_D + Delta_D' }
///
/// n has to be smooth in all of [-pi, pi] and beyond, and k not next to +-pi/2, where Delta_D is singular. Error about 1e-5.
double two_body_next_order(const Occupation& n, double k);

}  // namespace kapitza::test
