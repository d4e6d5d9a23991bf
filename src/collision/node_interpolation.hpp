#pragma once

#include "kapitza/collision/sparse_rows.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// Momentum i of the K_f at which panels take sums over space.
double lattice_momentum(int i, int K_f);

/// From -pi + 2 pi i / K_f to the nodes by Lagrange polynomials that do not cross k = 0 or +-pi, where A and B kink.
SparseRows interpolation_to_nodes(int K_f, const model::MomentumGrid& grid);

}  // namespace kapitza::collision
