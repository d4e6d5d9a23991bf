#include "result.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include "descriptions.hpp"
#include "evolution_result.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/root_attributes.hpp"
#include "kapitza/io/timing.hpp"
#include "own_grids.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::Solution;
using boltzmann::StationaryState;
using io::Fields;
using io::Holding;
using io::Use;

/// What the grid in X leaves out.
void add_resolution(Fields<StationaryState>& fields) {
  fields.add(
      {"/space/indicator", {}, "1", "error of what leaves, estimated, over the largest n"},
      [](auto& s) -> auto& { return s.resolution.indicator; });
  fields.add(
      {"/space/cell_indicator",
       {"/space/cell"},
       "1",
       "share of the injected carriers that the cell sends wrong, estimated"},
      [](auto& s) -> auto& { return s.resolution.cells; });
  fields.add(
      {"/space/layer", {}, "1", "share of the carriers that jump into an opaque cell"},
      [](auto& s) -> auto& { return s.resolution.layer; });
  const std::string minus = "minus the error of n, to first order: k ";
  fields.add(
      {"/space/correction", {"/X", "/k"}, "1", "minus the error of n, to first order"},
      [](auto& s) -> auto& { return s.resolution.inside; }, Use::Both, Holding::Points);
  fields.add(
      {"/space/correction_left", {"/k"}, "1", minus + "< 0 at X = 0"},
      [](auto& s) -> auto& { return s.resolution.left; });
  fields.add(
      {"/space/correction_center", {"/k"}, "1", "minus the error of n at X = 1/2, to first order"},
      [](auto& s) -> auto& { return s.resolution.center; });
  fields.add(
      {"/space/correction_right", {"/k"}, "1", minus + "> 0 at X = 1"},
      [](auto& s) -> auto& { return s.resolution.right; });
}

/// What the momenta leave out.
void add_momentum_monitors(Fields<StationaryState>& fields) {
  fields.add({"/momentum/shift",
              {},
              "1",
              "what enforcing the conservation laws moves I_k by, over max |I_k|, both largest "
              "over X and k"},
             &StationaryState::momentum_shift);
  fields.add({"/momentum/tail",
              {},
              "1",
              "highest coefficients of n on a panel of momenta, largest at X = 0, 1/2 and 1, over "
              "max n"},
             &StationaryState::momentum_tail);
}

/// What the discretisation of the collision integral leaves out.
void add_collision_differences(Fields<StationaryState>& fields) {
  const std::string meaning = "how far the discretisation of I_k may move n";
  fields.add(
      {"/collision/difference", {"/X", "/k"}, "1", meaning},
      [](auto& s) -> auto& { return s.collision_difference.inside; }, Use::Both, Holding::Points);
  fields.add(
      {"/collision/difference_left", {"/k"}, "1", meaning + "_left"},
      [](auto& s) -> auto& { return s.collision_difference.left; });
  fields.add(
      {"/collision/difference_center", {"/k"}, "1", meaning + "_center"},
      [](auto& s) -> auto& { return s.collision_difference.center; });
  fields.add(
      {"/collision/difference_right", {"/k"}, "1", meaning + "_right"},
      [](auto& s) -> auto& { return s.collision_difference.right; });
}

Fields<StationaryState> declare_state() {
  using State = StationaryState;
  Fields<State> fields;
  const auto in_points = [&](const std::string& path, auto member, const std::string& units,
                             const std::string& meaning) {
    fields.add({path, {"/X"}, units, meaning}, member, Use::Result, Holding::Points);
  };
  fields.add({"/n", {"/X", "/k"}, "1", "occupation"}, &State::n, Use::Both, Holding::Points);
  fields.add({"/n_left", {"/k"}, "1", "occupation at X = 0: k > 0 is injected, k < 0 leaves"},
             &State::n_left);
  fields.add({"/n_right", {"/k"}, "1", "occupation at X = 1: k < 0 is injected, k > 0 leaves"},
             &State::n_right);
  fields.add({"/n_center", {"/k"}, "1", "occupation at X = 1/2"}, &State::n_center);
  fields.add({"/n_left_error", {"/k"}, "1", "bound of the error of n_left"}, &State::n_left_error);
  fields.add({"/n_right_error", {"/k"}, "1", "bound of the error of n_right"},
             &State::n_right_error);
  fields.add({"/n_center_error", {"/k"}, "1", "bound of the error of n_center"},
             &State::n_center_error);
  fields.add({"/n_error", {"/X", "/k"}, "1", "bound of the error of n"}, &State::n_error, Use::Both,
             Holding::Points);
  fields.add({"/current/number_error", {}, "hopping", "bound of the error of the number current"},
             &State::number_current_error);
  fields.add({"/current/energy_error", {}, "hopping^2", "bound of the error of the energy current"},
             &State::energy_current_error);
  in_points("/density", &State::density, "1/site", "density, int dk/2pi n");
  in_points("/energy", &State::energy, "hopping/site", "energy density, int dk/2pi E n");
  fields.add({"/current/number", {"/X"}, "hopping", "number current, int dk/2pi v n"},
             &State::number_current);
  fields.add({"/current/energy", {"/X"}, "hopping^2", "energy current, int dk/2pi v E n"},
             &State::energy_current);
  in_points("/thermal/beta", &State::beta, "1/hopping", "inverse temperature of the fit");
  in_points("/thermal/mu", &State::mu, "hopping", "chemical potential of the fit");
  in_points("/thermal/deviation", &State::deviation, "1", "max over k of |n / n_fit - 1|");
  const auto error_in_points = [&](const std::string& path, auto member, const std::string& units) {
    in_points(path + "_error", member, units, "bound of the error of " + path);
  };
  error_in_points("/density", &State::density_error, "1/site");
  error_in_points("/energy", &State::energy_error, "hopping/site");
  error_in_points("/thermal/beta", &State::beta_error, "1/hopping");
  error_in_points("/thermal/mu", &State::mu_error, "hopping");
  error_in_points("/thermal/deviation", &State::deviation_error, "1");
  const auto fitted = [&](const std::string& group, const std::string& X,
                          model::ThermalFit State::*fit, model::ThermalFitError State::*error) {
    fields.add(
        {group + "/beta", {}, "1/hopping", "inverse temperature of the fit at X = " + X},
        [fit](auto& s) -> auto& { return (s.*fit).state.beta; }, Use::Result);
    fields.add(
        {group + "/mu", {}, "hopping", "chemical potential of the fit at X = " + X},
        [fit](auto& s) -> auto& { return (s.*fit).state.mu; }, Use::Result);
    fields.add(
        {group + "/deviation", {}, "1", "max over k of |n / n_fit - 1| at X = " + X},
        [fit](auto& s) -> auto& { return (s.*fit).deviation; }, Use::Result);
    const auto bound = [&](const std::string& name, const std::string& units,
                           double model::ThermalFitError::*of) {
      fields.add(
          {group + name + "_error", {}, units, "bound of the error of " + group + name},
          [ error, of ](auto& s) -> auto& { return (s.*error).*of; }, Use::Result);
    };
    bound("/beta", "1/hopping", &model::ThermalFitError::beta);
    bound("/mu", "hopping", &model::ThermalFitError::mu);
    bound("/deviation", "1", &model::ThermalFitError::deviation);
  };
  fitted("/thermal_left", "0", &State::fit_left, &State::fit_left_error);
  fitted("/thermal_center", "1/2", &State::fit_center, &State::fit_center_error);
  fitted("/thermal_right", "1", &State::fit_right, &State::fit_right_error);
  fields.add(
      {"/entropy_production", {}, "hopping", "entropy that collisions produce in the defect"},
      &State::entropy_production, Use::Result);
  fields.add({"/residual", {}, "1", "residual over the injected number current"}, &State::residual);
  const std::string flat = "max over X of |J - mean J| over the injected current";
  fields.add({"/flatness/number", {}, "1", flat}, &State::number_flatness);
  fields.add({"/flatness/energy", {}, "1", flat}, &State::energy_flatness);
  add_momentum_monitors(fields);
  add_collision_differences(fields);
  add_resolution(fields);
  fields.add({"/seconds", {}, "s", "wall time"}, &State::seconds);
  fields.add({"/steps", {}, "1", "steps of the iteration"}, &State::steps);
  // What only goes on with a run.
  const auto kept = [&](const std::string& path, auto member) {
    fields.add({path, {}, "1", ""}, member, Use::Checkpoint);
  };
  kept("/Lambda", &State::Lambda);
  kept("/X", &State::X);
  kept("/faces", &State::faces);
  kept("/lambda", &State::coupling);
  kept("/W", &State::mean_field);
  kept("/next_order", &State::next_order);
  kept("/weights", &State::weights);
  kept("/linear_iterations", &State::linear_iterations);
  kept("/factorisations", &State::factorisations);
  return fields;
}

Fields<OutgoingThermal> declare_prediction() {
  const std::string meaning =
      " of outgoing carriers if the defect thermalised them, (5); nan: not defined, "
      "which needs injections that are mirror images and a thermal state with their currents";
  Fields<OutgoingThermal> fields;
  fields.add({"/outgoing_thermal/beta", {}, "1/hopping", "inverse temperature" + meaning},
             &OutgoingThermal::beta);
  fields.add({"/outgoing_thermal/mu", {}, "hopping", "chemical potential" + meaning},
             &OutgoingThermal::mu);
  fields.add({"/outgoing_thermal/n", {"/k"}, "1", "occupation" + meaning}, &OutgoingThermal::n);
  return fields;
}

const std::string thermal_meaning =
    " of the thermal state with the injected currents; nan: there is none";
// What is written beside the fields.
const io::Description cell_scale{"/space/cell", {}, "1", "centre X of a cell"};
const io::Description injected_beta{
    "/injected_thermal/beta", {"/side"}, "1/hopping", "inverse temperature" + thermal_meaning};
const io::Description injected_mu{
    "/injected_thermal/mu", {"/side"}, "hopping", "chemical potential" + thermal_meaning};

const io::Description mean_field{
    "/W", {"/Lambda", "/X"}, "hopping", "mean field, lambda D (U(rho) + A)"};
const io::Description next_order{
    "/next_order",
    {"/Lambda", "/X"},
    "1",
    "by how much the next order in lambda corrects the collisions, lambda D <J, I> / <I, I>"};

OutgoingThermal predicted(const BoltzmannProblem& problem, model::Side side) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const auto state =
      injects_mirror_images(problem) ? thermal_prediction(problem, side) : std::nullopt;
  if (!state)
    return {none, none, std::vector<double>(static_cast<std::size_t>(problem.grid.size()), none)};
  return {state->beta, state->mu,
          model::thermal_occupation(*state, problem.grid, problem.dispersion)};
}

/// The thermal states with the currents that each side injects, which the jumps at the walls start from.
void write_injected_thermal(io::ResultFile& file, const BoltzmannProblem& problem) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  constexpr double flat = 1e6;  // -mu / hopping, from which on n(k) has no temperature
  std::vector<double> beta, mu;
  for (const model::Side side : {model::Side::Left, model::Side::Right}) {
    const auto state = thermal_prediction(problem, side);
    const bool defined = state && state->mu > -flat;
    beta.push_back(defined ? state->beta : none);
    mu.push_back(defined ? state->mu : none);
  }
  file.write(injected_beta, beta);
  file.write(injected_mu, mu);
}

void write_scales(io::ResultFile& file, const BoltzmannProblem& problem,
                  std::span<const Solution> solutions, const std::vector<double>& X,
                  const std::vector<double>& faces) {
  std::vector<double> Lambda;
  for (const Solution& solution : solutions)
    Lambda.push_back(solution.state.Lambda);
  file.scale(Lambda_scale, Lambda);
  file.scale(X_scale, X);
  file.scale(cell_scale, cell_centres(faces));
  write_momenta(file, problem.grid);
  const std::vector<double> ends{0, 1};
  file.scale(side_scale, ends);
}

/// What a finite length brings, for all Lambda.
void write_mean_field(io::ResultFile& file, const BoltzmannProblem& problem,
                      std::span<const std::reference_wrapper<const StationaryState>> states) {
  if (!problem.barrier) return;
  std::vector<double> lambda, W, D, correction;
  for (const StationaryState& state : states) {
    lambda.push_back(state.coupling);
    io::append(W, state.mean_field);
    io::append(correction, state.next_order);
  }
  for (const double X : states.front().get().X)
    D.push_back(problem.barrier->D(X));
  file.write(coupling, lambda);
  file.write(mean_field, W);
  if (problem.next.wanted()) file.write(next_order, correction);
  file.write(profile, D);
  file.write(defect_length, std::vector{problem.barrier->length});
  file.write(defect_A, std::vector{problem.barrier->A});
}

void write_injection(io::ResultFile& file, const BoltzmannProblem& problem) {
  file.write(injected_left, problem.injection.left);
  file.write(injected_right, problem.injection.right);
  write_injected_thermal(file, problem);
  const std::vector sides{predicted(problem, model::Side::Left),
                          predicted(problem, model::Side::Right)};
  prediction_fields().write(file, sides, {"/side"});
}

/// The r-th N of an extrapolation, kept as it was solved, for all Lambda.
void write_resolution(io::ResultFile& file, std::span<const Solution> solutions, std::size_t r) {
  const StationaryState& first = solutions.front().resolutions[r];
  const std::string N = std::to_string(first.X.size());
  file.scale(resolution_X(N), first.X);
  std::vector<double> n;
  for (const Solution& solution : solutions)
    io::append(n, solution.resolutions[r].n);
  file.write(resolution_n(N), n,
             io::Slab{1, static_cast<std::size_t>(first.block.first),
                      static_cast<std::size_t>(first.block.count)});
}

}  // namespace

const io::Fields<StationaryState>& state_fields() {
  static const Fields<StationaryState> fields = declare_state();
  return fields;
}

io::Description resolution_X(const std::string& N) {
  return {"/resolution/N=" + N + "/X", {}, "1", "position in the defect, cumulative D^2"};
}

io::Description resolution_n(const std::string& N) {
  return {"/resolution/N=" + N + "/n",
          {"/Lambda", resolution_X(N).path, "/k"},
          "1",
          "occupation, not extrapolated"};
}

io::Contents boltzmann_contents() {
  io::Contents contents;
  contents.scale(Lambda_scale);
  contents.scale(X_scale);
  contents.scale(cell_scale);
  add_momenta(contents);
  contents.scale(side_scale);
  contents.fields(state_fields(), {"/Lambda"});
  add_own_grid(contents, "if space.accuracy chooses the cells, <i> from 0 for each Lambda");
  for (const io::Description* one : {&coupling, &mean_field, &profile, &defect_length, &defect_A})
    contents.dataset(*one, "if defect.length is given");
  contents.dataset(next_order, "if collision.order = \"next\"");
  contents.dataset(injected_left);
  contents.dataset(injected_right);
  contents.dataset(injected_beta);
  contents.dataset(injected_mu);
  contents.fields(prediction_fields(), {"/side"});
  const std::string extrapolated = "if space.points is a list";
  contents.scale(resolution_X("<N>"), extrapolated);
  contents.dataset(resolution_n("<N>"), extrapolated);
  add_boltzmann_study(contents);
  io::add_timing(contents);
  io::add_root_attributes(contents);
  contents.attribute("converged_reason", "why the iteration ended, of each Lambda");
  contents.attribute("collision", "how the collision integral was computed");
  contents.instead("if [time] is given", evolution_contents());
  return contents;
}

const io::Fields<OutgoingThermal>& prediction_fields() {
  static const Fields<OutgoingThermal> fields = declare_prediction();
  return fields;
}

std::size_t boltzmann_file_size(std::size_t Lambdas, std::size_t points, std::size_t momenta) {
  constexpr std::size_t metadata = 1 << 17;
  return metadata + sizeof(double) * Lambdas * (points * (4 * momenta + 13) + 12 * momenta + 40) +
         sizeof(double) * (8 * momenta + points);
}

void evaluate_profiles(const BoltzmannProblem& problem, std::span<Solution> solutions) {
  if (problem.adaptive) return;
  for (Solution& solution : solutions)
    boltzmann::evaluate_profiles(solution.state, problem.grid, problem.dispersion);
}

void write_boltzmann(const Communicator& comm, const std::filesystem::path& path,
                     const BoltzmannProblem& problem, std::span<const Solution> solutions,
                     const ResultNotes& notes) {
  const double start = MPI_Wtime();
  const Solution& first = solutions.front();
  Shared shared;
  if (problem.adaptive) shared = share(comm, problem.grid, problem.dispersion, solutions);
  std::size_t points = first.state.X.size();
  if (problem.adaptive) points = 2 * shared.X.size();
  for (const StationaryState& resolution : first.resolutions)
    points += resolution.X.size();
  io::ResultFile file{comm, path,
                      boltzmann_file_size(solutions.size(), points, first.state.n_left.size()) +
                          notes.of.input.size()};
  io::write_origin(file, notes.of, notes.provenance);
  write_scales(file, problem, solutions, problem.adaptive ? shared.X : first.state.X,
               problem.adaptive ? shared.faces : problem.schemes.front().faces());
  std::vector<std::reference_wrapper<const StationaryState>> states;
  for (const Solution& solution : solutions)
    states.emplace_back(solution.state);
  if (problem.adaptive) states.assign(shared.states.begin(), shared.states.end());
  const boltzmann::PointBlock& block = states.front().get().block;
  state_fields().write(file, states, {"/Lambda"}, static_cast<std::size_t>(block.first),
                       static_cast<std::size_t>(block.count));
  write_mean_field(file, problem, states);
  if (problem.adaptive)
    for (std::size_t i = 0; i < solutions.size(); ++i)
      write_own_grid(file, solutions[i].state, i);
  write_injection(file, problem);
  for (std::size_t r = 0; r < first.resolutions.size(); ++r)
    write_resolution(file, solutions, r);
  std::vector<std::string> reasons;
  for (const Solution& solution : solutions)
    reasons.push_back(solution.state.reason);
  file.attribute("converged_reason", reasons);
  file.attribute("collision", notes.collision);
  io::write_timing(file, notes.timing, MPI_Wtime() - start);
  io::write_end(file, comm, notes.progress.empty(), notes.progress);
  file.commit(notes.former);
}

}  // namespace kapitza::kinds
