#include <fmt/core.h>

#include "../estimate.hpp"
#include "kapitza/base/progress.hpp"
#include "problem.hpp"
#include "resolution_advice.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// What one Lambda takes at each X point, measured on Fig. 4: linearisations (each is factorised), and evaluations, with
/// those that the products of GMRES amount to.
constexpr double linearisations_per_Lambda = 1.2;
constexpr double evaluations_per_Lambda = 85;
/// Multiply-adds per second and core of a dense factorisation.
constexpr double factorisation_rate = 5e9;

void estimate_pseudo(const BoltzmannCase& input, const BoltzmannProblem& problem,
                     collision::DifferentiableCollisionIntegral& collision, double evaluate) {
  const auto K = static_cast<double>(problem.grid.size());
  std::vector<double> matrix(problem.injection.left.size() * problem.injection.left.size());
  const double linearise = timed([&] { collision.linearise(problem.injection.left, matrix); });
  // Each cell (upwind: each point) is a dense block, coupled to its two neighbours through its nodes.
  double blocks = 0, block = K;
  if (input.space.scheme == SpatialMethod::DiscontinuousGalerkin) {
    blocks = input.space.cells;
    block = K * input.space.nodes;
  } else {
    blocks = problem.points();
  }
  const double factorise = blocks * 7.0 / 3.0 * block * block * block / factorisation_rate;
  const double one_Lambda = problem.points() * evaluations_per_Lambda * evaluate +
                            linearisations_per_Lambda * (problem.points() * linearise + factorise);
  const double total = static_cast<double>(input.Lambda.size()) * one_Lambda;
  fmt::print("# one linearisation: {:.3g} ms\n", 1e3 * linearise);
  fmt::print(
      "# time: about {} on one core (assumes {:g} evaluations per point and {:g} factorisations "
      "for each Lambda,\n#   at {:g} multiply-adds/s)\n",
      format_duration(total), evaluations_per_Lambda, linearisations_per_Lambda,
      factorisation_rate);
  fmt::print(
      "# memory: about {} over all ranks (Jacobian {}, its factors {}), and {} for each of them\n",
      format_bytes(8 * (problem.points() * K * K + 4 * blocks * block * block)),
      format_bytes(8 * problem.points() * K * K), format_bytes(32 * blocks * block * block),
      format_bytes(resident));
}

void estimate_march(const BoltzmannCase& input, const BoltzmannProblem& problem, double evaluate) {
  const double most =
      static_cast<double>(input.Lambda.size()) * problem.points() * problem.steady.max_steps;
  fmt::print(
      "# time: at most {} on one core (every Lambda and N takes all of max_steps = {} steps)\n",
      format_duration(most * evaluate), problem.steady.max_steps);
  fmt::print("# memory: about {} over all ranks, and {} for each of them\n",
             format_bytes(8.0 * 4 * problem.points() * problem.grid.size()),
             format_bytes(resident));
}

void warn_of_layers(const BoltzmannCase& input, const BoltzmannProblem& problem,
                    collision::CollisionIntegral& collision) {
  const ResolutionAdvice advice{problem, collision};
  for (const double Lambda : input.Lambda)
    if (const double foreseen = advice.foreseen(Lambda); foreseen > largest_indicator)
      fmt::print("# WARNING: {} (foreseen, not solved)\n",
                 unresolved(Lambda, foreseen, advice.cure(Lambda, foreseen)));
}

}  // namespace

void check_boltzmann(const std::string& name, const std::string& resolved,
                     const BoltzmannCase& input) {
  const BoltzmannProblem problem{input};
  const collision::CollisionParameters parameters = choose_parameters(input, problem);
  const auto collision = make_collision(input, problem, parameters);
  std::vector<double> I(problem.injection.left.size());
  const double evaluate = timed([&] { collision->evaluate(problem.injection.left, I); });

  fmt::print("{}\n", resolved);
  fmt::print("# {} is valid: {} momenta, {} points X, {} Lambda\n", name, problem.grid.size(),
             problem.points(), input.Lambda.size());
  if (!problem.doubt.empty()) fmt::print("# WARNING: {}\n", problem.doubt);
  fmt::print("# collision integral: {}\n", describe(input, parameters));
  fmt::print("# one evaluation of the collision integral: {:.3g} ms\n", 1e3 * evaluate);
  if (problem.steady.method == boltzmann::SteadyMethod::March)
    estimate_march(input, problem, evaluate);
  else if (auto* smooth =
               dynamic_cast<collision::DifferentiableCollisionIntegral*>(collision.get()))
    estimate_pseudo(input, problem, *smooth, evaluate);
  warn_of_layers(input, problem, *collision);
  fmt::print("# result: at most {}\n",
             format_bytes(static_cast<double>(boltzmann_file_size(
                 input.Lambda.size(), static_cast<std::size_t>(2 * problem.points()),
                 static_cast<std::size_t>(problem.grid.size())))));
}

}  // namespace kapitza::kinds
