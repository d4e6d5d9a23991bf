#pragma once

#include <cstdint>
#include <vector>

#include "kapitza/micro/system.hpp"

namespace kapitza::micro {

/// A stretch of consecutive sites of the ring.
struct Stretch {
  std::int64_t first = 0;  ///< in [0, sites)
  std::int64_t sites = 0;
};

/// Sites between reservoir and defect profile that neither of them touches. Without a profile the ring is cut at sites/2,
/// without damping at 0. Throws InvalidInput if damping and profile overlap.
struct Leads {
  Stretch left, right;
};
Leads leads(const System& system);

/// First sites of the windows of `points` sites in the middle of both leads. Throws InvalidInput if a lead has fewer sites,
/// saying how many there are.
struct LeadWindows {
  std::int64_t left, right;
};
LeadWindows lead_windows(const System& system, int points);

/// Windows of `points` sites spread evenly over a ring of N, centred at x_j = (j + 1/2) N / windows to the nearest site.
struct RingWindows {
  std::vector<std::int64_t> first;  ///< sites, in [0, N)
  std::vector<double> centres;      ///< relative to the middle of the ring, N/2, in sites
};
RingWindows ring_windows(std::int64_t sites, int points, int windows);
/// Relative to the middle of the ring, of a window of `points` sites that begins at `start`.
double window_centre(std::int64_t start, int points, std::int64_t sites) noexcept;

}  // namespace kapitza::micro
