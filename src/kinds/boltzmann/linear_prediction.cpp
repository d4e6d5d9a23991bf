#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/kinds/case_kind.hpp"
#include "kapitza/kinds/read_case.hpp"
#include "kapitza/linear/linear_response.hpp"
#include "kapitza/model/occupation.hpp"
#include "mean.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

using linear::Pair;

/// The stationary state of the largest Lambda of a nonlinear result.
struct NonlinearState {
  explicit NonlinearState(const io::ResultReader& file) : grid{read_momenta(file)} {
    const auto Lambdas = file.numbers("/Lambda");
    if (Lambdas.empty()) throw InvalidInput{file.name() + ": holds no Lambda"};
    const auto largest =
        static_cast<std::size_t>(std::ranges::max_element(Lambdas) - Lambdas.begin());
    Lambda = Lambdas[largest];
    const auto row = [&](const std::string& path) {
      const auto all = file.numbers(path);
      const std::size_t width = all.size() / Lambdas.size();
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(largest * width);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(width));
    };
    left = row("/n_left");
    right = row("/n_right");
    const auto fit = model::fit_thermal(row("/n_center"), grid, dispersion);
    if (!fit)
      throw NumericalFailure{fmt::format(
          "{}: the centre at Lambda = {:g} is near no thermal state, about which one could "
          "linearise",
          file.name(), Lambda)};
    centre = *fit;
    current = {mean(row("/current/number")), mean(row("/current/energy"))};
  }

  model::MomentumGrid grid;
  model::ParabolicDispersion dispersion;
  double Lambda = 0;
  std::vector<double> left, right;  ///< n at X = 0 and 1
  model::ThermalFit centre{};
  Pair current{};  ///< to the right
};

/// The case that a result was made from. Tables it names are not read.
BoltzmannCase case_of(const io::ResultReader& file) {
  const std::string name = file.name() + ", attribute `input`";
  const auto input = parse_case(file.text_attribute("input"), name);
  if (const auto* boltzmann = CaseKind<BoltzmannCase>::input_if(*input)) return *boltzmann;
  throw InvalidInput{name + ": kind is not \"boltzmann\""};
}

/// One wall as a half-space in Y >= 0: `n` as seen from it, the current counted into it.
void compare_wall(const char* name, const linear::LinearResponse& response,
                  const linear::HalfSpace& wall, std::span<const double> n, const Pair& current,
                  double Lambda) {
  const linear::ThermalBackground& background = response.background();
  std::vector<double> dn(n.begin(), n.end());
  for (std::size_t i = 0; i < dn.size(); ++i)
    dn[i] -= background.occupation()[i];
  const linear::HalfSpaceState predicted = wall.respond(dn, current);
  double largest = 0, squares = 0, largest_dn = 0;
  const std::size_t half = dn.size() / 2;
  for (std::size_t i = 0; i < half; ++i) {
    const double difference = std::abs(predicted.outgoing[i] - dn[i]);
    largest = std::max(largest, difference);
    squares += background.grid().relative_weight(static_cast<int>(i)) * difference * difference;
    largest_dn = std::max(largest_dn, std::abs(dn[i]));
  }
  // The centre is the background: the bulk reaches it along its gradient, over Lambda / 2.
  const Pair gradient = linear::product(linear::inverse(response.modes().ohm()), current);
  const Pair computed{0.5 * Lambda * gradient[0], 0.5 * Lambda * gradient[1]};
  fmt::print("{:>6} {:12.3e} {:12.3e} {:12.3e} {:12.3e} {:12.3e} {:12.3e} {:12.3e}\n", name,
             largest, std::sqrt(squares / static_cast<double>(half)), largest_dn,
             predicted.alpha[0], predicted.alpha[1], computed[0], computed[1]);
}

}  // namespace

void show_linear_prediction_of(const io::ResultReader& file) {
  const NonlinearState state{file};
  const BoltzmannCase input = case_of(file);
  const collision::CollisionSettings settings =
      input.scheme == CollisionScheme::Paper ? collision::CollisionSettings{} : input.collision;
  const linear::LinearResponse response{with_prefix("collision.", [&] {
    return linear::thermal_background(state.grid, state.dispersion,
                                      model::Interaction{input.coefficients}, settings,
                                      state.centre.state);
  })};
  const linear::HalfSpace wall = response.half_space();
  fmt::print(
      "\n  Lambda = {:g} beside linear response about its centre, beta = {:.5g}, mu = {:.5g} "
      "(deviation {:.1e}):\n  each wall as a half-space that receives n_in - n_th and the current "
      "J = ({:.4g}, {:.4g})\n\n",
      state.Lambda, state.centre.state.beta, state.centre.state.mu, state.centre.deviation,
      state.current[0], state.current[1]);
  fmt::print("{:>6} {:>12} {:>12} {:>12} {:>12} {:>12} {:>12} {:>12}\n", "wall", "max diff",
             "rms diff", "max dn_out", "alpha_1 lin", "alpha_E lin", "alpha_1", "alpha_E");
  compare_wall("left", response, wall, state.left, state.current, state.Lambda);
  compare_wall("right", response, wall, model::mirrored(state.right),
               {-state.current[0], -state.current[1]}, state.Lambda);
  fmt::print(
      "\n  diff: of what leaves, predicted minus computed; max dn_out: the computed n_out - n_th; "
      "alpha: of the bulk\n  extrapolated to the wall against the centre, predicted (lin) and from "
      "the current of the file\n");
}

}  // namespace kapitza::kinds
