#pragma once

#include <span>
#include <vector>

#include "kapitza/collision/relaxation_rate.hpp"

namespace kapitza::boltzmann {

/// What was done for a solution.
struct RelaxationWork {
  long long steps = 0, rejected = 0, evaluations = 0;
};

/// The homogeneous kinetic equation (6) without gradients, d_t n = rate[n], from n at t = 0 on: n at each of the ascending times.
///
/// By PETSc's TS on one process: Runge and Kutta's method of Dormand and Prince, order 5, with steps chosen so that the error of each is
/// below `tolerance` times max n; `-ts_type`, `-ts_rk_type`, `-ts_adapt_*` and the like choose otherwise. Number and energy are conserved to
/// rounding, because every stage of a Runge-Kutta method is linear in the rates, which conserve them.
///
/// Throws NumericalFailure where n turns negative or is not finite, with time and momentum, and what the rate throws. Cost: seven evaluations
/// of the rate for each step.
std::vector<std::vector<double>> relax(const model::MomentumGrid& grid,
                                       collision::RelaxationRate& rate, std::span<const double> n,
                                       std::span<const double> times, double tolerance,
                                       RelaxationWork* work = nullptr);

/// Reads the options of that TS without solving anything: on ranks that have nothing to solve they count as used, too.
void acknowledge_relaxation_options();

}  // namespace kapitza::boltzmann
