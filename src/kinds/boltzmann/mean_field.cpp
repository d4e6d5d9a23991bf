#include "mean_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "defect.hpp"
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

void show_mean_field(const io::ResultReader& file) {
  if (!file.contains("/lambda")) return;
  const auto Lambda = file.numbers("/Lambda"), lambda = file.numbers("/lambda"),
             W = file.numbers("/W"), X = file.numbers("/X");
  fmt::print("\n  mean field of a defect of L = {:g} sites, A = {:.4g}; J_E contains it\n",
             file.numbers("/defect_length").at(0), file.numbers("/defect_A").at(0));
  fmt::print("{:>8} {:>10} {:>9} {:>9} {:>9} {:>9}\n", "Lambda", "lambda", "W(1/2)", "max W",
             "min W", "k_c");
  const std::size_t P = X.size();
  for (std::size_t i = 0; i < Lambda.size(); ++i) {
    const auto begin = W.begin() + static_cast<std::ptrdiff_t>(i * P);
    const auto [least, most] = std::minmax_element(begin, begin + static_cast<std::ptrdiff_t>(P));
    const auto centre = std::ranges::min_element(X, {}, [](double x) { return std::abs(x - 0.5); });
    fmt::print("{:8.4g} {:10.6f} {:9.5f} {:9.5f} {:9.5f} {:>9}\n", Lambda[i], lambda[i],
               *(begin + (centre - X.begin())), *most, *least,
               *most > 0 ? fmt::format("{:.5f}", std::sqrt(*most)) : "-");
  }
  fmt::print("  k_c: carriers that enter with less turn round\n");
}

}  // namespace kapitza::kinds
