#include "evolution_record.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/config/findings.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::kinds {
namespace {

const std::string distance_path = "/step/distance";

/// max |n - n of the stationary state|, over the largest of that. Collective.
double distance(const Communicator& world, const boltzmann::StationaryState& now,
                const boltzmann::StationaryState& stationary) {
  double furthest = 0, largest = 0;
  for (std::size_t i = 0; i < now.n.size(); ++i) {
    furthest = std::max(furthest, std::abs(now.n[i] - stationary.n[i]));
    largest = std::max(largest, stationary.n[i]);
  }
  return world.max(furthest) / world.max(largest);
}

io::Fields<StepRecord> declare_step() {
  using Step = StepRecord;
  io::Fields<Step> fields;
  const auto add = [&](const std::string& name, std::vector<std::string> scales,
                       const std::string& units, const std::string& meaning, auto member) {
    fields.add({"/step/" + name, std::move(scales), units, meaning}, member);
  };
  const std::string time = "L/hopping", rate = "hopping", energy_rate = "hopping^2";
  add("time_step", {}, time, "time that the step took", &Step::time_step);
  add("error", {}, "1", "bound of the error of n by all steps so far, over the largest n",
      &Step::error);
  add("change", {}, "1", "change of n per time, in the norm of /residual", &Step::change);
  fields.add({distance_path, {}, "1", "max |n - n of the stationary state|, over the largest n"},
             &Step::distance);
  add("content/number", {}, "L/site", "carriers in the defect", &Step::content_number);
  add("content/energy", {}, "L hopping/site", "their energy, that of a mean field included",
      &Step::content_energy);
  add("leaving/number", {"/side"}, rate, "number current that leaves", &Step::leaving_number);
  add("leaving/energy", {"/side"}, energy_rate, "energy current that leaves",
      &Step::leaving_energy);
  add("left/number", {"/side"}, "L/site", "carriers that have left since t = 0",
      &Step::left_number);
  add("left/energy", {"/side"}, "L hopping/site", "energy that has left since t = 0",
      &Step::left_energy);
  const std::string balance =
      "|content - content at t = 0 - what has entered + what has left|, "
      "over the sum of the second and the third";
  add("imbalance/number", {}, "1", balance, &Step::imbalance_number);
  add("imbalance/energy", {}, "1", balance, &Step::imbalance_energy);
  add("density", {"/X"}, "1/site", "density", &Step::density);
  add("energy", {"/X"}, "hopping/site", "energy density", &Step::energy);
  add("current/number", {"/X"}, rate, "number current", &Step::number_current);
  add("current/energy", {"/X"}, energy_rate, "energy current", &Step::energy_current);
  add("n_left", {"/k"}, "1", "occupation at X = 0: k < 0 leaves", &Step::n_left);
  add("n_right", {"/k"}, "1", "occupation at X = 1: k > 0 leaves", &Step::n_right);
  add("n_center", {"/k"}, "1", "occupation at X = 1/2", &Step::n_center);
  fields.add({"/step/time", {}, time, ""}, &Step::time, io::Use::Checkpoint);
  return fields;
}

}  // namespace

StepRecord StepRecord::sized(std::size_t points, std::size_t momenta) {
  StepRecord step;
  for (auto* values : {&step.density, &step.energy, &step.number_current, &step.energy_current})
    values->resize(points);
  for (auto* values : {&step.n_left, &step.n_right, &step.n_center})
    values->resize(momenta);
  return step;
}

const io::Fields<StepRecord>& step_fields() {
  static const io::Fields<StepRecord> fields = declare_step();
  return fields;
}

io::Fields<StepRecord> own_step_fields() {
  return step_fields().only([](const std::string& path) { return path != distance_path; });
}

io::Fields<StepRecord> stationary_step_fields() {
  return step_fields().only([](const std::string& path) { return path == distance_path; });
}

StepRecord record_of(const Communicator& world, const BoltzmannProblem& problem,
                     const boltzmann::Evolution& evolution, const boltzmann::Solution* stationary) {
  const boltzmann::StationaryState state = evolution.state();
  const auto content = evolution.content(), imbalance = evolution.imbalance();
  const auto leaving = evolution.leaving(), left = evolution.left_so_far();
  StepRecord step;
  step.time = evolution.time();
  step.error = evolution.error();
  step.content_number = content[0];
  step.content_energy = content[1];
  step.leaving_number = {leaving.left[0], leaving.right[0]};
  step.leaving_energy = {leaving.left[1], leaving.right[1]};
  step.left_number = {left.left[0], left.right[0]};
  step.left_energy = {left.left[1], left.right[1]};
  step.imbalance_number = imbalance[0];
  step.imbalance_energy = imbalance[1];
  const auto K = static_cast<std::size_t>(problem.grid.size());
  std::vector<double> density, energy;
  for (std::size_t i = 0; i < state.n.size(); i += K) {
    const auto n = std::span{state.n}.subspan(i, K);
    density.push_back(model::density(n, problem.grid));
    energy.push_back(model::energy_density(n, problem.grid, problem.dispersion));
  }
  step.distance = stationary ? distance(world, state, stationary->state)
                             : std::numeric_limits<double>::quiet_NaN();
  step.density = world.gather_everywhere(std::span<const double>{density});
  step.energy = world.gather_everywhere(std::span<const double>{energy});
  step.number_current = state.number_current;
  step.energy_current = state.energy_current;
  step.n_left = state.n_left;
  step.n_right = state.n_right;
  step.n_center = state.n_center;
  return step;
}

std::vector<double> initial_occupation(const BoltzmannCase& input,
                                       const BoltzmannProblem& problem) {
  std::vector<double> left = problem.injection.left, right = problem.injection.right;
  if (const auto& initial = input.time.initial) {
    try {
      left = initial->sampled(model::Side::Left, problem.grid, problem.dispersion);
      right = initial->sampled(model::Side::Right, problem.grid, problem.dispersion);
    } catch (const InvalidInput& error) {
      config::Findings findings;
      findings.add(initial->where, "time.initial", error.what());
      findings.throw_if_any(initial->where.source);
    }
  }
  std::vector<double> n;
  for (int k = 0; k < problem.grid.size(); ++k)
    n.push_back((problem.grid[k] > 0 ? left : right)[static_cast<std::size_t>(k)]);
  return n;
}

std::string evolution_fingerprint(const BoltzmannCase& input) {
  std::string all =
      fingerprint("injection.left", input.left) + fingerprint("injection.right", input.right);
  if (input.time.initial) all += fingerprint("time.initial", *input.time.initial);
  return all;
}

boltzmann::SpatialScheme evolution_scheme(const BoltzmannProblem& problem,
                                          const boltzmann::Solution* stationary) {
  if (!problem.adaptive) return problem.schemes.front();
  return boltzmann::make_discontinuous_galerkin(stationary->state.faces, problem.adaptive->nodes);
}

}  // namespace kapitza::kinds
