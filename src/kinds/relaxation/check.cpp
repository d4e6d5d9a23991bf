#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "../estimate.hpp"
#include "../plans.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/micro/relaxing/relaxing_field.hpp"
#include "prediction.hpp"
#include "problem.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Evaluations of the rate that a row takes at the default tolerance, measured: three steps.
constexpr double evaluations_of_row = 20;
/// What PETSc adds to a process, and the tables of the next order at T = 8.
constexpr double solver = 1e7, next_order_tables = 8e7;

/// Site-steps per second: a small piece of the same ensemble.
double measured_speed(const RelaxationProblem& problem) {
  constexpr double work = 3e6;  // site-steps
  const RelaxationRow& row = problem.rows().front();
  micro::RelaxingField field{problem.system(row), problem.dispersion(), problem.schedule(row),
                             micro::Planning::Estimate};
  const double sites = problem.input().sites;
  const auto steps = static_cast<std::uint64_t>(std::max(4.0, std::ceil(work / sites)));
  field.begin(0);
  return static_cast<double>(steps) * sites / timed_once([&] { field.advance(steps); });
}

}  // namespace

void check_relaxation(const std::string& name, const RelaxationCase& asked) {
  const OwnPlans plans;
  const RelaxationProblem problem{asked};
  const RelaxationCase& input = problem.input();
  const bool with_next = input.next.wanted();
  const InitialRates rates = initial_rates(problem);
  const Prediction& initial = rates.prediction;
  fmt::print("{}\n", resolved_text(input));
  fmt::print("# {} is valid: {} row(s) of {} sites, {} momenta\n", name, problem.rows().size(),
             input.sites, input.points);
  if (with_next) fmt::print("# next order: c = <J, I>/<I, I> = {:.5g} at t = 0\n", initial.c);
  for (const auto& warnings : {problem.warnings(), initial.warnings(problem)})
    for (const std::string& warning : warnings)
      fmt::print("# WARNING: {}\n", warning);
  double site_steps = 0;
  for (const RelaxationRow& row : problem.rows())
    site_steps += problem.site_steps(row);
  const double speed = measured_speed(problem);
  const double equation = rates.tables + evaluations_of_row *
                                             static_cast<double>(problem.rows().size()) *
                                             rates.evaluation;
  fmt::print("# kinetic equation: about {}; {:.3g} site-steps at {:.2g} per second: about {}\n",
             format_duration(equation), site_steps, speed, format_duration(site_steps / speed));
  fmt::print("# time: about {} on one core, shared by the ranks\n",
             format_duration(start_up + equation + site_steps / speed));
  const double field = 8.0 * 16 * input.sites;  // field, image, copy, phases, amplitudes, deviates
  fmt::print("# memory: about {} per rank\n",
             format_bytes(resident + solver + field + (with_next ? next_order_tables : 0)));
  fmt::print("# result: at most {}\n", format_bytes(static_cast<double>(relaxation_size(problem))));
}

}  // namespace kapitza::kinds
