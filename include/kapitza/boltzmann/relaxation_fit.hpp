#pragma once

#include <optional>
#include <span>

namespace kapitza::boltzmann {

/// The last decade of an exponential decay, d(t) = a exp(-rate t).
struct RelaxationFit {
  double rate;
  double error;     ///< standard error of the slope of ln d
  double from, to;  ///< times that the fit is about
};

/// Least squares of ln d over the steps with floor < d <= 10 floor, where floor is the larger of `floor` and 1.5 times the last d: what
/// is left is then the slowest mode, and not yet the error of d. Empty where these are fewer than four steps, do not reach back
/// to the top of that decade, or do not fall.
std::optional<RelaxationFit> fit_relaxation(std::span<const double> time,
                                            std::span<const double> distance, double floor);

}  // namespace kapitza::boltzmann
