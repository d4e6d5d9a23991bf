#pragma once

#include "kapitza/collision/settings.hpp"

namespace kapitza::collision {

/// m such that m K sites hold the light cone at time t: m K >= max(2 v_max t + margin, least), with m free of prime factors
/// above 5, for which transforms are slow.
int lattice_multiple(int K, double t, double max_speed, const CollisionParameters& parameters);

}  // namespace kapitza::collision
