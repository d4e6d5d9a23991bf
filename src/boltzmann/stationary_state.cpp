#include "kapitza/boltzmann/stationary_state.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

#include "kapitza/model/occupation.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double error_safety = 3;
// What enters by a layer is off by up to four times it where it thermalises.
constexpr double layer_safety = 5;
constexpr double of_mean = 2;  // of the corrections: carriers that are off collide with all others

}  // namespace

InjectedCurrent injected_current(const model::Injected& injection, const model::MomentumGrid& grid,
                                 const model::Dispersion& dispersion) {
  InjectedCurrent J{0, 0};
  for (int i = 0; i < grid.size(); ++i) {
    const double v = dispersion.velocity(grid[i]);
    const auto& n = v > 0 ? injection.left : injection.right;
    const double j = std::abs(v) * grid.relative_weight(i) * n[i] / grid.size();
    J.number += j;
    J.energy += dispersion.energy(grid[i]) * j;
  }
  return J;
}

PointBlock point_block(int points, const Communicator& comm) noexcept {
  const int share = points / comm.size(), extra = points % comm.size(), rank = comm.rank();
  return {rank * share + std::min(rank, extra), share + (rank < extra ? 1 : 0)};
}

double current_flatness(std::span<const double> current, double injected) noexcept {
  double mean = 0, largest = 0;
  for (const double J : current)
    mean += J / static_cast<double>(current.size());
  for (const double J : current)
    largest = std::max(largest, std::abs(J - mean));
  return largest / injected;
}

double largest_occupation(const Communicator& comm, const StationaryState& state) {
  const auto largest = std::ranges::max_element(state.n);
  return comm.max(largest == state.n.end() ? 0.0 : *largest);
}

namespace {

/// int dk/2pi |d|, the largest of both ends and the centre.
double mean_correction(const Resolution& found, const model::MomentumGrid& grid) {
  double most = 0;
  for (const auto* d : {&found.left, &found.center, &found.right}) {
    std::vector<double> size;
    for (const double correction : *d)
      size.push_back(std::abs(correction));
    if (!size.empty()) most = std::max(most, model::density(size, grid));
  }
  return most;
}

}  // namespace

void set_errors(const Communicator& comm, StationaryState& state, const model::MomentumGrid& grid,
                const model::Dispersion& dispersion) {
  const Resolution& found = state.resolution;
  const double largest_n = largest_occupation(comm, state);
  // Without corrections (no linear solver) the layer is all that is known.
  const double tail =
      std::isfinite(state.momentum_tail) ? state.momentum_tail : state.momentum_shift;
  const double of_momenta = std::isfinite(tail) ? tail * largest_n : 0;
  const double common = error_safety * of_mean * mean_correction(found, grid) +
                        layer_safety * found.layer * largest_n;
  const auto bound = [&](const std::vector<double>& correction, const std::vector<double>& collided,
                         const std::vector<double>& difference) {
    // One momentum's correction may vanish by chance.
    std::vector<double> error =
        size_with_neighbours(correction, static_cast<std::size_t>(grid.size()));
    for (std::size_t i = 0; i < error.size(); ++i)
      error[i] = error_safety * error[i] + common + (collided.empty() ? 0 : collided[i]) +
                 (difference.empty() ? of_momenta : state.times_difference * difference[i]);
    return error;
  };
  const Difference &between = state.momentum_difference, &collided = state.collision_difference;
  state.n_left_error = bound(found.left, collided.left, between.left);
  state.n_right_error = bound(found.right, collided.right, between.right);
  state.n_center_error = bound(found.center, collided.center, between.center);
  state.n_error = bound(found.inside, collided.inside, between.inside);
  state.number_current_error = state.energy_current_error = 0;
  for (int k = 0; k < grid.size(); ++k) {
    const double v = dispersion.velocity(grid[k]);
    (v > 0 ? state.n_left_error : state.n_right_error)[k] = 0;  // injected
    const double error =
        std::abs(v) * grid.relative_weight(k) / grid.size() * state.n_left_error[k];
    state.number_current_error += error;
    state.energy_current_error += std::abs(dispersion.energy(grid[k])) * error;
  }
}

void evaluate_profiles(StationaryState& state, const model::MomentumGrid& grid,
                       const model::Dispersion& dispersion) {
  constexpr double none = StationaryState::none;
  const auto fit_or_none = [&](std::span<const double> n) {
    return model::fit_thermal(n, grid, dispersion).value_or(model::ThermalFit{{none, none}, none});
  };
  const auto error_of = [&](const model::ThermalFit& fit, std::span<const double> n,
                            std::span<const double> error) {
    if (!std::isfinite(fit.state.beta)) return model::ThermalFitError{none, none, none};
    return model::thermal_fit_error(fit, n, error, grid, dispersion);
  };
  const auto K = static_cast<std::size_t>(grid.size());
  for (std::size_t row = 0; row < state.n.size() / K; ++row) {
    const std::span<const double> n = std::span{state.n}.subspan(row * K, K);
    state.density.push_back(model::density(n, grid));
    state.energy.push_back(model::energy_density(n, grid, dispersion));
    const model::ThermalFit fit = fit_or_none(n);
    state.beta.push_back(fit.state.beta);
    state.mu.push_back(fit.state.mu);
    state.deviation.push_back(fit.deviation);
    const auto error = std::span<const double>{state.n_error}.subspan(row * K, K);
    state.density_error.push_back(model::density(error, grid));
    double energy = 0;
    for (std::size_t k = 0; k < K; ++k) {
      const int i = static_cast<int>(k);
      energy += grid.relative_weight(i) / static_cast<double>(K) *
                std::abs(dispersion.energy(grid[i])) * error[k];
    }
    state.energy_error.push_back(energy);
    const model::ThermalFitError fit_error = error_of(fit, n, error);
    state.beta_error.push_back(fit_error.beta);
    state.mu_error.push_back(fit_error.mu);
    state.deviation_error.push_back(fit_error.deviation);
  }
  state.fit_left = fit_or_none(state.n_left);
  state.fit_center = fit_or_none(state.n_center);
  state.fit_right = fit_or_none(state.n_right);
  state.fit_left_error = error_of(state.fit_left, state.n_left, state.n_left_error);
  state.fit_center_error = error_of(state.fit_center, state.n_center, state.n_center_error);
  state.fit_right_error = error_of(state.fit_right, state.n_right, state.n_right_error);
  const double produced = model::entropy_current(state.n_right, grid, dispersion) -
                          model::entropy_current(state.n_left, grid, dispersion);
  state.entropy_production = std::isfinite(produced) ? produced : none;  // not into a vacuum
}

}  // namespace kapitza::boltzmann
