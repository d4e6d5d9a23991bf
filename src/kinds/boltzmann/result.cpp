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
#include "state_fields.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::Solution;
using boltzmann::StationaryState;
using io::Fields;

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
