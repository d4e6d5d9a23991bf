#pragma once

#include <string>

#include "kapitza/collision/settings.hpp"
#include "kapitza/config/keys.hpp"

namespace kapitza::kinds {

/// What the absent keys of [collision] mean, in words.
struct AbsentCollision {
  std::string tau_max = "chosen from accuracy";
  std::string tau_step = tau_max, lattice = tau_max;
};

/// [collision] of the fast scheme, bound to C::collision; `accuracy` says what it accepts and means.
template <class C>
void add_collision_keys(config::Keys<C>& keys, config::Declaration<double> accuracy,
                        const AbsentCollision& absent = {}) {
  using Settings = collision::CollisionSettings;
  accuracy.unit = "1";
  accuracy.min = 1e-10;
  accuracy.max = 1e-1;
  keys.add("collision", "accuracy", config::of(&C::collision, &Settings::accuracy), accuracy);
  keys.add("collision", "tau_max", config::of(&C::collision, &Settings::tau_max),
           {.unit = "1/energy",
            .min = 0,
            .max = 1e6,
            .above_min = true,
            .absent = absent.tau_max,
            .meaning = "Largest auxiliary time T."});
  keys.add("collision", "tau_step", config::of(&C::collision, &Settings::tau_step),
           {.unit = "1/energy",
            .min = 0,
            .max = 10,
            .above_min = true,
            .absent = absent.tau_step,
            .condition = "below tau_max",
            .meaning = "Step of the auxiliary time."});
  keys.add("collision", "lattice", config::of(&C::collision, &Settings::lattice),
           {.unit = "sites",
            .min = 16,
            .max = 1 << 24,
            .absent = absent.lattice,
            .meaning = "Length M of the auxiliary lattice."});
}

/// Findings about them, taken together.
void complete_collision(config::Reader& reader, const collision::CollisionSettings& settings);

}  // namespace kapitza::kinds
