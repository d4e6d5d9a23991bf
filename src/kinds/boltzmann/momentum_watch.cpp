#include "momentum_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "kapitza/model/panel_choice.hpp"

namespace kapitza::kinds {
namespace {

constexpr std::array<int, 6> more{64, 96, 128, 192, 256, 320};  // momenta to advise, of both halves

int next_points(int points) {
  const auto* const larger = std::ranges::upper_bound(more, points);
  return larger == more.end() ? 2 * points : *larger;
}

}  // namespace

void judge_momenta(const Communicator& world, const BoltzmannProblem& problem,
                   collision::CollisionIntegral& collision, boltzmann::StationaryState& state) {
  const auto K = static_cast<std::size_t>(problem.grid.size());
  std::vector<double> I(K);
  double moved = 0, size = 0;
  for (std::size_t x = 0; x < static_cast<std::size_t>(state.block.count); ++x) {
    collision.evaluate(std::span{state.n}.subspan(x * K, K), I);
    moved = std::max(moved, collision.shift());
    for (const double i : I)
      size = std::max(size, std::abs(i));
  }
  moved = world.max(moved);
  size = world.max(size);
  // Near equilibrium I_k is its own error, and changes nothing: a hundredth of v n in one Lambda is the least that counts.
  const double injected =
      boltzmann::injected_current(problem.injection, problem.grid, problem.dispersion).number;
  if (state.Lambda > 0) size = std::max(size, 0.01 * injected / state.Lambda);
  state.momentum_shift = size > 0 ? moved / size : 0.0;
  state.momentum_tail = 0;
  for (const auto* n : {&state.n_left, &state.n_center, &state.n_right})
    state.momentum_tail = std::max(state.momentum_tail, model::panel_tail(problem.grid, *n));
}

void take_momenta_of(std::span<const boltzmann::StationaryState> grids,
                     boltzmann::StationaryState& state) {
  state.momentum_shift = state.momentum_tail = 0;
  for (const boltzmann::StationaryState& grid : grids) {
    state.momentum_shift = std::max(state.momentum_shift, grid.momentum_shift);
    state.momentum_tail = std::max(state.momentum_tail, grid.momentum_tail);
  }
}

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
