#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "kapitza/config/findings.hpp"
#include "kapitza/kinds/micro/case.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/model/defect.hpp"

namespace kapitza::kinds {

/// D_x on a ring of so many sites, the middle of the defect at sites/2. What is wrong becomes a finding, and the profile is
/// then empty.
model::DefectProfile defect_profile(const MicroCase& input, int length, std::int64_t sites,
                                    config::Findings& findings);

/// Whether the reservoir leaves anything of the ring; if not, that is a finding.
bool fits_reservoir(const MicroCase& input, int length, std::int64_t sites,
                    config::Findings& findings);

/// Findings where the ring does not hold reservoir, leads with room for the windows, and defect.
void require_room(const MicroCase& input, int length, const micro::System& system,
                  config::Findings& findings);

/// Findings where, without a reservoir, the fastest carriers that leave the defect come round the ring to it before the last of the times.
/// `max_speed`: theirs.
void require_way_round(const MicroCase& input, int length, const model::DefectProfile& profile,
                       std::int64_t sites, double max_speed, config::Findings& findings);

}  // namespace kapitza::kinds
