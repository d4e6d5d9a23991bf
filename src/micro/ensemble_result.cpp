#include <algorithm>
#include <cmath>
#include <limits>

#include "ensemble_implementation.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {

namespace {

// `values` of the first rank on all.
void share(const Communicator& world, std::vector<double>& values) {
  values.resize(static_cast<std::size_t>(world.broadcast(static_cast<long long>(values.size()))));
  world.broadcast(std::span{values});
}

// What lies beyond the first `size` numbers is cut off and returned.
std::vector<double> cut_off(std::vector<double>& values, std::size_t size) {
  const auto end = values.begin() + static_cast<std::ptrdiff_t>(size);
  std::vector<double> rest(end, values.end());
  values.resize(size);
  return rest;
}

}  // namespace

DensityTrace Ensemble::Implementation::trace() const {
  DensityTrace trace;
  for (std::size_t bin = 0; bin < schedule_.bins(); ++bin)
    trace.time.push_back(settings_.splitting.step * schedule_.mean_step(bin));
  trace.mean.assign(density_.mean().begin(), density_.mean().end());
  if (done_ == 0) trace.mean.assign(trace.time.size(), std::numeric_limits<double>::quiet_NaN());
  trace.standard_error = density_.standard_error();
  return trace;
}

EnsembleResult Ensemble::Implementation::result() const {
  const Observables& observables = apparatus_->observables();
  const model::MomentumGrid grid{settings_.points};
  EnsembleResult result;
  result.k.assign(grid.points().begin(), grid.points().end());
  result.wigner_x.assign(observables.wigner_positions().begin(),
                         observables.wigner_positions().end());
  result.left_x = observables.left_position();
  result.right_x = observables.right_position();
  result.layout = observables.layout();
  evaluate(moments_, result);
  result.realisations_done = done_;
  result.relative_error = world_.broadcast(relative_error_);
  result.trace = trace();
  for (std::vector<double>* values :
       {&result.mean, &result.standard_error, &result.drift.difference,
        &result.drift.standard_error, &result.step_difference, &result.step_difference_error,
        &result.trace.mean, &result.trace.standard_error, &result.moments})
    share(world_, *values);
  return result;
}

void evaluate(const Moments& moments, EnsembleResult& result) {
  result.realisations_done = static_cast<int>(moments.realisations());
  result.mean = moments.mean();
  result.standard_error = moments.standard_error();
  result.drift = moments.drift();
  result.moments = moments.state();
  const std::size_t size = result.layout.size;
  result.step_difference = cut_off(result.mean, size);
  result.step_difference_error = cut_off(result.standard_error, size);
  cut_off(result.drift.difference, size);
  cut_off(result.drift.standard_error, size);
  const std::size_t left = result.layout.outgoing, right = left + 1;
  result.relative_error = std::max(result.standard_error[left] / result.mean[left],
                                   result.standard_error[right] / result.mean[right]);
}

double Ensemble::site_steps(const System& system, const EnsembleSettings& settings) {
  const auto measured = static_cast<double>(settings.samples_per_block) *
                        static_cast<double>(settings.steps_per_sample);
  const double steps = static_cast<double>(settings.settle_steps) + settings.blocks * measured;
  const double copies = settings.compare_half_step ? 3 : 1;  // dt/2 has twice the steps
  return copies * steps * static_cast<double>(system.sites) * settings.realisations;
}

double Ensemble::memory(const System& system, const EnsembleSettings& settings) {
  constexpr double complex = sizeof(Complex), real = sizeof(double);
  const double all_sites = static_cast<double>(system.sites);
  const double sites = std::ceil(all_sites / settings.ranks_per_realisation);
  const double copies = settings.compare_half_step ? 2 : 1;
  // A field, its image under the transform, tables of phases (they may have grown to twice what they hold), local factors.
  const double tables = settings.splitting.order == 4 ? 5 : 2;
  const double lattice = copies * (2 * complex + 2 * tables * complex + 3 * real) + real;
  // Embedding, at most as long as the ring: modes and sites, twist, amplitudes, deviates, numbers of the modes.
  const double noise = 3 * complex + 4 * real;
  // What finding its length takes on every rank, before there are fields.
  constexpr double shortest = 262144;
  const double setup = 2 * std::max(all_sites, shortest) * 2 * complex;
  const auto components = static_cast<double>(Trajectory::components(settings));
  // A series of one's own, and on the first rank another on its way into the moments, with two copies of them in a result.
  const double statistics =
      components * (4.0 * settings.blocks + 3.0 * Moments::rows + 16) + 8.0 * settings.trace_points;
  return std::max(sites * (lattice + noise), setup) + real * statistics;
}

}  // namespace kapitza::micro
