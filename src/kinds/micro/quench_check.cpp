#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "../estimate.hpp"
#include "kapitza/base/communicator.hpp"
#include "kapitza/base/progress.hpp"
#include "problem.hpp"
#include "quench_result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Site-steps per second of one rank: a small piece of the same ensemble.
double measured_speed(const MicroProblem& problem, const MicroSetup& setup) {
  constexpr double work = 3e6;  // site-steps
  micro::QuenchField field{setup.system, problem.initial(setup.system.sites), problem.dispersion(),
                           problem.schedule(), micro::Planning::Estimate};
  const auto sites = static_cast<double>(setup.system.sites);
  const auto steps = static_cast<std::uint64_t>(std::max(4.0, std::ceil(work / sites)));
  field.begin(0);
  return static_cast<double>(steps) * sites / timed_once([&] { field.advance(steps); });
}

}  // namespace

void check_quench(const std::string& name, const MicroCase& asked) {
  const MicroProblem problem{asked};
  const MicroCase& input = problem.input();
  fmt::print("{}\n", resolved_text(input));
  fmt::print(
      "# {} is valid: {} defect(s) switched on at t = 0, {} realisations each; mean injected "
      "density {:.6g}\n",
      name, problem.setups().size(), input.ensemble.realisations, problem.density());
  double site_steps = 0, seconds = start_up, memory = 0, speed = 0;
  std::int64_t measured_sites = 0;
  for (const MicroSetup& setup : problem.setups()) {
    fmt::print("# {}: Lambda = {:.5g}, A = {:.5g}, {} sites\n", setup.name(), setup.Lambda, setup.A,
               setup.system.sites);
    if (setup.system.sites != measured_sites) speed = measured_speed(problem, setup);
    measured_sites = setup.system.sites;
    site_steps += problem.site_steps(setup);
    seconds += problem.site_steps(setup) / speed;
    memory = std::max(memory, micro::QuenchEnsemble::memory(setup.system, problem.schedule(), 1));
  }
  for (const std::string& warning : problem.warnings())
    fmt::print("# WARNING: {}\n", warning);
  fmt::print(
      "# {} times to t = {:g}, {} time steps of {:g} for each realisation, {:.3g} site-steps "
      "in all\n",
      input.time.times.size(), input.time.times.back(), problem.schedule().looks.back(),
      *input.time.step, site_steps);
  fmt::print(
      "# time: about {} on one core, shared by up to {} ranks ({:.2g} site-steps per second "
      "measured here)\n",
      format_duration(seconds), input.ensemble.realisations, site_steps / (seconds - start_up));
  fmt::print("# memory: about {} per rank\n", format_bytes(resident + memory));
  fmt::print("# result: at most {}\n", format_bytes(static_cast<double>(quench_size(problem))));
}

}  // namespace kapitza::kinds
