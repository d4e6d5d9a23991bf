#pragma once

#include <functional>
#include <span>

#include "kapitza/base/timing.hpp"
#include "problem.hpp"
#include "result.hpp"

namespace kapitza::kinds {

/// Solve for every Lambda from one factorisation, and collect what is written. The scan is left empty. `on_Lambda` is told how
/// many are done. An error of one Lambda names it. The time goes to phases, the collision integral's work to counters.
LinearResult solve_linear(const LinearProblem& problem, std::span<const double> Lambda,
                          Timing& timing, const std::function<void(std::size_t done)>& on_Lambda);

/// Conductivity and resistance at one mu. An error names it.
ScanPoint scan_point(const LinearProblem& problem, double mu, Timing& timing);

}  // namespace kapitza::kinds
