#pragma once

#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/timing.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// What the kinetic equation says of one row.
struct KineticCurve {
  std::vector<double> n;       ///< [look][k]
  std::vector<double> change;  ///< [k], n(end) - n(end/2)
  double slope = 0;  ///< of the change on Prediction::I lambda^2 end/2: the drift, at leading order
};

/// What it says of all of them, the same on all ranks.
struct Prediction {
  std::vector<double> I, J;                 ///< [k], at t = 0; J empty at leading order
  double c = 0;                             ///< <J, I>/<I, I>
  std::vector<KineticCurve> leading, next;  ///< by row; next empty at leading order

  /// What the change of a row is regressed on, lambda^2 end/2 I.
  std::vector<double> direction(const RelaxationRow& row) const;
  /// Rows whose c lambda is beyond what is trusted.
  std::vector<std::string> warnings(const RelaxationProblem& problem) const;
};

/// Rows are dealt to the ranks. Throws InvalidInput for keys of [collision] that do not serve, NumericalFailure, naming the row, where the
/// kinetic equation has no solution. Collective.
Prediction predict(const Communicator& world, const RelaxationProblem& problem, Timing& timing);

/// I, J and c alone, on one rank, and the processor time of making the tables and of one evaluation of the rate.
struct InitialRates {
  Prediction prediction;
  double tables = 0, evaluation = 0;
};
InitialRates initial_rates(const RelaxationProblem& problem);

}  // namespace kapitza::kinds
