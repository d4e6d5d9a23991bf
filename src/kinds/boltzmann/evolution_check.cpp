#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "../estimate.hpp"
#include "../plans.hpp"
#include "cost.hpp"
#include "evolution_result.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "mean_field.hpp"
#include "problem.hpp"
#include "resolution_advice.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Steps of an evolution, measured on input/quench.toml: some to leave the initial state, more the smaller the error, and then those in
/// which time grows by a constant factor.
constexpr double steps_per_decade = 31, order = 3;
/// Of the measured cost of a step at each point: evaluations, and linearisations with their factorisation.
constexpr double evaluations_per_step = 4.2, linearisations_per_step = 0.13;
/// Of the stationary state that comes first. Of a state that is its own mirror image half of all evaluations are computed.
constexpr double stationary_evaluations = 90, stationary_linearisations = 2.5;
constexpr double solves_per_step = 22;  // with factors, GMRES included
constexpr double coupled_cells = 2;     // by the force: all of one, and half of either neighbour

}  // namespace

void check_evolution(const std::string& name, const std::string& resolved,
                     const BoltzmannCase& input) {
  const OwnPlans plans;
  BoltzmannProblem problem{input};
  initial_occupation(input, problem);
  const collision::CollisionParameters parameters = choose_parameters(input, problem);
  const Collisions collisions = make_collisions(input, problem, parameters);
  const auto& collision = collisions.I;
  if (problem.adaptive)
    problem.schemes = {boltzmann::make_discontinuous_galerkin(
        ResolutionAdvice{problem, *collision}.first_faces(input.Lambda.front()),
        problem.adaptive->nodes)};
  const auto K = static_cast<std::size_t>(problem.grid.size());
  const auto points = static_cast<double>(problem.points());
  std::vector<double> I(K), L(K * K);
  auto& smooth = dynamic_cast<collision::DifferentiableCollisionIntegral&>(*collision);
  const double evaluate = timed([&] { collision->evaluate(problem.injection.left, I); });
  const double linearise = timed([&] { smooth.linearise_roughly(problem.injection.left, L); });
  const auto& scheme = problem.schemes.front();
  const Blocks blocks = blocks_of(input, problem);
  const double steps =
      steps_per_decade * std::pow(1e-4 / input.time.tolerance.value(), 1 / order) *
      std::max(1.0, std::log10(std::max(10.0, 100 * *input.time.end * input.Lambda.front())));
  const bool force = problem.barrier.has_value();
  const double linearisations = force ? 1 : linearisations_per_step,
               factors_work = force ? work_with_mean_field : 1;
  const double before =
      input.time.stationary.value() ? 1 : 0;  // whether there is a stationary state
  const double computed = injects_mirror_images(problem) && !input.time.initial ? 0.5 : 1;
  const double seconds =
      start_up +
      points *
          (computed * evaluate * (before * stationary_evaluations + evaluations_per_step * steps) +
           linearise * (before * stationary_linearisations + linearisations * steps)) +
      factors_work * (blocks.factorise() * (before * stationary_linearisations + steps) +
                      steps * solves_per_step * blocks.multiply());
  const double jacobian = 8 * points * static_cast<double>(K) *
                          (force ? coupled_cells * blocks.size : static_cast<double>(K)),
               factors = factors_work * blocks.factors();

  fmt::print("{}\n", resolved);
  fmt::print("# {} is valid: {} momenta, {} points X, {} times to t = {:g}\n", name, K,
             problem.points(), input.time.times.size(), *input.time.end);
  if (!problem.doubt.empty()) fmt::print("# WARNING: {}\n", problem.doubt);
  print_mean_field(problem, input.Lambda);
  fmt::print("# collision integral: {}\n", describe(input, parameters));
  fmt::print("# one evaluation of the collision integral: {:.3g} ms\n", 1e3 * evaluate);
  // Taken anew at the end of a step at most.
  const double next = collisions.J ? (before * next_order_sweeps + steps) *
                                         check_next_order(input, problem, collisions)
                                   : 0;
  if (problem.adaptive)
    fmt::print(
        "# cells in X: those that the stationary state needs to space.accuracy = {:g}, at "
        "first {}\n",
        problem.adaptive->accuracy, scheme.cells());
  fmt::print("# time: about {} on one core (assumes {:.0f} steps)\n",
             format_duration(seconds + next), steps);
  fmt::print("# memory: about {} over all ranks (three Jacobians of {}, factors {})\n",
             format_bytes(3 * jacobian + factors), format_bytes(jacobian), format_bytes(factors));
  fmt::print("# result: about {}\n", format_bytes(static_cast<double>(evolution_file_size(
                                         static_cast<std::size_t>(steps), input.time.times.size(),
                                         static_cast<std::size_t>(problem.points()), K))));
}

}  // namespace kapitza::kinds
