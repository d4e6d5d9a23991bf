#include "micro_geometry.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "kapitza/base/error.hpp"
#include "kapitza/config/formula.hpp"

namespace kapitza::app {
namespace {

/// A finding about one length where there are several.
std::string about(const config::MicroCase& input, int length, const std::string& text) {
  return input.defect.length.size() > 1 ? fmt::format("length = {}: {}", length, text) : text;
}

std::function<double(double)> profile_function(const config::MicroDefect& defect) {
  if (defect.profile == "smooth")
    return [w = defect.smoothing](double y) { return model::smooth_box(y, w); };
  return [formula = std::make_shared<config::Formula>(defect.profile, "y")](double y) {
    return (*formula)(y);
  };
}

}  // namespace

model::DefectProfile defect_profile(const config::MicroCase& input, int length, std::int64_t sites,
                                    config::Findings& findings) {
  const config::MicroDefect& defect = input.defect;
  if (length >= sites) {
    findings.add(input.where("defect.length"), "defect.length",
                 fmt::format("found {} on a ring of {} sites; allowed: shorter than the ring",
                             length, sites));
    return {};
  }
  if (defect.profile == "box") return model::sharp_box(length, sites / 2);
  try {
    return model::sampled_defect(profile_function(defect), length, sites / 2, sites);
  } catch (const InvalidInput& error) {
    const std::string path = defect.profile == "smooth" ? "defect.smoothing" : "defect.profile";
    findings.add(input.where(path), path, about(input, length, error.what()));
  }
  return {};
}

void require_room(const config::MicroCase& input, int length, std::int64_t sites,
                  const model::DefectProfile& defect, config::Findings& findings) {
  const std::int64_t width = input.reservoir.width, points = input.points;
  const auto complain = [&](const char* path, const std::string& text) {
    findings.add(input.where(path), path, about(input, length, text));
  };
  if (points > sites) {
    complain("momentum.points",
             fmt::format("windows of {} sites on a ring of {}; allowed: at most the ring", points,
                         sites));
  }
  if (2 * width >= sites) {
    complain("reservoir.width", fmt::format("found {} on a ring of {} sites; allowed: below {}",
                                            width, sites, sites / 2));
    return;
  }
  if (defect.D.empty()) return;
  // gamma_x > 0 up to the distance width - 1 from the joint.
  const auto extent = static_cast<std::int64_t>(defect.D.size());
  const std::int64_t left = defect.first - width, right = sites - width - defect.first - extent + 1;
  const std::int64_t shortest = std::min(left, right);
  if (shortest >= points || points > sites) return;
  const std::int64_t missing = 2 * (points - shortest);
  std::int64_t needed = sites + missing;
  needed += needed % 2;
  if (shortest < 0) {
    complain(
        "reservoir.width",
        fmt::format("the damping reaches {} sites into the defect, which takes {} of the {} "
                    "sites of the ring; allowed: a width of at most {}, or lattice.sites of at "
                    "least {}",
                    -shortest, extent, sites, std::max<std::int64_t>(width + shortest - points, 0),
                    needed));
  } else {
    complain(
        "lattice.sites",
        fmt::format("found {}, which leaves {} sites between reservoir and defect for a window "
                    "of momentum.points = {}; allowed: at least {}, or a narrower reservoir",
                    sites, shortest, points, needed));
  }
}

}  // namespace kapitza::app
