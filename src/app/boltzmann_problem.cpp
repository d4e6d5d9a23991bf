#include "boltzmann_problem.hpp"

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/upwind.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/paper_scheme.hpp"
#include "kapitza/config/injection.hpp"
#include "kapitza/io/table.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::app {
namespace {

config::Table read_table(const std::filesystem::path& file, const std::string& dataset) {
  io::Table table = io::read_table(file, dataset);
  return {std::move(table.k), std::move(table.n)};
}

boltzmann::Injection evaluate_injection(const config::BoltzmannCase& input,
                                        const model::MomentumGrid& grid,
                                        const model::Dispersion& dispersion) {
  config::InjectedOccupations n = config::injected_occupations(input, grid, dispersion, read_table);
  return {std::move(n.left), std::move(n.right)};
}

struct MakeSchemes {
  std::vector<boltzmann::SpatialScheme> operator()(const config::DiscontinuousGalerkin& dg) const {
    return {boltzmann::make_discontinuous_galerkin(dg.cells, dg.nodes)};
  }
  std::vector<boltzmann::SpatialScheme> operator()(const config::Upwind& upwind) const {
    std::vector<boltzmann::SpatialScheme> schemes;
    for (const int points : upwind.points)
      schemes.push_back(boltzmann::make_upwind(points));
    return schemes;
  }
};

boltzmann::SteadyOptions steady_options(const config::Steady& steady) {
  const bool march = steady.method == config::SteadyMethod::March;
  return {march ? boltzmann::SteadyMethod::March : boltzmann::SteadyMethod::Pseudo,
          steady.tolerance, steady.max_steps};
}

/// States like those that the solution will pass through: the carriers as they enter, and the thermal predictions.
std::vector<std::vector<double>> reference_states(const BoltzmannProblem& problem) {
  std::vector<double> entering = problem.injection.left;
  for (int k = 0; k < problem.grid.size(); ++k) {
    if (problem.dispersion.velocity(problem.grid[k]) < 0)
      entering[static_cast<std::size_t>(k)] = problem.injection.right[static_cast<std::size_t>(k)];
  }
  std::vector<std::vector<double>> states{entering};
  for (const model::Side side : {model::Side::Left, model::Side::Right}) {
    if (const auto state = thermal_prediction(problem, side))
      states.push_back(model::thermal_occupation(*state, problem.grid, problem.dispersion));
  }
  return states;
}

}  // namespace

BoltzmannProblem::BoltzmannProblem(const config::BoltzmannCase& input)
    : grid{input.points},
      interaction{input.coefficients},
      injection{evaluate_injection(input, grid, dispersion)},
      schemes{std::visit(MakeSchemes{}, input.space)},
      steady{steady_options(input.steady)} {}

int BoltzmannProblem::points() const {
  int sum = 0;
  for (const auto& scheme : schemes)
    sum += scheme.size();
  return sum;
}

std::optional<model::ThermalState> thermal_prediction(const BoltzmannProblem& problem,
                                                      model::Side side) {
  const auto& n = side == model::Side::Left ? problem.injection.left : problem.injection.right;
  try {
    return model::thermal_prediction(n, side, problem.grid, problem.dispersion);
  } catch (const NumericalFailure&) {
    return std::nullopt;
  }
}

std::unique_ptr<collision::CollisionIntegral> make_collision(const config::BoltzmannCase& input,
                                                             const BoltzmannProblem& problem) {
  const config::Collision& asked = input.collision;
  if (asked.scheme == config::CollisionScheme::Paper) {
    const collision::PaperSettings settings{asked.lattice.value(), asked.band.value(),
                                            asked.tau_max.value(), asked.tau_step.value()};
    return std::make_unique<collision::PaperScheme>(problem.grid, problem.dispersion,
                                                    problem.interaction, settings);
  }
  const collision::CollisionSettings settings{asked.accuracy, asked.tau_max, asked.tau_step,
                                              asked.lattice};
  return std::make_unique<collision::CollisionOperator>(
      problem.grid, problem.dispersion, problem.interaction, settings, reference_states(problem));
}

}  // namespace kapitza::app
