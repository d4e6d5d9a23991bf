#include "cost.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "../estimate.hpp"
#include "mean_field.hpp"

namespace kapitza::kinds {
namespace {

/// What one Lambda takes: evaluations, those of the rough problem and linearisations at each X point, and of the whole problem
/// factorisations and products with its factors or its matrix.
struct Work {
  double Lambda, evaluations, rough, linearisations, factorisations, products;
};
constexpr Work on_chosen_cells[] = {{0.05, 4.4, 17, 1.0, 2.5, 95},
                                    {1, 6.8, 32, 2.1, 7, 204},
                                    {10, 6.6, 43, 2.8, 8.5, 260},
                                    {100, 7.9, 44, 3.0, 10.5, 300}};
constexpr Work on_given_cells[] = {
    {0.1, 5, 10, 0.75, 2, 57}, {1, 6, 25, 1.4, 4, 128}, {10, 41, 62, 5.2, 12, 390}};
/// Two carriers alone have no rough problem.
constexpr Work of_pairs[] = {{0.05, 20, 0, 1.9, 2, 139},
                             {1, 27, 0, 1, 1, 155},
                             {10, 31, 0, 2.9, 3, 171},
                             {100, 68, 0, 7.9, 9, 430}};
/// There products are evaluations, two for each.
constexpr Work on_uniform[] = {{0.1, 41, 0, 1, 1, 0},
                               {1, 135, 0, 2.6, 2.6, 0},
                               {10, 450, 0, 7, 7, 0},
                               {100, 1250, 0, 23, 23, 0}};
/// Of the cells that are chosen at last over those at first, and of the work with fewer momenta over that without.
constexpr double refined = 1.15, solved_twice = 1.35;
/// Share for each Lambda of a list but the first, which starts from the one before.
constexpr double continued_on_panels = 0.7, evaluations_continued_on_uniform = 0.6,
                 linearisations_continued_on_uniform = 0.33;

/// Between the measured ones as a power of Lambda, and that of the first or last of them beyond.
Work work_of(double Lambda, std::span<const Work> measured) {
  std::size_t i = 1;
  while (i + 1 < measured.size() && Lambda > measured[i].Lambda)
    ++i;
  const Work &below = measured[i - 1], &above = measured[i];
  const double share =
      std::clamp(std::log(Lambda / below.Lambda) / std::log(above.Lambda / below.Lambda), 0.0, 1.0);
  const auto between = [&](double Work::*what) {
    return below.*what > 0 ? below.*what * std::pow(above.*what / below.*what, share) : 0.0;
  };
  return {Lambda,
          between(&Work::evaluations),
          between(&Work::rough),
          between(&Work::linearisations),
          between(&Work::factorisations),
          between(&Work::products)};
}

Work all_of(const BoltzmannCase& input, const BoltzmannProblem& problem) {
  const bool uniform = problem.grid.is_uniform();
  const auto measured = [&]() -> std::span<const Work> {
    if (uniform) return on_uniform;
    if (problem.interaction.only_pairs()) return of_pairs;
    if (problem.adaptive) return on_chosen_cells;
    return on_given_cells;
  }();
  Work sum{};
  for (const double Lambda : input.Lambda) {
    const Work one = work_of(Lambda, measured);
    double evaluated = 1, linearised = 1;
    if (Lambda != input.Lambda.front()) {
      evaluated = uniform ? evaluations_continued_on_uniform : continued_on_panels;
      linearised = uniform ? linearisations_continued_on_uniform : continued_on_panels;
    }
    sum.evaluations += evaluated * one.evaluations;
    sum.rough += evaluated * one.rough;
    sum.linearisations += linearised * one.linearisations;
    sum.factorisations += linearised * one.factorisations;
    sum.products += evaluated * one.products;
  }
  return sum;
}

}  // namespace

Blocks blocks_of(const BoltzmannCase& input, const BoltzmannProblem& problem) {
  const double K = problem.grid.size();
  if (input.space.scheme == SpatialMethod::DiscontinuousGalerkin)
    return {static_cast<double>(problem.schemes.front().cells()),
            K * problem.schemes.front().nodes};
  return {static_cast<double>(problem.points()), K};
}

StationaryCost stationary_cost(const BoltzmannCase& input, const BoltzmannProblem& problem,
                               collision::DifferentiableCollisionIntegral& collision,
                               double evaluate) {
  const std::vector<double>& n = problem.injection.left;
  std::vector<double> matrix(n.size() * n.size()), I(n.size());
  const double linearise = timed([&] { collision.linearise_roughly(n, matrix); }),
               roughly = timed([&] { collision.evaluate_roughly(n, I); });
  const Blocks blocks = blocks_of(input, problem);
  const Work work = all_of(input, problem);
  const double of_points = problem.points() * (work.evaluations * evaluate + work.rough * roughly +
                                               work.linearisations * linearise),
               of_all =
                   work.factorisations * blocks.factorise() + work.products * blocks.multiply();
  const bool estimated = !problem.grid.is_uniform() && input.momentum_estimate;
  return {(of_points + of_all) * (problem.adaptive ? refined : 1) * (estimated ? solved_twice : 1) *
              (problem.barrier ? work_with_mean_field : 1),
          linearise, work.evaluations, work.linearisations};
}

}  // namespace kapitza::kinds
