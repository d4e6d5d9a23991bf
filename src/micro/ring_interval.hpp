#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kapitza::micro {

/// Positions [begin, begin + size) of an interval on the ring, which lie on consecutive sites of a rank.
struct Segment {
  std::int64_t begin;
  std::int64_t size;
  std::int64_t site;  // local index of the site of position `begin`
};

/// The part of the interval of `length` sites from `first` on, modulo `sites`, that lies on the sites
/// [first_site, first_site + local_sites): at most two segments, in ascending position.
inline std::vector<Segment> segments_of_interval(std::int64_t first, std::int64_t length,
                                                 std::int64_t sites, std::int64_t first_site,
                                                 std::int64_t local_sites) {
  std::vector<Segment> segments;
  // Once as it stands, and once a turn further, for what reaches beyond the joint.
  for (const std::int64_t start : {first_site - first, first_site - first + sites}) {
    const std::int64_t begin = std::max<std::int64_t>(start, 0);
    const std::int64_t end = std::min(start + local_sites, length);
    if (begin < end) segments.push_back({begin, end - begin, begin - start});
  }
  return segments;
}

}  // namespace kapitza::micro
