#include "boltzmann_output.hpp"

#include <limits>

#include "kapitza/model/occupation.hpp"

namespace kapitza::app {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

io::Points points_of(const boltzmann::StationaryState& state) {
  return {state.X, static_cast<std::size_t>(state.block.first),
          static_cast<std::size_t>(state.block.count)};
}

/// Density, energy and thermal fit at each point of this rank.
void add_profiles(const BoltzmannProblem& problem, io::BoltzmannState& state) {
  const auto K = static_cast<std::size_t>(problem.grid.size());
  for (std::size_t row = 0; row < state.n.size() / K; ++row) {
    const std::span<const double> n = std::span{state.n}.subspan(row * K, K);
    state.density.push_back(model::density(n, problem.grid));
    state.energy.push_back(model::energy_density(n, problem.grid, problem.dispersion));
    const auto fit = model::fit_thermal(n, problem.grid, problem.dispersion);
    state.beta.push_back(fit ? fit->state.beta : none);
    state.mu.push_back(fit ? fit->state.mu : none);
    state.deviation.push_back(fit ? fit->deviation : none);
  }
}

io::BoltzmannState make_state(const BoltzmannProblem& problem,
                              const boltzmann::StationaryState& solved) {
  io::BoltzmannState state;
  state.Lambda = solved.Lambda;
  state.n = solved.n;
  state.n_left = solved.n_left;
  state.n_right = solved.n_right;
  state.n_center = solved.n_center;
  state.number_current = solved.number_current;
  state.energy_current = solved.energy_current;
  state.residual = solved.residual;
  state.number_flatness = solved.number_flatness;
  state.energy_flatness = solved.energy_flatness;
  state.steps = solved.steps;
  state.seconds = solved.seconds;
  state.reason = solved.reason;
  add_profiles(problem, state);
  return state;
}

io::OutgoingThermal make_prediction(const BoltzmannProblem& problem, model::Side side) {
  const auto state = thermal_prediction(problem, side);
  if (!state)
    return {none, none, std::vector<double>(static_cast<std::size_t>(problem.grid.size()), none)};
  return {state->beta, state->mu,
          model::thermal_occupation(*state, problem.grid, problem.dispersion)};
}

/// The states of each N, gathered over Lambda.
std::vector<io::Resolution> make_resolutions(std::span<const boltzmann::Solution> solutions) {
  std::vector<io::Resolution> resolutions;
  for (const boltzmann::StationaryState& state : solutions.front().resolutions)
    resolutions.push_back({static_cast<int>(state.X.size()), points_of(state), {}});
  for (const boltzmann::Solution& solution : solutions) {
    for (std::size_t i = 0; i < resolutions.size(); ++i)
      resolutions[i].n.push_back(solution.resolutions[i].n);
  }
  return resolutions;
}

}  // namespace

io::BoltzmannResult make_result(const BoltzmannProblem& problem,
                                std::span<const boltzmann::Solution> solutions, bool complete) {
  io::BoltzmannResult result;
  const auto k = problem.grid.points();
  result.k.assign(k.begin(), k.end());
  result.points = points_of(solutions.front().state);
  result.injected_left = problem.injection.left;
  result.injected_right = problem.injection.right;
  result.outgoing_left = make_prediction(problem, model::Side::Left);
  result.outgoing_right = make_prediction(problem, model::Side::Right);
  for (const boltzmann::Solution& solution : solutions)
    result.states.push_back(make_state(problem, solution.state));
  result.resolutions = make_resolutions(solutions);
  result.complete = complete;
  return result;
}

}  // namespace kapitza::app
