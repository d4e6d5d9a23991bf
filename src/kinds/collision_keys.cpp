#include "kapitza/kinds/collision_keys.hpp"

#include <fmt/format.h>

namespace kapitza::kinds {

void complete_collision(config::Reader& reader, const collision::CollisionSettings& settings) {
  if (!settings.tau_max || !settings.tau_step || *settings.tau_step < *settings.tau_max) return;
  const auto* path =
      reader.given("collision.tau_step") ? "collision.tau_step" : "collision.tau_max";
  reader.complain(path, fmt::format("found tau_step = {} and tau_max = {}; allowed: a step below "
                                    "the maximum",
                                    *settings.tau_step, *settings.tau_max));
}

}  // namespace kapitza::kinds
