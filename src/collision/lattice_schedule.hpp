#pragma once

#include "kapitza/collision/momentum_lattice.hpp"
#include "kapitza/collision/settings.hpp"

namespace kapitza::collision {

/// m such that m K sites hold the light cone at time t: m K >= max(2 v_max t + margin, least), with m of 2^a, 3 2^a, 5 2^a. Those between,
/// 9, 15, 18 and on, take longer for each site, and as long as any to plan: for T = 384, K = 256 transforms take the same time with as without
/// them, and a third of the lengths need no plan.
int lattice_multiple(int K, double t, double max_speed, const CollisionParameters& parameters);

/// That of M sites at time t.
LightCone light_cone(int M, double t, double max_speed);

}  // namespace kapitza::collision
