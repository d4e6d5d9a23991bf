#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/difference.hpp"
#include "kapitza/boltzmann/resolution.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::boltzmann {

/// Injected currents int dk/2pi |v| e n_in over the carriers that enter from both sides, e = 1 (number), E(k) (energy).
struct InjectedCurrent {
  double number;
  double energy;
};
InjectedCurrent injected_current(const model::Injected& injection, const model::MomentumGrid& grid,
                                 const model::Dispersion& dispersion);

/// Contiguous X points of one rank; the first P mod R ranks hold one point more, ranks beyond P hold none.
struct PointBlock {
  int first;
  int count;
};
PointBlock point_block(int points, const Communicator& comm) noexcept;

/// max_X |J(X) - mean J| / injected.
double current_flatness(std::span<const double> current, double injected) noexcept;

/// The stationary solution for one Lambda on one spatial grid, and how it was reached.
struct StationaryState {
  double Lambda = 0;
  std::vector<double> X;        ///< P points, all of them on every rank
  std::vector<double> weights;  ///< quadrature weights of X
  std::vector<double> faces;    ///< of its cells
  PointBlock block{};           ///< the X points of this rank
  std::vector<double> n;        ///< block.count x K, row-major: n[(x - block.first) K + k]

  std::vector<double>
      n_left;  ///< K values at X = 0 on every rank: injected where v > 0, outgoing where v < 0
  std::vector<double> n_right;   ///< at X = 1
  std::vector<double> n_center;  ///< at X = 1/2

  std::vector<double>
      number_current;  ///< int dk/2pi v n at X on every rank, flux form (see SpatialScheme::flux)
  std::vector<double> energy_current;  ///< int dk/2pi v E n
  // Of a Barrier; else 0. The energy current then contains the mean field, int dk/2pi v (E + W) n.
  double coupling = 0;             ///< lambda
  std::vector<double> mean_field;  ///< W at X, on every rank; empty in the scaling limit
  std::vector<double>
      next_order;  ///< lambda D(X) c[n_X] at X (NextOrderRate), on every rank; empty without it
  double number_flatness = 0;  ///< max_X |J(X) - mean J| / injected current
  double energy_flatness = 0;

  // What the momenta leave out, on every rank; NaN if nothing told it. Of an extrapolated state, the largest of its grids.
  double momentum_shift = none;  ///< SteadyProblem::conservation_shift
  double momentum_tail = none;   ///< largest model::panel_tail of the ends and the centre

  /// |n - n of three quarters of the momenta|, interpolated; empty if there is no such solution.
  Difference momentum_difference;
  double times_difference = 1;  ///< how many times that these momenta leave out
  /// How far the discretisation of the collision integral may move n (SteadyOptions::collision_error).
  Difference collision_difference;

  Resolution resolution;  ///< what the grid in X leaves out, on every rank
  /// Bounds of the errors of n_left, n_right, n_center (K values on every rank), n (as n) and the currents (set_errors).
  std::vector<double> n_left_error, n_right_error, n_center_error, n_error;
  double number_current_error = 0, energy_current_error = 0;

  // Of this rank's points; empty until evaluate_profiles().
  std::vector<double> density, energy;
  std::vector<double> beta, mu,
      deviation;  ///< the thermal fit (model::fit_thermal); NaN where there is none
  std::vector<double> density_error, energy_error, beta_error, mu_error, deviation_error;
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  model::ThermalFit fit_left{{none, none}, none}, fit_center = fit_left,
                                                  fit_right = fit_left;  ///< of n_left, ..
  model::ThermalFitError fit_left_error{none, none, none}, fit_center_error = fit_left_error,
                                                           fit_right_error = fit_left_error;
  double entropy_production = none;  ///< int dk/2pi v (ln n_right - ln n_left), not negative

  double residual =
      0;          ///< sqrt(int dX int dk/2pi (v d_X n - Lambda I)^2) / injected number current
  int steps = 0;  ///< pseudo-time or marching steps, those of intermediate Lambda included
  int linear_iterations = 0;
  int factorisations = 0;
  double seconds = 0;
  std::string reason;  ///< why the iteration stopped, in words
};

/// max n over X and k. Collective.
double largest_occupation(const Communicator& comm, const StationaryState& state);

/// Fill in the errors of n and of the currents. Collective. They are bounds that add up
///   3 (|d_k| + 2 mean |d|) + 5 layer max n            what the grid in X leaves out (Resolution): the largest |d| of k and its neighbours,
///                                                     and the largest int dk/2pi |d| of the ends and the centre,
///   times_difference momentum_difference             what the momenta do; max n times momentum_tail where there is none or, on a
///                                                    uniform grid, momentum_shift,
///   collision_difference                             and what the discretisation of I_k does;
/// what is injected has none.
void set_errors(const Communicator& comm, StationaryState& state, const model::MomentumGrid& grid,
                const model::Dispersion& dispersion);

/// Density, energy density and thermal fit with their errors at every point of this rank, from n; the fits at the ends and the centre, and the entropy
/// production Lambda int dX int dk/2pi I_k / n, which (12) turns into a difference of currents.
void evaluate_profiles(StationaryState& state, const model::MomentumGrid& grid,
                       const model::Dispersion& dispersion);

}  // namespace kapitza::boltzmann
