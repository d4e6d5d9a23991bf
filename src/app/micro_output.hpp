#pragma once

#include <cstddef>

#include "kapitza/io/micro_result.hpp"
#include "kapitza/micro/ensemble/ensemble.hpp"
#include "micro_problem.hpp"

namespace kapitza::app {

/// The result of a case before anything is measured.
io::MicroResult empty_result(const MicroProblem& problem);

/// Add what an ensemble has measured of one defect.
void add_state(io::MicroResult& result, const MicroSetup& setup,
               const micro::EnsembleResult& measured);

/// Bytes of the result of a case, generously.
std::size_t result_size(const MicroProblem& problem);

}  // namespace kapitza::app
