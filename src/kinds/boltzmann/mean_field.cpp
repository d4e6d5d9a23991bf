#include "mean_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "../estimate.hpp"
#include "defect.hpp"
#include "kapitza/base/progress.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"

namespace kapitza::kinds {

void print_mean_field(const BoltzmannProblem& problem, std::span<const double> Lambda) {
  if (!problem.barrier) return;
  const boltzmann::Barrier& barrier = *problem.barrier;
  const double rho = entering_density(problem.injection, problem.grid, problem.dispersion),
               U = barrier.interaction.potential(rho) + barrier.A;
  fmt::print("# mean field: L = {:g}, A = {:.4g}; U + A = {:.4g} at the density injected, {:.4g}\n",
             barrier.length, barrier.A, U, rho);
  for (const double value : Lambda) {
    const double lambda = barrier.coupling(value);
    fmt::print(
        "#   Lambda = {:g}: lambda = {:.4g}, W about {:.3g}{}\n", value, lambda, lambda * U,
        U > 0 ? fmt::format(", carriers below k = {:.3g} turn round", std::sqrt(lambda * U)) : "");
  }
}

double check_next_order(const BoltzmannCase& input, const BoltzmannProblem& problem,
                        const Collisions& collisions) {
  std::vector<double> n(problem.injection.left), I(n.size()), J(n.size());
  for (int k = 0; k < problem.grid.size(); ++k)
    if (problem.dispersion.velocity(problem.grid[k]) < 0)
      n[static_cast<std::size_t>(k)] = problem.injection.right[static_cast<std::size_t>(k)];
  collisions.I->evaluate(n, I);
  const double evaluate = timed_once([&] { collisions.J->evaluate(n, J); });
  const double c = collision::relative_next_order(problem.grid, I, J);
  const double points = std::min(problem.next_points, problem.points()),
               computed = injects_mirror_images(problem) ? (points + 1) / 2 : points;
  const double sweep = computed * evaluate;
  fmt::print(
      "# next order: c = <J, I>/<I, I> = {:.4g} of the carriers that meet; one evaluation: {:.3g} "
      "s, about {} for each Lambda\n",
      c, evaluate, format_duration(next_order_sweeps * sweep));
  constexpr collision::TrustedCorrection trusted;
  for (const double Lambda : input.Lambda)
    if (const double correction = c * problem.barrier->coupling(Lambda);
        !trusted.contains(correction))
      fmt::print(
          "# WARNING: Lambda = {:g}: the next order is about {:.2g} of the leading one; from {:g} "
          "to {:g} its resummation agrees with the field to 2 or 3 %: take a longer defect\n",
          Lambda, correction, trusted.least, trusted.most);
  return sweep;
}

std::string beyond_trust(const BoltzmannProblem& problem, const boltzmann::StationaryState& state) {
  if (!problem.next.wanted()) return {};
  constexpr collision::TrustedCorrection trusted;
  const auto [least, most] = std::ranges::minmax_element(state.next_order);
  if (trusted.contains(*least) && trusted.contains(*most)) return {};
  const auto worst = trusted.contains(*least) ? most : least;
  return fmt::format(
      "Lambda = {:g}: at X = {:.3g} the next order in lambda is {:.2g} of the leading one; from "
      "{:g} to {:g} its resummation agrees with the field to 2 or 3 %, beyond it the orders that "
      "are left out count: take a longer defect",
      state.Lambda, state.X[static_cast<std::size_t>(worst - state.next_order.begin())], *worst,
      trusted.least, trusted.most);
}

void show_mean_field(const io::ResultReader& file) {
  if (!file.contains("/lambda")) return;
  const auto Lambda = file.numbers("/Lambda"), lambda = file.numbers("/lambda"),
             W = file.numbers("/W"), X = file.numbers("/X");
  fmt::print("\n  mean field of a defect of L = {:g} sites, A = {:.4g}; J_E contains it\n",
             file.numbers("/defect_length").at(0), file.numbers("/defect_A").at(0));
  const bool next = file.contains("/next_order");
  const auto correction = next ? file.numbers("/next_order") : std::vector<double>{};
  fmt::print("{:>8} {:>10} {:>9} {:>9} {:>9} {:>9}{}\n", "Lambda", "lambda", "W(1/2)", "max W",
             "min W", "k_c", next ? "   c l(1/2)   min c l   max c l" : "");
  const std::size_t P = X.size();
  for (std::size_t i = 0; i < Lambda.size(); ++i) {
    const auto begin = W.begin() + static_cast<std::ptrdiff_t>(i * P);
    const auto [least, most] = std::minmax_element(begin, begin + static_cast<std::ptrdiff_t>(P));
    const auto centre = std::ranges::min_element(X, {}, [](double x) { return std::abs(x - 0.5); });
    fmt::print("{:8.4g} {:10.6f} {:9.5f} {:9.5f} {:9.5f} {:>9}", Lambda[i], lambda[i],
               *(begin + (centre - X.begin())), *most, *least,
               *most > 0 ? fmt::format("{:.5f}", std::sqrt(*most)) : "-");
    if (next) {
      const auto own = correction.begin() + static_cast<std::ptrdiff_t>(i * P);
      const auto [low, high] = std::minmax_element(own, own + static_cast<std::ptrdiff_t>(P));
      fmt::print(" {:10.3f} {:9.3f} {:9.3f}", *(own + (centre - X.begin())), *low, *high);
    }
    fmt::print("\n");
  }
  fmt::print(
      "  k_c: carriers that enter with less turn round{}\n",
      next ? "; c l: by how much the next order corrects the collisions, lambda D <J, I>/<I, I>"
           : "");
}

}  // namespace kapitza::kinds
