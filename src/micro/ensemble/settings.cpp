#include "kapitza/micro/ensemble/settings.hpp"

#include <fmt/format.h>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/measuring/leads.hpp"

namespace kapitza::micro {

const EnsembleSettings& checked(const EnsembleSettings& s, const System& system, int ranks) {
  const auto require = [](bool good, const std::string& message) {
    if (!good) throw InvalidInput{message};
  };
  require(s.realisations >= 1,
          fmt::format("realisations = {}; allowed: at least 1", s.realisations));
  require(
      s.blocks >= least_blocks && s.blocks % 2 == 0,
      fmt::format("blocks = {}; allowed: an even number of at least {}", s.blocks, least_blocks));
  require(s.steps_per_sample >= 1 && s.samples_per_block >= 1,
          fmt::format("steps_per_sample = {} and samples_per_block = {}; allowed: at least 1, so "
                      "that each block of the measurement holds a sample",
                      s.steps_per_sample, s.samples_per_block));
  require(s.trace_points >= 1 && s.windows >= 0,
          fmt::format("trace_points = {} and windows = {}; allowed: at least 1 and 0",
                      s.trace_points, s.windows));
  const int group = s.ranks_per_realisation;
  require(group >= 1 && ranks % group == 0,
          fmt::format("ranks_per_realisation = {} on {} ranks; allowed: a divisor of the ranks",
                      group, ranks));
  require(s.realisations >= ranks / group,
          fmt::format("realisations = {} for {} groups of {} ranks; allowed: at least one for each "
                      "group",
                      s.realisations, ranks / group, group));
  lead_windows(system, s.points);
  return s;
}

}  // namespace kapitza::micro
