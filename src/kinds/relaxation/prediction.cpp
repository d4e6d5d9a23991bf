#include "prediction.hpp"

#include <fmt/format.h>

#include <memory>
#include <numeric>
#include <optional>

#include "../estimate.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/homogeneous_relaxation.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/next_order.hpp"
#include "kapitza/collision/settings.hpp"

namespace kapitza::kinds {
namespace {

/// I and J of a case, with their tables.
struct Integrals {
  explicit Integrals(const RelaxationProblem& problem)
      : leading{with_prefix("collision.", [&] { return make_leading(problem); })} {
    const NextOrderKeys& keys = problem.input().next;
    if (!keys.wanted()) return;
    next = with_prefix("collision.next_", [&] {
      return std::make_unique<collision::NextOrder>(problem.grid(), problem.dispersion(),
                                                    problem.interaction(), keys.parameters());
    });
  }

  // Estimated plans: the same bits on every rank.
  static std::unique_ptr<collision::CollisionOperator> make_leading(
      const RelaxationProblem& problem) {
    const std::vector<std::vector<double>> references{problem.initial()};
    const auto parameters =
        collision::choose_parameters(problem.input().collision, problem.grid(),
                                     problem.dispersion(), problem.interaction(), references);
    return std::make_unique<collision::CollisionOperator>(problem.grid(), problem.dispersion(),
                                                          problem.interaction(), parameters,
                                                          Planning::Estimate);
  }

  std::unique_ptr<collision::CollisionOperator> leading;
  std::unique_ptr<collision::NextOrder> next;
};

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void evaluate_initial(const RelaxationProblem& problem, Integrals& integrals,
                      Prediction& prediction) {
  const std::vector<double>& n = problem.initial();
  prediction.I.resize(n.size());
  integrals.leading->evaluate(n, prediction.I);
  if (!integrals.next) return;
  prediction.J.resize(n.size());
  integrals.next->evaluate(n, prediction.J);
  prediction.c = collision::relative_next_order(problem.grid(), prediction.I, prediction.J);
}

/// n at the looks of a row, [look][k] in one.
std::vector<double> solved(const RelaxationProblem& problem, const RelaxationRow& row,
                           collision::RelaxationRate& rate, boltzmann::RelaxationWork& work) {
  try {
    const auto states = boltzmann::relax(problem.grid(), rate, problem.initial(), row.times,
                                         problem.input().time.tolerance, &work);
    std::vector<double> all;
    for (const auto& n : states)
      all.insert(all.end(), n.begin(), n.end());
    return all;
  } catch (const NumericalFailure& failure) {
    throw NumericalFailure{row.name() + ": " + failure.what()};
  }
}

KineticCurve curve_of(std::vector<double> n, const RelaxationProblem& problem,
                      const RelaxationRow& row, const Prediction& prediction) {
  const std::size_t K = problem.initial().size(), last = row.looks.size() - 1;
  KineticCurve curve{.n = std::move(n), .change = {}};
  for (std::size_t k = 0; k < K; ++k)
    curve.change.push_back(curve.n[last * K + k] - curve.n[row.half * K + k]);
  const std::vector<double> direction = prediction.direction(row);
  const double square = dot(direction, direction);
  curve.slope = square > 0 ? dot(curve.change, direction) / square : 0.0;
  return curve;
}

}  // namespace

std::vector<double> Prediction::direction(const RelaxationRow& row) const {
  std::vector<double> change = I;
  for (double& rate : change)
    rate *= row.lambda * row.lambda * row.end / 2.0;
  return change;
}

std::vector<std::string> Prediction::warnings(const RelaxationProblem& problem) const {
  std::vector<std::string> all;
  constexpr collision::TrustedCorrection trusted;
  for (const RelaxationRow& row : problem.rows())
    if (!trusted.contains(c * row.lambda))
      all.push_back(fmt::format(
          "{}: the next order is {:.2g} of the leading one; from {:g} to {:g} the kinetic equation "
          "agrees with the field to 2 or 3 %, beyond it the orders that are left out count",
          row.name(), c * row.lambda, trusted.least, trusted.most));
  return all;
}

InitialRates initial_rates(const RelaxationProblem& problem) {
  InitialRates rates;
  std::optional<Integrals> integrals;
  rates.tables = timed_once([&] { integrals.emplace(problem); });
  evaluate_initial(problem, *integrals, rates.prediction);
  rates.evaluation = timed_once([&] { evaluate_initial(problem, *integrals, rates.prediction); });
  return rates;
}

Prediction predict(const Communicator& world, const RelaxationProblem& problem, Timing& timing) {
  const bool with_next = problem.input().next.wanted();
  const std::size_t K = problem.initial().size(), looks = problem.fractions().size();
  const std::size_t row_size = looks * K, rows = problem.rows().size();
  // I, J, then the leading and the next order of each row: each number from the one rank that knows it.
  std::vector<double> shared(2 * K + 2 * rows * row_size);
  const auto at = [&](std::size_t order, std::size_t row) {
    return std::span{shared}.subspan(2 * K + (2 * row + order) * row_size, row_size);
  };
  Prediction prediction;
  boltzmann::RelaxationWork work;
  world.collectively([&] {
    if (world.rank() >= static_cast<int>(rows)) {
      boltzmann::acknowledge_relaxation_options();
      return;
    }
    Integrals integrals{problem};
    if (world.root()) {
      evaluate_initial(problem, integrals, prediction);
      std::ranges::copy(prediction.I, shared.begin());
      std::ranges::copy(prediction.J, shared.begin() + static_cast<std::ptrdiff_t>(K));
    }
    for (std::size_t i = world.rank(); i < rows; i += world.size()) {
      const RelaxationRow& row = problem.rows()[i];
      collision::RelaxationRate leading{problem.grid(), *integrals.leading, row.lambda};
      std::ranges::copy(solved(problem, row, leading, work), at(0, i).begin());
      if (!with_next) continue;
      collision::RelaxationRate next{problem.grid(), *integrals.leading, *integrals.next,
                                     row.lambda, problem.input().next.resummation};
      std::ranges::copy(solved(problem, row, next, work), at(1, i).begin());
    }
    timing.count("collision evaluations", integrals.leading->work().evaluations);
    if (with_next)
      timing.count("evaluations of the next order", integrals.next->work().evaluations);
    timing.count("steps of the kinetic equation", work.steps);
  });
  world.sum(shared);
  prediction.I.assign(shared.begin(), shared.begin() + static_cast<std::ptrdiff_t>(K));
  if (with_next)
    prediction.J.assign(shared.begin() + static_cast<std::ptrdiff_t>(K),
                        shared.begin() + static_cast<std::ptrdiff_t>(2 * K));
  if (with_next)
    prediction.c = collision::relative_next_order(problem.grid(), prediction.I, prediction.J);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto curve = [&](std::size_t order) {
      const auto n = at(order, i);
      return curve_of({n.begin(), n.end()}, problem, problem.rows()[i], prediction);
    };
    prediction.leading.push_back(curve(0));
    if (with_next) prediction.next.push_back(curve(1));
  }
  return prediction;
}

}  // namespace kapitza::kinds
