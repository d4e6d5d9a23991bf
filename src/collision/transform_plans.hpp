#pragma once

#include <complex>
#include <span>
#include <vector>

#include "kapitza/base/fftw.hpp"

namespace kapitza::collision {

/// In-place transforms with e^{+ipx} of `length` points, contiguous, and the work that is done with them, in any unit.
struct BlockOfTransforms {
  int length;
  double work;
};

/// Seconds of processor time for plans that are measured. Each takes 0.1 to 1 s, nearly whatever its length, and saves a quarter of the transforms
/// done with it.
inline constexpr double planning_budget = 1.5;

/// A plan of `howmany` transforms for each of `wanted`, some of which may have one length. Those that FFTW knows cost nothing. Of the others the ones with most work are measured, until `budget`
/// is spent, of which the last may take more; the rest is estimated, and measured where it is planned again in a run that remembers these.
/// `buffer` holds the largest block, and is written over. Throws NumericalFailure for a length that FFTW cannot plan.
std::vector<FftwPlan> plan_blocks(std::span<const BlockOfTransforms> wanted, int howmany,
                                  FftwVector<std::complex<double>>& buffer, Planning planning,
                                  double budget = planning_budget);

}  // namespace kapitza::collision
