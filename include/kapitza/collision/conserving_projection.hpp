#pragma once

#include <span>
#include <vector>

#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// Removes what quadrature errors leave of the conserved number and energy,
///   I_k <- I_k - alpha - gamma E_k   with   sum_k I_k = sum_k E_k I_k = 0 ,
/// the orthogonal projection: the smallest correction there is (docs/numerics.md). Linear in I and independent of n, so that it
/// commutes with taking the derivative. Cost: 4 K.
class ConservingProjection {
 public:
  ConservingProjection(const model::MomentumGrid& grid, const model::Dispersion& dispersion);

  void apply(std::span<double> I) const noexcept;

  /// Project every column of a row-major K x K matrix.
  void apply_to_columns(std::span<double> L) const;

 private:
  std::vector<double> energy_;  // E_k - <E>, normalised
};

}  // namespace kapitza::collision
