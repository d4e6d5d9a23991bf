#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "micro_problem.hpp"

namespace kapitza::app {
namespace {

/// Share of outgoing carriers that may come back through the reservoir, and |k| below which it may reflect.
constexpr double most_transmission = 0.01, most_reflecting = 0.1;
/// The phase of one local sub-step beyond which the splitting errors grow.
constexpr double largest_phase = 0.5;
/// |psi|^2 is exponentially distributed: one site in fifty is above four times the mean.
constexpr double crest = 4;

bool good(const micro::ReservoirQuality& quality) {
  return quality.transmission <= most_transmission && quality.reflecting_below <= most_reflecting;
}

}  // namespace

std::string MicroProblem::poor_reservoir() const {
  if (good(reservoir_)) return {};
  const double rate = input_.reservoir.rate;
  std::int64_t width = input_.reservoir.width;
  constexpr std::int64_t widest = 1 << 22;
  while (width < widest &&
         !good(micro::assess(micro::smooth_reservoir(2 * width + 2, width, rate), dispersion_)))
    width += std::max<std::int64_t>(width / 20, 1);
  std::string text = fmt::format(
      "reservoir: {:.2g} of the fastest carriers pass through it and come back from the other side "
      "(more than {:g}), or it reflects below |k| = {:.2g} (above {:g})",
      reservoir_.transmission, most_transmission, reservoir_.reflecting_below, most_reflecting);
  if (width < widest)
    text += fmt::format("; at reservoir.rate = {:g} a reservoir.width of {} would do", rate, width);
  return text;
}

std::string MicroProblem::steep_phase() const {
  double steepest = 0;
  for (const MicroSetup& setup : setups_) {
    double force = 0, power = 1;
    for (const double v : setup.system.defect.V_prime) {
      force += v * power;
      power *= crest * density_;
    }
    double D = 0;
    for (const double value : setup.system.defect.profile.D)
      D = std::max(D, std::abs(value));
    steepest = std::max(steepest, setup.lambda * D * std::abs(force));
  }
  const double phase = steepest * *input_.time.step;
  if (phase <= largest_phase) return {};
  return fmt::format(
      "time.step = {:g}: the interaction turns the phase by lambda max|D| |V'| dt = {:.2g} in one "
      "step where |psi|^2 is {:g} times its mean (more than {:g}): take a step of {:.2g}, or check "
      "it by time.compare_half_step = true",
      *input_.time.step, phase, crest, largest_phase, largest_phase / steepest);
}

std::vector<std::string> MicroProblem::warnings() const {
  std::vector<std::string> found{poor_reservoir(), steep_phase()};
  std::erase(found, "");
  return found;
}

}  // namespace kapitza::app
