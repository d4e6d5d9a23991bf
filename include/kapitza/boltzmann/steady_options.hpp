#pragma once

#include <functional>
#include <string>

namespace kapitza::boltzmann {

enum class SteadyMethod {
  Pseudo,  ///< implicit pseudo-time (pseudo_transient.hpp); needs the linearisation
  March,   ///< the paper's explicit splitting (31), (32) (march.hpp); upwind schemes
};

struct SteadyOptions {
  SteadyMethod method = SteadyMethod::Pseudo;
  /// On the residual as StationaryState::residual defines it. Pseudo goes on from there to the rounding floor, and where that is above the
  /// default it decides, unless this is less.
  double tolerance = 1e-10;
  /// Steps allowed for one Lambda on one grid, those of inserted Lambda included.
  int max_steps = 500;
  /// About what the discretisation of the collision integral leaves out of I_k, relatively; enters the errors alone. Unless it is 0
  /// and nobody asks, n is compared with what a finer integral makes of it, to first order; where it knows none or method is
  /// March, four times as much of n is taken.
  double collision_error = 0;
  bool to_floor = true;  ///< whether Pseudo does go on
};

/// Where a running solve stands.
struct StepReport {
  double Lambda;
  int points;        ///< P of the grid at work
  int step;          ///< counts from 0 within this Lambda and grid
  double time_step;  ///< pseudo-time step
  double residual;
  double fraction;  ///< of the whole list, by the digits of residual gained; never decreases
};

/// How a solver steps, as it takes to go on in another process.
struct Pace {
  double time_step = 0;  ///< 0: the solver's own first one
  bool split = true;     ///< march.hpp: still the splitting
};

/// How one attempt ended.
struct SteadyOutcome {
  bool converged = false;
  double residual = 0;
  int steps = 0;
  int linear_iterations = 0;
  int factorisations = 0;
  std::string reason;
};

}  // namespace kapitza::boltzmann
