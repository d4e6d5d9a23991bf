#include "problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "defect.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/next_order.hpp"
#include "kapitza/collision/paper_scheme.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::kinds {
namespace {

constexpr int nominal_cells = 24;  // what a choice mostly comes to

std::optional<boltzmann::AdaptiveGrid> adaptive_grid(const Space& space) {
  if (space.scheme != SpatialMethod::DiscontinuousGalerkin || space.cells) return std::nullopt;
  boltzmann::AdaptiveGrid grid;
  grid.accuracy = space.accuracy;
  return grid;
}

std::vector<boltzmann::SpatialScheme> make_schemes(const Space& space) {
  if (space.scheme == SpatialMethod::DiscontinuousGalerkin)
    return {boltzmann::make_discontinuous_galerkin(space.cells.value_or(nominal_cells),
                                                   space.nodes.value_or(3))};
  std::vector<boltzmann::SpatialScheme> schemes;
  for (const int points : space.points)
    schemes.push_back(boltzmann::make_upwind(points));
  return schemes;
}

/// The entering half of n, k > 0 (left) or k < 0 (right), continued to an even function of k.
std::vector<double> even_continuation(const std::vector<double>& n, model::Side side,
                                      const model::MomentumGrid& grid,
                                      const model::Dispersion& dispersion) {
  std::vector<double> even(n);
  const double sign = side == model::Side::Left ? 1 : -1;
  for (int k = 0; k < grid.size(); ++k) {
    if (sign * dispersion.velocity(grid[k]) < 0)
      even[static_cast<std::size_t>(k)] = n[static_cast<std::size_t>(grid.mirror(k))];
  }
  return even;
}

/// States like those that the solution will pass through: the carriers as they enter on either side, and the thermal
/// predictions. Each is continuous at k = 0, where a jump would blur the choice of parameters.
std::vector<std::vector<double>> reference_states(const BoltzmannProblem& problem) {
  std::vector<std::vector<double>> states;
  for (const model::Side side : {model::Side::Left, model::Side::Right}) {
    const auto& n = side == model::Side::Left ? problem.injection.left : problem.injection.right;
    const auto even = even_continuation(n, side, problem.grid, problem.dispersion);
    if (std::ranges::none_of(even, [](double value) { return value > 0; })) continue;
    states.push_back(even);
    if (const auto state = thermal_prediction(problem, side))
      states.push_back(model::thermal_occupation(*state, problem.grid, problem.dispersion));
  }
  return states;
}

/// The cut-off T that carriers next to k = 0 ask for, where n jumps at the ends of the defect, which no reference does. What T leaves of
/// their n falls as T^-5/2: 2e-3 at 64, 2e-4 at 96, 7e-5 at 128 with beams and Lambda = 1 (docs/numerics.md).
double tau_of_slow_carriers(double accuracy) {
  return 96 * std::pow(1e-5 / accuracy, 0.4);
}

MomentumChoice chosen_momenta(const BoltzmannCase& input) {
  const model::ParabolicDispersion dispersion;
  const auto sample = [&](const model::MomentumGrid& grid) {
    return sampled(input.left, input.right, grid, dispersion);
  };
  std::vector<double> breaks = steps(input.left, input.right);
  if (!input.defect.length) return choose_momenta(input.momentum, std::move(breaks), sample, true);
  constexpr int enough = 512;  // for the density of what is injected
  const model::MomentumGrid grid{enough};
  const model::Injected injected = sample(grid);
  const auto above = break_above_barrier(
      barrier_of(input, model::Interaction{input.coefficients}, injected, grid, dispersion),
      entering_density(injected, grid, dispersion), input.Lambda);
  if (above) breaks.push_back(*above);
  MomentumChoice choice = choose_momenta(input.momentum, std::move(breaks), sample, true);
  if (above && !input.momentum.points && !choice.grid.is_uniform())
    choice.grid = with_room_for_cusp(choice.grid, *above);
  return choice;
}

std::unique_ptr<collision::CollisionIntegral> make_collision(
    const BoltzmannCase& input, const BoltzmannProblem& problem,
    const collision::CollisionParameters& parameters, Planning planning) {
  const collision::CollisionSettings& asked = input.collision;
  if (input.scheme == CollisionScheme::Paper) {
    const collision::PaperSettings settings{asked.lattice.value(), input.band.value(),
                                            asked.tau_max.value(), asked.tau_step.value()};
    return with_prefix("collision.", [&] {
      return std::make_unique<collision::PaperScheme>(problem.grid, problem.dispersion,
                                                      problem.interaction, settings);
    });
  }
  return std::make_unique<collision::CollisionOperator>(problem.grid, problem.dispersion,
                                                        problem.interaction, parameters, planning);
}

}  // namespace

BoltzmannProblem::BoltzmannProblem(const BoltzmannCase& input)
    : BoltzmannProblem{input, chosen_momenta(input)} {}

BoltzmannProblem::BoltzmannProblem(const BoltzmannCase& input, model::MomentumGrid momenta)
    : BoltzmannProblem{input, MomentumChoice{std::move(momenta), {}, {}}} {}

BoltzmannProblem::BoltzmannProblem(const BoltzmannCase& input, MomentumChoice momenta)
    : grid{std::move(momenta.grid)},
      doubt{std::move(momenta.doubt)},
      interaction{input.coefficients},
      injection{sampled(input.left, input.right, grid, dispersion)},
      schemes{make_schemes(input.space)},
      adaptive{adaptive_grid(input.space)},
      steady{.method = input.steady.method,
             .tolerance = input.steady.tolerance,
             .max_steps = input.steady.max_steps.value(),
             .collision_error = input.collision.accuracy},
      next{input.next},
      next_points{input.next_points} {
  require_something_enters(input.left, injection);
  if (!input.defect.length) return;
  if (grid.is_uniform())
    throw InvalidInput(
        "defect.length: the mean field needs panels of momenta, and what is injected "
        "is too rough for them; allowed: momentum.breaks where it has steps");
  barrier = barrier_of(input, interaction, injection, grid, dispersion);
  if (adaptive || !barrier->profile.sharp()) return;
  const std::vector<double> faces = schemes.front().faces();
  schemes = {boltzmann::make_discontinuous_galerkin(boltzmann::faces_for(*barrier, faces, faces[1]),
                                                    schemes.front().nodes)};
}

int BoltzmannProblem::points() const {
  int sum = 0;
  for (const auto& scheme : schemes)
    sum += scheme.size();
  return sum;
}

bool injects_mirror_images(const BoltzmannProblem& problem) {
  constexpr double rounding = 1e-12;
  for (int k = 0; k < problem.grid.size(); ++k) {
    if (problem.dispersion.velocity(problem.grid[k]) < 0) continue;
    const double left = problem.injection.left[static_cast<std::size_t>(k)],
                 right = problem.injection.right[static_cast<std::size_t>(problem.grid.mirror(k))];
    if (std::abs(left - right) > rounding * std::max(left, right)) return false;
  }
  return true;
}

std::optional<model::ThermalState> thermal_prediction(const BoltzmannProblem& problem,
                                                      model::Side side) {
  const auto& n = side == model::Side::Left ? problem.injection.left : problem.injection.right;
  try {
    return model::thermal_prediction(n, side, problem.grid, problem.dispersion);
  } catch (const NumericalFailure&) {
    return std::nullopt;
  }
}

collision::CollisionParameters choose_parameters(const BoltzmannCase& input,
                                                 const BoltzmannProblem& problem) {
  if (input.scheme == CollisionScheme::Paper) return {};
  return with_prefix("collision.", [&] {
    return collision::choose_parameters(input.collision, problem.grid, problem.dispersion,
                                        problem.interaction, reference_states(problem),
                                        tau_of_slow_carriers(input.collision.accuracy));
  });
}

std::string describe(const BoltzmannCase& input, const collision::CollisionParameters& parameters) {
  if (input.scheme == CollisionScheme::Paper) return "as in the input";
  const std::string lattice = input.collision.lattice
                                  ? fmt::format("of {} sites", parameters.least_lattice)
                                  : fmt::format("of the light cone and {} sites, at least {}",
                                                parameters.margin, parameters.least_lattice);
  return fmt::format(
      "tau_max = {:g}, tau_step <= {:.4g}, {}lattice {}, {} nodes per panel of pairs{}",
      parameters.tau_max, parameters.tau_step,
      parameters.momenta > 0 ? fmt::format("summed at {} momenta, ", parameters.momenta) : "",
      lattice, parameters.pair_nodes,
      parameters.limited_by_grid ? "; the momenta limit the accuracy, not collision.accuracy" : "");
}

std::optional<boltzmann::NextOrderTerm> Collisions::next() const {
  if (!J) return std::nullopt;
  return boltzmann::NextOrderTerm{*J, resummation, points};
}

Collisions make_collisions(const BoltzmannCase& input, const BoltzmannProblem& problem,
                           const collision::CollisionParameters& parameters, Planning planning) {
  Collisions both{make_collision(input, problem, parameters, planning),
                  {},
                  problem.next.resummation,
                  problem.next_points};
  if (problem.next.wanted())
    both.J = with_prefix("collision.next_", [&] {
      return std::make_unique<collision::NextOrder>(problem.grid, problem.dispersion,
                                                    problem.interaction, problem.next.parameters());
    });
  return both;
}

}  // namespace kapitza::kinds
