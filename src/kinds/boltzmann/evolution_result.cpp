#include "evolution_result.hpp"

#include <mpi.h>

#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

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

/// Profiles of several times, or of one, on all rays.
struct Rays {
  std::vector<double> density, energy, number_current, energy_current;

  void add(const boltzmann::LightCone::Profile& profile) {
    density.push_back(profile.density[0]);
    energy.push_back(profile.density[1]);
    number_current.push_back(profile.current[0]);
    energy_current.push_back(profile.current[1]);
  }
  void write(io::ResultFile& file, const std::string& group, const std::vector<std::string>& scales,
             const std::string& of) const {
    file.write({group + "/density", scales, "1/site", "density " + of}, density);
    file.write({group + "/energy", scales, "hopping/site", "energy density " + of}, energy);
    file.write({group + "/current/number", scales, "hopping", "number current " + of},
               number_current);
    file.write({group + "/current/energy", scales, "hopping^2", "energy current " + of},
               energy_current);
  }
};

void write_light_cone(io::ResultFile& file, const BoltzmannProblem& problem,
                      const boltzmann::Solution& stationary, const EvolutionRecord& record) {
  const std::vector<double> zeta = rays(problem.dispersion);
  file.scale({"/ray/zeta", {}, "hopping", "ray x/t outside the defect, x from the nearer end"},
             zeta);
  boltzmann::LightCone cone{problem.grid, problem.dispersion, problem.injection},
      limit{problem.grid, problem.dispersion, problem.injection};
  for (const StepRecord& step : record.steps)
    cone.record(step.time, step.n_left, step.n_right);
  limit.record(0, stationary.state.n_left, stationary.state.n_right);
  Rays in_time, at_last;
  for (const TimeRecord& time : record.times) {
    const double t = record.steps[time.step].time;
    for (const double ray : zeta)
      in_time.add(cone.profile(t, ray * t));
  }
  std::vector<double> n;
  for (const double ray : zeta) {
    at_last.add(limit.profile(1, ray));
    io::append(n, limit.occupation(1, ray));
  }
  in_time.write(file, "/ray", {"/time", "/ray/zeta"}, "at x = zeta t");
  at_last.write(file, "/ray_limit", {"/ray/zeta"}, "at x = zeta t, t -> infinity");
  file.write({"/ray_limit/n", {"/ray/zeta", "/k"}, "1", "occupation at x = zeta t, t -> infinity"},
             n);
}

void write_scales(io::ResultFile& file, const BoltzmannProblem& problem,
                  const boltzmann::SpatialScheme& scheme, const EvolutionRecord& record,
                  double Lambda) {
  file.scale({"/Lambda", {}, "1", "interaction strength of the defect"}, std::vector{Lambda});
  file.scale({"/X", {}, "1", "position in the defect, cumulative D^2"}, scheme.X);
  const std::vector<double> faces = scheme.faces();
  file.scale({"/space/face", {}, "1", "faces of the cells in X"}, faces);
  write_momenta(file, problem.grid);
  file.scale({"/side", {}, "1", "X of an end of the defect: 0 left, 1 right"},
             std::vector<double>{0, 1});
  std::vector<double> times, steps;
  for (const TimeRecord& time : record.times)
    times.push_back(record.steps[time.step].time);
  for (const StepRecord& step : record.steps)
    steps.push_back(step.time);
  file.scale({"/time", {}, "L/hopping", "time since the defect was switched on"}, times);
  file.scale({"/step/time", {}, "L/hopping", "time at the end of a step, and 0"}, steps);
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
      {"/n", {"/time", "/X", "/k"}, "1", "occupation"}, n,
      io::Slab{1, static_cast<std::size_t>(block.first), static_cast<std::size_t>(block.count)});
  file.write(
      {"/n_left", {"/time", "/k"}, "1", "occupation at X = 0: k > 0 is injected, k < 0 leaves"},
      left);
  file.write(
      {"/n_right", {"/time", "/k"}, "1", "occupation at X = 1: k < 0 is injected, k > 0 leaves"},
      right);
  file.write({"/n_center", {"/time", "/k"}, "1", "occupation at X = 1/2"}, center);
  file.write({"/density", {"/time", "/X"}, "1/site", "density"}, density);
  file.write({"/time_error",
              {"/time"},
              "1",
              "bound of the error of n by the steps in time, over the largest n"},
             error);
}

void write_stationary(io::ResultFile& file, const boltzmann::Solution& solution) {
  const boltzmann::StationaryState& state = solution.state;
  const std::string of = " of the stationary state";
  const auto in_k = [&](const std::string& name, const std::string& meaning,
                        const std::vector<double>& values) {
    file.write({"/stationary/" + name, {"/k"}, "1", meaning}, values);
  };
  file.write({"/stationary/n", {"/X", "/k"}, "1", "occupation" + of}, state.n,
             io::Slab{0, static_cast<std::size_t>(state.block.first),
                      static_cast<std::size_t>(state.block.count)});
  in_k("n_left", "occupation at X = 0" + of, state.n_left);
  in_k("n_right", "occupation at X = 1" + of, state.n_right);
  in_k("n_center", "occupation at X = 1/2" + of, state.n_center);
  const std::string bound =
      "bound of its error, but for that of the momenta where they have no estimate";
  in_k("n_left_error", bound, state.n_left_error);
  in_k("n_right_error", bound, state.n_right_error);
  in_k("n_center_error", bound, state.n_center_error);
  file.write({"/stationary/residual", {}, "1", "residual over the injected number current"},
             std::vector{state.residual});
}

void write_relaxation(io::ResultFile& file, const EvolutionRecord& record, double tolerance) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const auto fit = fitted_relaxation(record, tolerance)
                       .value_or(boltzmann::RelaxationFit{none, none, none, none});
  const std::string about =
      " of the distance to the stationary state over its last decade; nan: there is none";
  file.write({"/relaxation/rate", {}, "hopping/L", "rate of decay" + about}, std::vector{fit.rate});
  file.write({"/relaxation/rate_stderr", {}, "hopping/L", "standard error of the rate"},
             std::vector{fit.error});
  file.write({"/relaxation/from", {}, "L/hopping", "first time of the fit"}, std::vector{fit.from});
  file.write({"/relaxation/to", {}, "L/hopping", "last time of the fit"}, std::vector{fit.to});
}

}  // namespace

std::size_t evolution_file_size(std::size_t steps, std::size_t times, std::size_t points,
                                std::size_t momenta) {
  constexpr std::size_t metadata = 1 << 17, per_step = 20, of_rays = 2 * rays_per_side + 2;
  return metadata +
         sizeof(double) * (steps * (4 * points + 3 * momenta + per_step) +
                           times * (points * (momenta + 1) + 3 * momenta + 4 * of_rays) +
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
                     const BoltzmannProblem& problem, const boltzmann::SpatialScheme& scheme,
                     const boltzmann::Solution& stationary, const EvolutionRecord& record,
                     double tolerance, const ResultNotes& notes) {
  const double start = MPI_Wtime();
  io::ResultFile file{comm, path,
                      evolution_file_size(record.steps.size(), record.times.size(), scheme.X.size(),
                                          static_cast<std::size_t>(problem.grid.size())) +
                          notes.of.input.size()};
  io::write_origin(file, notes.of, notes.provenance);
  write_scales(file, problem, scheme, record, stationary.state.Lambda);
  write_n(file, record, stationary.state.block);
  step_fields().write(file, record.steps, {"/step/time"});
  write_light_cone(file, problem, stationary, record);
  write_stationary(file, stationary);
  write_relaxation(file, record, tolerance);
  file.write({"/injected/left", {"/k"}, "1", "occupation injected at X = 0, where v > 0"},
             problem.injection.left);
  file.write({"/injected/right", {"/k"}, "1", "occupation injected at X = 1, where v < 0"},
             problem.injection.right);
  file.attribute("converged_reason", std::vector{stationary.state.reason});
  file.attribute("collision", notes.collision);
  io::write_timing(file, notes.timing, MPI_Wtime() - start);
  io::write_end(file, comm, notes.progress.empty(), notes.progress);
  file.commit(notes.former);
}

}  // namespace kapitza::kinds
