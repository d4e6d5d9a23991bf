#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "problem.hpp"

namespace kapitza::kinds {
namespace {

/// Share of outgoing carriers that may come back through the reservoir.
constexpr double most_transmission = 0.01;
/// The phase of one local sub-step beyond which the errors of the splitting grow.
constexpr double largest_phase = 0.5;
/// |psi|^2 is exponentially distributed: one site in fifty is above four times the mean.
constexpr double crest = 4;

/// |k| below which the reservoir may reflect: slow carriers, or what the windows do not resolve anyway.
double most_reflecting(int points) {
  return std::max(0.1, 2 * std::numbers::pi / points);
}

/// V'(y) by Horner's rule.
double force(const micro::Defect& defect, double y) {
  double sum = 0;
  for (auto v = defect.V_prime.rbegin(); v != defect.V_prime.rend(); ++v)
    sum = sum * y + *v;
  return sum;
}

/// A width at which a reservoir of this rate is opaque and smooth enough, or nothing. cos^2 damps by rate * width in all, and
/// begins like (pi x / 2 width)^2 rate, whose reflection depends on rate / (width^2 k^4): so both have a closed form, to be looked
/// at a few times where it comes out too small.
std::optional<std::int64_t> sufficient_width(const MicroReservoir& reservoir,
                                             const micro::ReservoirQuality& now, double limit,
                                             const model::Dispersion& dispersion,
                                             const auto& good) {
  constexpr double widest = 1 << 22;
  constexpr std::int64_t quickly_assessed = 1 << 15;
  const double opaque =
      dispersion.max_speed() * -std::log(most_transmission) / (2 * reservoir.rate);
  const double smooth = reservoir.width * std::pow(now.reflecting_below / limit, 2);
  double width = 1.05 * std::max({opaque, smooth, 1.0 * reservoir.width});
  for (int i = 0; i < 6 && width < widest; ++i, width *= 1.3) {
    const auto sites = static_cast<std::int64_t>(std::ceil(width));
    if (sites > quickly_assessed ||
        good(micro::assess(micro::smooth_reservoir(2 * sites + 2, sites, reservoir.rate),
                           dispersion)))
      return sites;
  }
  return std::nullopt;
}

}  // namespace

std::string MicroProblem::poor_reservoir() const {
  const double limit = most_reflecting(input_.points);
  const auto good = [&](const micro::ReservoirQuality& quality) {
    return quality.transmission <= most_transmission && quality.reflecting_below <= limit;
  };
  if (good(reservoir_)) return {};
  std::string text = "reservoir:";
  if (reservoir_.transmission > most_transmission)
    text += fmt::format(
        " {:.2g} of the fastest carriers pass through it and come in again on the other side (more "
        "than {:g});",
        reservoir_.transmission, most_transmission);
  if (reservoir_.reflecting_below > limit)
    text += fmt::format(" it reflects carriers below |k| = {:.2g} (above {:.2g});",
                        reservoir_.reflecting_below, limit);
  const auto width = sufficient_width(input_.reservoir, reservoir_, limit, dispersion_, good);
  return text + (width ? fmt::format(" at reservoir.rate = {:g} a reservoir.width of {} would do",
                                     input_.reservoir.rate, *width)
                       : " reservoir.rate must change");
}

std::string MicroProblem::steep_phase() const {
  double steepest = 0;
  for (const MicroSetup& setup : setups_) {
    double D = 0;
    for (const double value : setup.system.defect.profile.D)
      D = std::max(D, std::abs(value));
    steepest = std::max(steepest,
                        setup.lambda * D * std::abs(force(setup.system.defect, crest * density_)));
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
  std::vector<std::string> found{input_.in_time() ? "" : poor_reservoir(), steep_phase()};
  std::erase(found, "");
  return found;
}

}  // namespace kapitza::kinds
