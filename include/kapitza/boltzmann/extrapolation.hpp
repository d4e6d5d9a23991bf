#pragma once

#include <span>
#include <vector>

#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// Weights c_N with sum_N c_N f(N) = a for f(N) = a + b/N + c/N^2: Appendix C's extrapolation. Two N remove b only; more than
/// three give the least-squares fit. Throws InvalidInput unless all N are positive and ascending, one at least.
std::vector<double> extrapolation_weights(std::span<const int> N);

/// Weights of the values at `x` in the polynomial through all of them, evaluated at `at`.
std::vector<double> lagrange_weights(std::span<const double> x, double at);

/// The upwind states of one Lambda on grids of ascending N, brought to the X of the coarsest and extrapolated to 1/N -> 0.
///
/// The grids are not nested. Each momentum is interpolated by the polynomial through the six points nearest to the wanted X,
/// among them the end where the carrier enters, whose value is known; not the end where it leaves, which is not a grid point
/// of (30). n_left, n_right and n_center and the currents are extrapolated as they are. Residual and flatness are the largest, steps and
/// the like the sums. The resolution is that of the limit, its errors extrapolated as the values are, its cells those of the
/// coarsest grid. Collective. An extrapolated n that is not positive ends in NumericalFailure with Lambda, X and k.
StationaryState extrapolate(const Communicator& comm, std::span<const StationaryState> states,
                            const model::Injected& injection, const model::MomentumGrid& grid,
                            const model::Dispersion& dispersion);

}  // namespace kapitza::boltzmann
