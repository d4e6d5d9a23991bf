#pragma once

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/transport.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// A stationary problem that is its own mirror image, X -> 1 - X and k -> -k, has a state that is, and a residual: one point of
/// each pair is computed, the other follows. The collision integral is taken to commute with k -> -k.
///
/// Of the pairs counted from the ends every other one is computed on its right, so that ranks share the work evenly.
class MirrorSymmetry {
 public:
  /// On panels whose injection is its own mirror image to rounding; elsewhere every point is computed. Collective.
  MirrorSymmetry(const Transport& transport, const model::MomentumGrid& grid);

  bool present() const noexcept { return present_ && used_; }
  void use(bool wanted) noexcept { used_ = wanted; }
  bool computes(int x) const noexcept;
  /// F <- the images of what is computed, at the other points. Collective.
  void complete(Vec F) const;
  /// v <- (v + its image) / 2. What preconditions is no mirror image of itself, and all of it at half the points would stay.
  /// Collective.
  void symmetrise(Vec v) const;

 private:
  int points_;
  bool present_, used_ = true;
  PetscVec images_;
  using Scatter = Handle<PetscTraits<VecScatter, VecScatterDestroy>>;
  Scatter to_images_, reflect_;
};

}  // namespace kapitza::boltzmann
