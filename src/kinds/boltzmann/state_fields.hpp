#pragma once

#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/io/fields.hpp"

namespace kapitza::kinds {

/// What a stationary state is in a result and in a checkpoint.
const io::Fields<boltzmann::StationaryState>& state_fields();

}  // namespace kapitza::kinds
