#include "momentum_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kapitza::kinds {
namespace {

constexpr std::array<int, 6> more{64, 96, 128, 192, 256, 320};  // momenta to advise, of both halves

int next_points(int points) {
  const auto* const larger = std::ranges::upper_bound(more, points);
  return larger == more.end() ? 2 * points : *larger;
}

}  // namespace

std::string unresolved_momenta(const BoltzmannProblem& problem,
                               const boltzmann::StationaryState& state, double accuracy) {
  const bool shifted = state.momentum_shift > largest_shift,
             rough = state.momentum_tail > largest_tail * accuracy;
  if (!shifted && !rough) return {};
  std::string found;
  if (rough)
    found = fmt::format("n is off by about {:.1e} of its maximum between them (more than {:g})",
                        state.momentum_tail, largest_tail * accuracy);
  if (shifted)
    found += fmt::format(
        "{}number and energy are conserved to {:.1e} of max |I_k| before they are "
        "enforced (more than {:g})",
        rough ? ", and " : "", state.momentum_shift, largest_shift);
  return fmt::format("Lambda = {:g}: too few momenta: {}. momentum.points = {}: try {}{}",
                     state.Lambda, found, problem.grid.size(), next_points(problem.grid.size()),
                     problem.grid.is_uniform() ? "" : ", or momentum.breaks where n has steps");
}

}  // namespace kapitza::kinds
