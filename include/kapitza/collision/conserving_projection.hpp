#pragma once

#include <span>
#include <vector>

#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// Removes what quadrature errors leave of the conserved number and energy,
///   I_k <- I_k - alpha - gamma E_k   with   int dk/2pi I_k = int dk/2pi E_k I_k = 0 ,
/// by the weights of the grid: the orthogonal projection, the smallest correction there is (docs/numerics.md). Linear in I and
/// independent of n, so that it commutes with taking the derivative. Cost: 4 K.
class ConservingProjection {
 public:
  ConservingProjection(const model::MomentumGrid& grid, const model::Dispersion& dispersion);

  /// Returns max_k |alpha + gamma E_k|, the correction.
  double apply(std::span<double> I) const noexcept;

  /// Project every column of a row-major K x K matrix.
  void apply_to_columns(std::span<double> L) const;

 private:
  std::vector<double> energy_;  // E_k - <E>, normalised
  std::vector<double> weight_;  // K w_k
};

}  // namespace kapitza::collision
