#include "problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/config/findings.hpp"
#include "kapitza/micro/stepping/splitting.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::kinds {
namespace {

/// Of one value, or one for each row.
template <class T>
T of_row(const std::vector<T>& values, std::size_t row) {
  return values[values.size() > 1 ? row : 0];
}

/// The largest of 1, 2, 5 times a power of ten below x.
double round_number_below(double x) {
  const double power = std::pow(10.0, std::floor(std::log10(x)));
  for (const double digit : {5.0, 2.0, 1.0})
    if (digit * power < x) return digit * power;
  return power / 2;
}

}  // namespace

std::string RelaxationRow::name() const {
  return fmt::format("lambda = {:g}, t = {:g}", lambda, end);
}

RelaxationProblem::RelaxationProblem(const RelaxationCase& input)
    : input_{input},
      interaction_{input.coefficients},
      grid_{input.points},
      initial_{model::sampled_occupation(input.initial.n, grid_)},
      fractions_{input.time.measured} {
  fractions_.insert(fractions_.end(), {0.5, 1.0});
  std::ranges::sort(fractions_);
  fractions_.erase(std::unique(fractions_.begin(), fractions_.end()), fractions_.end());
  resolve_time();
  make_rows();
}

void RelaxationProblem::resolve_time() {
  RelaxationTime& time = input_.time;
  config::Findings findings;
  const double safe = micro::largest_safe_step(dispersion_, interaction_.order(), time.order);
  if (!time.step) time.step = round_number_below(safe);
  if (!(*time.step < safe))
    findings.add(
        input_.where("time.step"), "time.step",
        fmt::format("found {}; allowed: below {:.6g}, where order {} lets {} carriers exchange "
                    "energy with the clock; {:g} is safe",
                    *time.step, safe, time.order, interaction_.order(), round_number_below(safe)));
  for (double& end : time.end) {
    const double halves = std::max(1.0, std::round(end / (2.0 * *time.step)));
    end = 2.0 * halves * *time.step;
    for (std::size_t i = 1; i < fractions_.size(); ++i)
      if (std::round(2.0 * halves * fractions_[i]) == std::round(2.0 * halves * fractions_[i - 1]))
        findings.add(input_.where("time.measured"), "time.measured",
                     fmt::format("found {:g} and {:g} of time.end = {:g}; allowed: a time step of "
                                 "{:g} or more between them",
                                 fractions_[i - 1], fractions_[i], end, *time.step));
  }
  findings.throw_if_any(input_.where.file);
}

void RelaxationProblem::make_rows() {
  for (std::size_t i = 0; i < input_.lambda.size(); ++i) {
    RelaxationRow row{.lambda = input_.lambda[i],
                      .end = of_row(input_.time.end, i),
                      .realisations = of_row(input_.realisations, i),
                      .looks = {},
                      .times = {}};
    const double steps = std::round(row.end / *input_.time.step);
    for (const double fraction : fractions_) {
      if (fraction == 0.5) row.half = row.looks.size();
      row.looks.push_back(static_cast<std::uint64_t>(std::llround(fraction * steps)));
      row.times.push_back(static_cast<double>(row.looks.back()) * *input_.time.step);
    }
    rows_.push_back(std::move(row));
  }
}

micro::RelaxingSystem RelaxationProblem::system(const RelaxationRow& row) const {
  return {.sites = input_.sites,
          .lambda = row.lambda,
          .V_prime = micro::derivative_of_interaction(input_.coefficients, 0.0),
          .n = input_.initial.n};
}

micro::RelaxingSchedule RelaxationProblem::schedule(const RelaxationRow& row) const {
  return {.splitting = {.step = *input_.time.step, .order = input_.time.order},
          .seed = static_cast<std::uint64_t>(input_.seed),
          .cells = input_.points,
          .looks = row.looks};
}

double RelaxationProblem::site_steps(const RelaxationRow& row) const {
  return static_cast<double>(row.looks.back()) * input_.sites * row.realisations;
}

std::vector<std::string> RelaxationProblem::warnings() const {
  std::vector<std::string> all;
  const int highest = interaction_.order();
  const double c = input_.coefficients.at(highest);
  for (const RelaxationRow& row : rows_)
    if (highest >= 3 && row.lambda * c < 0)
      all.push_back(fmt::format(
          "{}: lambda c_{} < 0 focuses the field, critically for c_3, which collapses to a few "
          "sites in long runs; the kinetic equation knows nothing of that",
          row.name(), highest));
  return all;
}

}  // namespace kapitza::kinds
