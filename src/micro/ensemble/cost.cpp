#include <algorithm>
#include <cmath>

#include "kapitza/micro/ensemble/ensemble.hpp"
#include "trajectory.hpp"

namespace kapitza::micro {

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
