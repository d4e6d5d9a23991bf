#pragma once

#include "kapitza/boltzmann/spatial_scheme.hpp"

namespace kapitza::boltzmann {

/// First-order upwind differences (30) on X_i = i dX, dX = 1/(N+1), i = 1 .. N (docs/theory.md); X_0 = 0 and X_{N+1} = 1
/// carry the injected values.
///
///   (d_X n)_i = (n_i - n_{i-1}) / dX  for v > 0,   n_0 = n_injected
///
/// Read as finite volumes, the face between X_i and X_{i+1} carries n_i (v > 0) or n_{i+1} (v < 0) and the currents are the
/// same on every face. Hence `flux` is the mean of the two faces beside X_i, and what leaves at X = 1 is n_N, on the last
/// face. The error is of first order in 1/N everywhere. `centre` interpolates linearly for even N.
///
/// Throws InvalidInput unless points >= 3.
SpatialScheme make_upwind(int points);

}  // namespace kapitza::boltzmann
