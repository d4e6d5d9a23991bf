#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "../estimate.hpp"
#include "../plans.hpp"
#include "cost.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "mean_field.hpp"
#include "problem.hpp"
#include "resolution_advice.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// The factors of the Jacobian grow by so much for each power of ten of Lambda beyond 10: pivots are delayed.
constexpr double further_fill = 0.5;
/// K x K matrices of a rank that linearises, tables of the collision integral among them; and what PETSc and MUMPS add to a process.
constexpr double matrices = 15, solvers = 3.6e7;

/// Bytes of a rank for itself, however few points it has.
double memory_of_rank(const BoltzmannProblem& problem,
                      const collision::CollisionParameters& parameters) {
  const double K = problem.grid.is_uniform() ? problem.grid.size()
                                             : std::max(problem.grid.size(), parameters.momenta);
  return resident + solvers + 8 * matrices * K * K;
}

void estimate_pseudo(const BoltzmannCase& input, const BoltzmannProblem& problem,
                     const collision::CollisionParameters& parameters,
                     collision::DifferentiableCollisionIntegral& collision, double evaluate,
                     double set_up, double next) {
  const StationaryCost cost = stationary_cost(input, problem, collision, evaluate);
  const double total =
      start_up + set_up + cost.seconds + static_cast<double>(input.Lambda.size()) * next;
  const double K = problem.grid.size(), points = problem.points();
  const double largest = *std::ranges::max_element(input.Lambda);
  const double fill =
      problem.adaptive ? 1 : 1 + further_fill * std::max(0.0, std::log10(largest / 10));
  const double jacobian = 8 * points * K * K, factors = fill * blocks_of(input, problem).factors();
  fmt::print("# one linearisation: {:.3g} ms\n", 1e3 * cost.linearise);
  fmt::print(
      "# time: about {} on one core (assumes {:.3g} evaluations and {:.3g} linearisations per "
      "point,\n#   factorised at {:g} multiply-adds/s)\n",
      format_duration(total), cost.evaluations, cost.linearisations, factorisation_rate);
  fmt::print(
      "# memory: about {} over all ranks (Jacobian {}, its factors {}), and {} for each of them\n",
      format_bytes(jacobian + factors), format_bytes(jacobian), format_bytes(factors),
      format_bytes(memory_of_rank(problem, parameters)));
}

void estimate_march(const BoltzmannCase& input, const BoltzmannProblem& problem, double evaluate) {
  const double most =
      static_cast<double>(input.Lambda.size()) * problem.points() * problem.steady.max_steps;
  fmt::print(
      "# time: at most {} on one core (every Lambda and N takes all of max_steps = {} steps)\n",
      format_duration(most * evaluate), problem.steady.max_steps);
  fmt::print("# memory: about {} over all ranks, and {} for each of them\n",
             format_bytes(8.0 * 4 * problem.points() * problem.grid.size()),
             format_bytes(resident + solvers));
}

void warn_of_layers(const BoltzmannCase& input, const BoltzmannProblem& problem,
                    collision::CollisionIntegral& collision) {
  if (problem.adaptive) {
    fmt::print(
        "# cells in X: chosen for each Lambda to space.accuracy = {:g}, at first {} at the "
        "largest\n",
        problem.adaptive->accuracy, problem.schemes.front().cells());
    return;
  }
  const ResolutionAdvice advice{problem, collision};
  for (const double Lambda : input.Lambda)
    if (const double foreseen = advice.foreseen(Lambda); foreseen > largest_indicator)
      fmt::print("# WARNING: {} (foreseen, not solved)\n",
                 unresolved(Lambda, foreseen, advice.cure(Lambda, foreseen)));
}

}  // namespace

void check_boltzmann(const std::string& name, const std::string& resolved,
                     const BoltzmannCase& input) {
  const OwnPlans plans;
  BoltzmannProblem problem{input};
  collision::CollisionParameters parameters{};
  const double choose = timed_once([&] { parameters = choose_parameters(input, problem); });
  Collisions collisions;
  const double prepare =
      timed_once([&] { collisions = make_collisions(input, problem, parameters); });
  const auto& collision = collisions.I;
  if (problem.adaptive)
    problem.schemes = {boltzmann::make_discontinuous_galerkin(
        ResolutionAdvice{problem, *collision}.first_faces(*std::ranges::max_element(input.Lambda)),
        problem.adaptive->nodes)};
  std::vector<double> I(problem.injection.left.size());
  const double evaluate = timed([&] { collision->evaluate(problem.injection.left, I); });

  fmt::print("{}\n", resolved);
  fmt::print("# {} is valid: {} momenta, {} points X, {} Lambda\n", name, problem.grid.size(),
             problem.points(), input.Lambda.size());
  if (!problem.doubt.empty()) fmt::print("# WARNING: {}\n", problem.doubt);
  print_mean_field(problem, input.Lambda);
  fmt::print("# collision integral: {}\n", describe(input, parameters));
  fmt::print("# set-up: {:.2g} s to choose that, {:.2g} s for tables and FFTW's plans\n", choose,
             prepare);
  fmt::print("# one evaluation of the collision integral: {:.3g} ms\n", 1e3 * evaluate);
  const double next =
      collisions.J ? next_order_sweeps * check_next_order(input, problem, collisions) : 0;
  if (problem.steady.method == boltzmann::SteadyMethod::March)
    estimate_march(input, problem, evaluate);
  else if (auto* smooth =
               dynamic_cast<collision::DifferentiableCollisionIntegral*>(collision.get()))
    estimate_pseudo(input, problem, parameters, *smooth, evaluate, choose + prepare, next);
  warn_of_layers(input, problem, *collision);
  fmt::print("# result: at most {}\n",
             format_bytes(static_cast<double>(boltzmann_file_size(
                 input.Lambda.size(), static_cast<std::size_t>(2 * problem.points()),
                 static_cast<std::size_t>(problem.grid.size())))));
}

}  // namespace kapitza::kinds
