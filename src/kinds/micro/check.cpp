#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "../estimate.hpp"
#include "kapitza/base/communicator.hpp"
#include "kapitza/base/progress.hpp"
#include "problem.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Site-steps per second of one rank, noise and measurement included: a small piece of the same ensemble.
double measured_speed(const Communicator& self, const MicroProblem& problem,
                      const MicroSetup& setup) {
  constexpr double work = 3e6;  // site-steps
  micro::EnsembleSettings settings = problem.settings();
  settings.ranks_per_realisation = 1;
  settings.target = {};
  settings.realisations = 1;
  settings.blocks = micro::least_blocks;
  settings.settle_steps = 0;
  settings.samples_per_block = 1;
  const double steps = std::max(4.0, work / static_cast<double>(setup.system.sites));
  settings.steps_per_sample = std::clamp<std::uint64_t>(settings.steps_per_sample, 1,
                                                        static_cast<std::uint64_t>(steps / 4));
  settings.samples_per_block = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(steps) / (4 * settings.steps_per_sample));
  settings.planning = micro::Planning::Estimate;
  micro::Ensemble ensemble{self, setup.system, problem.dispersion(),
                           [&](int points) { return problem.spectrum(points); }, settings};
  const double seconds =
      timed_once([&] { ensemble.run([](const micro::EnsembleStatus&) { return false; }); });
  return micro::Ensemble::site_steps(setup.system, settings) / seconds;
}

std::string describe(const MicroProblem& problem, const MicroSetup& setup) {
  return fmt::format("# {}: Lambda = {:.5g}, A = {:.5g}, {} sites", setup.name(), setup.Lambda,
                     setup.A, setup.system.sites) +
         (problem.setups().size() > 1
              ? ""
              : fmt::format(", defect on {} of them", setup.system.defect.profile.D.size()));
}

}  // namespace

void check_micro(const std::string& name, const MicroCase& asked) {
  const MicroProblem problem{asked};
  const MicroCase& input = problem.input();
  fmt::print("{}\n", resolved_text(input));
  fmt::print("# {} is valid: {} defect(s), {} realisations each; mean injected density {:.6g}\n",
             name, problem.setups().size(), input.ensemble.realisations, problem.density());
  const Communicator self = Communicator::alone();
  const micro::EnsembleSettings& settings = problem.settings();
  const double steps =
      static_cast<double>(settings.settle_steps) +
      static_cast<double>(settings.steps_per_sample * settings.samples_per_block) * settings.blocks;
  double site_steps = 0, seconds = start_up, memory = 0, speed = 0;
  std::int64_t measured_sites = 0;
  for (const MicroSetup& setup : problem.setups()) {
    fmt::print("{}\n", describe(problem, setup));
    if (setup.system.sites != measured_sites) speed = measured_speed(self, problem, setup);
    measured_sites = setup.system.sites;
    const double work = micro::Ensemble::site_steps(setup.system, settings);
    site_steps += work;
    seconds += work / speed;
    memory = std::max(memory, micro::Ensemble::memory(setup.system, settings));
  }
  fmt::print(
      "# reservoir: Gamma = {:.4g}, lets {:.2g} of the fastest carriers pass, reflects below "
      "|k| = {:.2g}\n",
      problem.Gamma(), problem.reservoir().transmission, problem.reservoir().reflecting_below);
  for (const std::string& warning : problem.warnings())
    fmt::print("# WARNING: {}\n", warning);
  fmt::print("# {:.4g} time steps of {:g} for each realisation, {:.3g} site-steps in all\n", steps,
             settings.splitting.step, site_steps);
  fmt::print(
      "# time: about {} on one core, shared by up to {} ranks ({:.2g} site-steps per second "
      "measured here)\n",
      format_duration(seconds), input.ensemble.realisations * input.ensemble.ranks_per_realisation,
      site_steps / (seconds - start_up));
  fmt::print("# memory: about {} per rank\n", format_bytes(resident + memory));
  fmt::print("# result: at most {}\n", format_bytes(static_cast<double>(result_size(problem))));
}

}  // namespace kapitza::kinds
