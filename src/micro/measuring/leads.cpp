#include "kapitza/micro/measuring/leads.hpp"

#include <fmt/format.h>

#include <cmath>

#include "kapitza/base/error.hpp"

namespace kapitza::micro {

Leads leads(const System& system) {
  const std::int64_t N = system.sites;
  const std::int64_t damped = system.damping.gamma.size();
  const std::int64_t defective = system.defect.profile.D.size();
  const std::int64_t damping = damped > 0 ? system.damping.first : 0;
  const std::int64_t defect = defective > 0 ? system.defect.profile.first : N / 2;
  const auto on_ring = [N](std::int64_t x) { return ((x % N) + N) % N; };

  Leads result;
  result.left.first = on_ring(damping + damped);
  result.left.sites = on_ring(defect - damping) - damped;
  result.right.first = on_ring(defect + defective);
  result.right.sites = N - on_ring(defect - damping) - defective;
  if (result.left.sites < 0 || result.right.sites < 0)
    throw InvalidInput{
        fmt::format("the reservoir and the profile of the defect overlap on the ring of {} sites: "
                    "they have {} and "
                    "{} sites; allowed: a narrower reservoir, a shorter defect, or more sites",
                    N, damped, defective)};
  return result;
}

namespace {

std::int64_t window_in(const Stretch& lead, int points, const char* side, std::int64_t sites) {
  if (lead.sites < points)
    throw InvalidInput{fmt::format(
        "the {} lead has {} sites that neither reservoir nor defect touches, fewer than the {} "
        "points of a window; allowed: fewer points, a narrower reservoir, a shorter defect, or "
        "more sites",
        side, lead.sites, points)};
  return (lead.first + (lead.sites - points) / 2) % sites;
}

}  // namespace

LeadWindows lead_windows(const System& system, int points) {
  const Leads free = leads(system);
  return {window_in(free.left, points, "left", system.sites),
          window_in(free.right, points, "right", system.sites)};
}

double window_centre(std::int64_t start, int points, std::int64_t sites) noexcept {
  return static_cast<double>(start) + 0.5 * (points - 1) - static_cast<double>(sites / 2);
}

RingWindows ring_windows(std::int64_t sites, int points, int windows) {
  RingWindows found;
  for (int j = 0; j < windows; ++j) {
    const double centre = (j + 0.5) * static_cast<double>(sites) / windows;
    const std::int64_t start = std::llround(centre - 0.5 * (points - 1));
    found.centres.push_back(window_centre(start, points, sites));
    found.first.push_back((start % sites + sites) % sites);
  }
  return found;
}

}  // namespace kapitza::micro
