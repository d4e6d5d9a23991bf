#pragma once

#include <fftw3-mpi.h>

namespace kapitza::micro {

/// Tell FFTW's planner of the distributed algorithms. Wisdom is valid only for the set of algorithms it was gathered with, so
/// this comes before all planning, serial too, and before any wisdom is read.
inline void register_mpi_solvers() {
  [[maybe_unused]] static const bool registered = (fftw_mpi_init(), true);
}

}  // namespace kapitza::micro
