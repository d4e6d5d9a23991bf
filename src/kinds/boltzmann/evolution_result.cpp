#include "evolution_result.hpp"

#include <mpi.h>

#include <array>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "descriptions.hpp"
#include "kapitza/boltzmann/light_cone.hpp"
#include "kapitza/io/root_attributes.hpp"
#include "kapitza/io/timing.hpp"

namespace kapitza::kinds {
namespace {

constexpr int rays_per_side = 80;
constexpr double beyond = 1.05;  // the fastest carriers

/// x/t from beyond the light cone on the left to beyond it on the right; -0 and 0 are the two ends of the defect.
std::vector<double> rays(const model::Dispersion& dispersion) {
  std::vector<double> zeta;
  for (const double side : {-1.0, 1.0})
    for (int i = 0; i <= rays_per_side; ++i) {
      const int j = side < 0 ? rays_per_side - i : i;
      zeta.push_back(side * beyond * dispersion.max_speed() * j / rays_per_side);
    }
  return zeta;
}

using io::Description;

const Description face_scale{"/space/face", {}, "1", "faces of the cells in X"},
    time_scale{"/time", {}, "L/hopping", "time since the defect was switched on"},
    step_scale{"/step/time", {}, "L/hopping", "time at the end of a step, and 0"},
    ray_scale{"/ray/zeta", {}, "hopping", "ray x/t outside the defect, x from the nearer end"};

const Description n_at_times{"/n", {"/time", "/X", "/k"}, "1", "occupation"},
    left_at_times{
        "/n_left", {"/time", "/k"}, "1", "occupation at X = 0: k > 0 is injected, k < 0 leaves"},
    right_at_times{
        "/n_right", {"/time", "/k"}, "1", "occupation at X = 1: k < 0 is injected, k > 0 leaves"},
    center_at_times{"/n_center", {"/time", "/k"}, "1", "occupation at X = 1/2"},
    density_at_times{"/density", {"/time", "/X"}, "1/site", "density"},
    error_at_times{"/time_error",
                   {"/time"},
                   "1",
                   "bound of the error of n by the steps in time, over the largest n"};

const Description mean_field_at_times{
    "/W", {"/time", "/X"}, "hopping", "mean field, lambda D (U(rho) + A)"};

/// Number and energy density and their currents on rays.
std::vector<Description> of_rays(const std::string& group, const std::vector<std::string>& scales,
                                 const std::string& where) {
  return {{group + "/density", scales, "1/site", "density " + where},
          {group + "/energy", scales, "hopping/site", "energy density " + where},
          {group + "/current/number", scales, "hopping", "number current " + where},
          {group + "/current/energy", scales, "hopping^2", "energy current " + where}};
}
const std::vector<Description> on_rays = of_rays("/ray", {"/time", "/ray/zeta"}, "at x = zeta t");
const std::vector<Description> on_rays_at_last =
    of_rays("/ray_limit", {"/ray/zeta"}, "at x = zeta t, t -> infinity");
const Description n_on_rays{
    "/ray_limit/n", {"/ray/zeta", "/k"}, "1", "occupation at x = zeta t, t -> infinity"};

const std::string of_stationary = " of the stationary state",
                  bound =
                      "bound of its error, but for that of the momenta where they have no estimate";
const Description stationary_n{"/stationary/n", {"/X", "/k"}, "1", "occupation" + of_stationary},
    stationary_left{"/stationary/n_left", {"/k"}, "1", "occupation at X = 0" + of_stationary},
    stationary_right{"/stationary/n_right", {"/k"}, "1", "occupation at X = 1" + of_stationary},
    stationary_center{"/stationary/n_center", {"/k"}, "1", "occupation at X = 1/2" + of_stationary},
    stationary_left_error{"/stationary/n_left_error", {"/k"}, "1", bound},
    stationary_right_error{"/stationary/n_right_error", {"/k"}, "1", bound},
    stationary_center_error{"/stationary/n_center_error", {"/k"}, "1", bound},
    stationary_residual{
        "/stationary/residual", {}, "1", "residual over the injected number current"};

const Description decay_rate{"/relaxation/rate",
                             {},
                             "hopping/L",
                             "rate of decay of the distance to the stationary state over its last "
                             "decade; nan: there is none"},
    decay_rate_stderr{"/relaxation/rate_stderr", {}, "hopping/L", "standard error of the rate"},
    decay_from{"/relaxation/from", {}, "L/hopping", "first time of the fit"},
    decay_to{"/relaxation/to", {}, "L/hopping", "last time of the fit"};

/// Profiles of several times, or of one, on all rays.
struct Rays {
  std::vector<double> density, energy, number_current, energy_current;

  void add(const boltzmann::LightCone::Profile& profile) {
    density.push_back(profile.density[0]);
    energy.push_back(profile.density[1]);
    number_current.push_back(profile.current[0]);
    energy_current.push_back(profile.current[1]);
  }
  void write(io::ResultFile& file, std::span<const Description> as) const {
    std::size_t i = 0;
    for (const auto* values : {&density, &energy, &number_current, &energy_current})
      file.write(as[i++], *values);
  }
};

void write_light_cone(io::ResultFile& file, const BoltzmannProblem& problem,
                      const EvolutionRecord& record) {
  const std::vector<double> zeta = rays(problem.dispersion);
  file.scale(ray_scale, zeta);
  boltzmann::LightCone cone{problem.grid, problem.dispersion, problem.injection};
  for (const StepRecord& step : record.steps)
    cone.record(step.time, step.n_left, step.n_right);
  Rays in_time;
  for (const TimeRecord& time : record.times) {
    const double t = record.steps[time.step].time;
    for (const double ray : zeta)
      in_time.add(cone.profile(t, ray * t));
  }
  in_time.write(file, on_rays);
}

/// Of late times, when the stationary state leaves.
void write_limit(io::ResultFile& file, const BoltzmannProblem& problem,
                 const boltzmann::StationaryState& stationary) {
  boltzmann::LightCone limit{problem.grid, problem.dispersion, problem.injection};
  limit.record(0, stationary.n_left, stationary.n_right);
  Rays at_last;
  std::vector<double> n;
  for (const double ray : rays(problem.dispersion)) {
    at_last.add(limit.profile(1, ray));
    io::append(n, limit.occupation(1, ray));
  }
  at_last.write(file, on_rays_at_last);
  file.write(n_on_rays, n);
}

void write_scales(io::ResultFile& file, const BoltzmannProblem& problem,
                  const boltzmann::SpatialScheme& scheme, const EvolutionRecord& record,
                  double Lambda) {
  file.scale(Lambda_scale, std::vector{Lambda});
  file.scale(X_scale, scheme.X);
  file.scale(face_scale, scheme.faces());
  write_momenta(file, problem.grid);
  file.scale(side_scale, std::vector<double>{0, 1});
  std::vector<double> times, steps;
  for (const TimeRecord& time : record.times)
    times.push_back(record.steps[time.step].time);
  for (const StepRecord& step : record.steps)
    steps.push_back(step.time);
  file.scale(time_scale, times);
  file.scale(step_scale, steps);
}

void write_n(io::ResultFile& file, const EvolutionRecord& record,
             const boltzmann::PointBlock& block) {
  std::vector<double> n, density, left, right, center, error;
  for (const TimeRecord& time : record.times) {
    const StepRecord& step = record.steps[time.step];
    io::append(n, time.n);
    io::append(density, step.density);
    io::append(left, step.n_left);
    io::append(right, step.n_right);
    io::append(center, step.n_center);
    error.push_back(step.error);
  }
  file.write(
      n_at_times, n,
      io::Slab{1, static_cast<std::size_t>(block.first), static_cast<std::size_t>(block.count)});
  file.write(left_at_times, left);
  file.write(right_at_times, right);
  file.write(center_at_times, center);
  file.write(density_at_times, density);
  file.write(error_at_times, error);
}

/// What a finite length brings.
void write_mean_field(io::ResultFile& file, const BoltzmannProblem& problem,
                      const boltzmann::SpatialScheme& scheme, const EvolutionRecord& record,
                      double Lambda) {
  if (!problem.barrier) return;
  const boltzmann::Barrier& barrier = *problem.barrier;
  const double lambda = barrier.coupling(Lambda);
  std::vector<double> D, W;
  for (const double X : scheme.X)
    D.push_back(barrier.D(X));
  for (const TimeRecord& time : record.times)
    for (std::size_t x = 0; x < D.size(); ++x)
      W.push_back(barrier.mean_field(lambda, D[x], record.steps[time.step].density[x]));
  file.write(coupling, std::vector{lambda});
  file.write(mean_field_at_times, W);
  file.write(profile, D);
  file.write(defect_length, std::vector{barrier.length});
  file.write(defect_A, std::vector{barrier.A});
}

void write_stationary(io::ResultFile& file, const boltzmann::StationaryState& state) {
  file.write(stationary_n, state.n,
             io::Slab{0, static_cast<std::size_t>(state.block.first),
                      static_cast<std::size_t>(state.block.count)});
  file.write(stationary_left, state.n_left);
  file.write(stationary_right, state.n_right);
  file.write(stationary_center, state.n_center);
  file.write(stationary_left_error, state.n_left_error);
  file.write(stationary_right_error, state.n_right_error);
  file.write(stationary_center_error, state.n_center_error);
  file.write(stationary_residual, std::vector{state.residual});
}

void write_relaxation(io::ResultFile& file, const EvolutionRecord& record, double tolerance) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const auto fit = fitted_relaxation(record, tolerance)
                       .value_or(boltzmann::RelaxationFit{none, none, none, none});
  file.write(decay_rate, std::vector{fit.rate});
  file.write(decay_rate_stderr, std::vector{fit.error});
  file.write(decay_from, std::vector{fit.from});
  file.write(decay_to, std::vector{fit.to});
}

}  // namespace

io::Contents evolution_contents() {
  io::Contents contents;
  for (const Description* one : {&Lambda_scale, &X_scale, &face_scale})
    contents.scale(*one);
  add_momenta(contents);
  for (const Description* one : {&side_scale, &time_scale, &step_scale, &ray_scale})
    contents.scale(*one);
  for (const Description* one : {&n_at_times, &left_at_times, &right_at_times, &center_at_times,
                                 &density_at_times, &error_at_times})
    contents.dataset(*one);
  for (const Description* one :
       {&coupling, &mean_field_at_times, &profile, &defect_length, &defect_A})
    contents.dataset(*one, "if defect.length is given");
  const std::string with_stationary = "if time.stationary is true";
  contents.fields(own_step_fields(), {"/step/time"});
  contents.fields(stationary_step_fields(), {"/step/time"}, with_stationary);
  for (const Description& one : on_rays)
    contents.dataset(one);
  for (const Description& one : on_rays_at_last)
    contents.dataset(one, with_stationary);
  for (const Description* one :
       {&n_on_rays, &stationary_n, &stationary_left, &stationary_right, &stationary_center,
        &stationary_left_error, &stationary_right_error, &stationary_center_error,
        &stationary_residual, &decay_rate, &decay_rate_stderr, &decay_from, &decay_to})
    contents.dataset(*one, with_stationary);
  for (const Description* one : {&injected_left, &injected_right})
    contents.dataset(*one);
  io::add_timing(contents);
  io::add_root_attributes(contents);
  contents.attribute("converged_reason", "why the iteration of the stationary state ended",
                     with_stationary);
  contents.attribute("collision", "how the collision integral was computed");
  return contents;
}

std::size_t evolution_file_size(std::size_t steps, std::size_t times, std::size_t points,
                                std::size_t momenta) {
  constexpr std::size_t metadata = 1 << 17, per_step = 20, of_rays = 2 * rays_per_side + 2;
  return metadata +
         sizeof(double) * (steps * (4 * points + 3 * momenta + per_step) +
                           times * (points * (momenta + 2) + 3 * momenta + 4 * of_rays) +
                           points * (momenta + 2) + of_rays * (momenta + 5) + 20 * momenta);
}

std::optional<boltzmann::RelaxationFit> fitted_relaxation(const EvolutionRecord& record,
                                                          double tolerance) {
  std::vector<double> time, distance;
  for (const StepRecord& step : record.steps) {
    time.push_back(step.time);
    distance.push_back(step.distance);
  }
  return boltzmann::fit_relaxation(time, distance, tolerance);
}

void write_evolution(const Communicator& comm, const std::filesystem::path& path,
                     const BoltzmannProblem& problem, const BoltzmannCase& input,
                     const UnfinishedEvolution& evolution, const ResultNotes& notes) {
  const double start = MPI_Wtime(), Lambda = input.Lambda.front();
  const EvolutionRecord& record = evolution.record;
  const boltzmann::Solution* stationary = evolution.aim();
  const boltzmann::SpatialScheme scheme = evolution_scheme(problem, stationary);
  io::ResultFile file{comm, path,
                      evolution_file_size(record.steps.size(), record.times.size(), scheme.X.size(),
                                          static_cast<std::size_t>(problem.grid.size())) +
                          notes.of.input.size()};
  io::write_origin(file, notes.of, notes.provenance);
  write_scales(file, problem, scheme, record, Lambda);
  write_n(file, record, boltzmann::point_block(scheme.size(), comm));
  write_mean_field(file, problem, scheme, record, Lambda);
  own_step_fields().write(file, record.steps, {"/step/time"});
  write_light_cone(file, problem, record);
  if (stationary) {
    stationary_step_fields().write(file, record.steps, {"/step/time"});
    write_limit(file, problem, stationary->state);
    write_stationary(file, stationary->state);
    write_relaxation(file, record, input.time.tolerance.value());
    file.attribute("converged_reason", std::vector{stationary->state.reason});
  }
  file.write(injected_left, problem.injection.left);
  file.write(injected_right, problem.injection.right);
  file.attribute("collision", notes.collision);
  io::write_timing(file, notes.timing, MPI_Wtime() - start);
  io::write_end(file, comm, notes.progress.empty(), notes.progress);
  file.commit(notes.former);
}

}  // namespace kapitza::kinds
