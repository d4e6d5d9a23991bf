#pragma once

#include <cstdint>
#include <vector>

#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::micro {

/// State of an unfinished ensemble, independent of the rank layout.
struct EnsembleState {
  std::vector<double> moments, trace;  ///< on the first rank
  int realisations_done = 0;
  /// A realisation that is under way, or this rank's part of it.
  struct Running {
    int realisation;  ///< counted from 0
    std::uint64_t step;
    std::vector<double>
        series;  ///< what it has measured so far; on the first of its ranks, else empty
    std::int64_t first_site, local_sites;
    std::vector<Complex> fields;  ///< [copy (dt, dt/2)][local site]
  };
  std::vector<Running> running;
};

}  // namespace kapitza::micro
