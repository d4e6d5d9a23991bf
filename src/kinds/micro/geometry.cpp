#include "geometry.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/measuring/leads.hpp"

namespace kapitza::kinds {
namespace {

/// A finding about one length where there are several.
std::string about(const MicroCase& input, int length, const std::string& text) {
  return input.defect.length.size() > 1 ? fmt::format("length = {}: {}", length, text) : text;
}

}  // namespace

model::DefectProfile defect_profile(const MicroCase& input, int length, std::int64_t sites,
                                    config::Findings& findings) {
  const MicroDefect& defect = input.defect;
  if (length >= sites) {
    findings.add(input.where("defect.length"), "defect.length",
                 fmt::format("found {} on a ring of {} sites; allowed: shorter than the ring",
                             length, sites));
    return {};
  }
  if (defect.profile.text == "box") return model::sharp_box(length, sites / 2);
  try {
    return model::sampled_defect(profile_function(defect.profile, defect.smoothing), length,
                                 sites / 2, sites);
  } catch (const InvalidInput& error) {
    const std::string path =
        defect.profile.text == "smooth" ? "defect.smoothing" : "defect.profile";
    findings.add(input.where(path), path, about(input, length, error.what()));
  }
  return {};
}

bool fits_reservoir(const MicroCase& input, int length, std::int64_t sites,
                    config::Findings& findings) {
  const std::int64_t width = input.reservoir.width;
  if (2 * width < sites) return true;
  findings.add(input.where("reservoir.width"), "reservoir.width",
               about(input, length,
                     fmt::format("found {} on a ring of {} sites; allowed: below {}", width, sites,
                                 sites / 2)));
  return false;
}

void require_room(const MicroCase& input, int length, const micro::System& system,
                  config::Findings& findings) {
  const std::int64_t points = input.points;
  const auto complain = [&](const char* path, const std::string& text) {
    findings.add(input.where(path), path, about(input, length, text));
  };
  if (points > system.sites) {
    complain("momentum.points", fmt::format("windows of {} sites on a ring of {}; allowed: at most "
                                            "the ring",
                                            points, system.sites));
    return;
  }
  const auto extent = static_cast<std::int64_t>(system.defect.profile.D.size());
  std::int64_t needed = extent + 2 * (input.reservoir.width + points);
  needed += needed % 2;
  try {
    const micro::Leads leads = micro::leads(system);
    const std::int64_t shortest = std::min(leads.left.sites, leads.right.sites);
    if (shortest < points)
      complain("lattice.sites",
               fmt::format("found {}, which leaves {} sites between reservoir and defect for a "
                           "window of momentum.points = {}; allowed: at least {}, or a narrower "
                           "reservoir",
                           system.sites, shortest, points, needed));
  } catch (const InvalidInput&) {
    complain(
        "reservoir.width",
        fmt::format("found {}, where the damping overlaps the defect, which takes {} of the {} "
                    "sites; allowed: at most {}, or lattice.sites of at least {}",
                    input.reservoir.width, extent, system.sites,
                    std::max<std::int64_t>((system.sites - extent) / 2 - points, 0), needed));
  }
}

void require_way_round(const MicroCase& input, int length, const model::DefectProfile& profile,
                       std::int64_t sites, double max_speed, config::Findings& findings) {
  const auto complain = [&](const char* path, const std::string& text) {
    findings.add(input.where(path), path, about(input, length, text));
  };
  if (input.points > sites)
    complain("momentum.points",
             fmt::format("windows of {} sites on a ring of {}; allowed: at most the ring",
                         input.points, sites));
  if (input.windows > sites)
    complain("wigner.windows",
             fmt::format("found {} on a ring of {} sites; allowed: at most that many",
                         input.windows, sites));
  if (input.time.times.empty()) return;  // a finding already
  const auto extent = static_cast<std::int64_t>(profile.D.size());
  const double last = input.time.times.back(), way = max_speed * last;
  if (way <= static_cast<double>(sites - extent)) return;
  std::int64_t needed = extent + static_cast<std::int64_t>(std::ceil(way));
  needed += needed % 2;
  complain("lattice.sites",
           fmt::format("found {}, round which the fastest carriers come to the defect again before "
                       "t = {:g}; allowed: at least {}, or time.times up to {:.4g}",
                       sites, last, needed, static_cast<double>(sites - extent) / max_speed));
}

}  // namespace kapitza::kinds
