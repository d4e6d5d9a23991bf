#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>

#include "kapitza/micro/measuring/leads.hpp"
#include "problem.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// A value on consecutive sites of a ring, modulo the ring; 0 elsewhere.
double value_at(std::int64_t site, std::int64_t first, std::span<const double> values,
                std::int64_t sites) {
  const std::int64_t place = ((site - first) % sites + sites) % sites;
  return place < static_cast<std::int64_t>(values.size()) ? values[static_cast<std::size_t>(place)]
                                                          : 0;
}

}  // namespace

void print_micro_setup(int points, const MicroCase& input) {
  const MicroProblem problem{input};
  const MicroSetup& setup = problem.setups().back();
  const micro::System& system = setup.system;
  const std::int64_t middle = system.sites / 2;
  const std::int64_t stride = std::max<std::int64_t>(1, system.sites / points);
  fmt::print(
      "# {}: {} sites, {}; x from the middle of the defect\n", setup.name(), system.sites,
      input.in_time() ? "no reservoir" : fmt::format("damping Gamma = {:.6g}", problem.Gamma()));
  fmt::print("what,x [site],value\n");
  const auto along = [&](const char* what, std::int64_t first, std::span<const double> values) {
    for (std::int64_t site = 0; site < system.sites; site += stride)
      fmt::print("{},{},{:.10g}\n", what, site - middle,
                 value_at(site, first, values, system.sites));
  };
  along("defect D [1]", system.defect.profile.first, system.defect.profile.D);
  if (input.in_time()) return;
  along("damping [hopping]", system.damping.first, system.damping.gamma);
  // From their first site to behind their last one.
  const auto interval = [&](const char* what, std::int64_t first, std::int64_t length) {
    fmt::print("{},{},0\n{},{},1\n", what, first - middle, what, first + length - middle);
  };
  const micro::Leads leads = micro::leads(system);
  interval("left lead", leads.left.first, leads.left.sites);
  interval("right lead", leads.right.first, leads.right.sites);
  const micro::LeadWindows windows = micro::lead_windows(system, input.points);
  interval("left window", windows.left, input.points);
  interval("right window", windows.right, input.points);
}

}  // namespace kapitza::kinds
