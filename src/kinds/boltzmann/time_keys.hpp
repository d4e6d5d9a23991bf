#pragma once

#include "kapitza/config/keys.hpp"
#include "kapitza/config/reader.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"

/// The table [time] of kind "boltzmann".
namespace kapitza::kinds {

void add_time_keys(config::Keys<BoltzmannCase>& keys);
/// Fills in the times, and judges what does not go together with an evolution in time.
void complete_time(config::Reader& reader, BoltzmannCase& input);

}  // namespace kapitza::kinds
