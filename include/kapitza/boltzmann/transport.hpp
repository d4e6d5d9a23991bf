#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// The left-hand side of the stationary equation on all X points and momenta:  v(k) d_X n = A n - b.
///
/// | symbol | code        | shape           | meaning                                                      |
/// | n      | a Vec       | P K, X-major    | index x K + k; ranks hold whole X points (PointBlock)        |
/// | A      | matrix()    | P K x P K, AIJ  | |v_k| times the scheme's derivative, reflected for v < 0     |
/// | b      | source()    | P K             | -|v_k| times its injection column times the injected n       |
///
/// Products with A exchange the values next to a rank's block. Collective on the communicator.
class Transport {
 public:
  /// Throws InvalidInput if a velocity is zero: its carrier would never enter.
  Transport(const Communicator& comm, const SpatialScheme& scheme, std::vector<double> velocity,
            const model::Injected& injection);

  const PointBlock& block() const noexcept { return block_; }
  int points() const noexcept { return scheme_.size(); }
  int momenta() const noexcept { return static_cast<int>(velocity_.size()); }
  const SpatialScheme& scheme() const noexcept { return scheme_; }
  double velocity(int k) const noexcept { return velocity_[k]; }
  /// What carrier k brings with it: injection.left if v > 0, injection.right if v < 0.
  double injected(int k) const noexcept { return injected_[k]; }

  Mat matrix() const noexcept { return matrix_.get(); }
  Vec source() const noexcept { return source_.get(); }

  /// n of free streaming, Lambda = 0: every carrier keeps its injected value.
  PetscVec free_streaming() const;

  /// Row x of the derivative of carrier k: pairs (X point, coefficient), v included.
  std::vector<AffineRows::Entry> derivative_row(int x, int k) const {
    return row_of(scheme_.derivative, x, k, std::abs(velocity(k)));
  }
  /// The point x as carrier k sees it: x, or its mirror image if v < 0; and back.
  int seen(int x, int k) const noexcept { return velocity(k) > 0 ? x : scheme_.mirror(x); }
  /// The M_ij of a map of the scheme for all carriers, P K x P K like matrix(); times |v_k| if asked for.
  PetscMat matrix_of(const AffineRows& rows, bool times_speed = false) const;

 private:
  std::vector<AffineRows::Entry> row_of(const AffineRows& rows, int x, int k, double factor) const;
  void assemble();

  const SpatialScheme scheme_;
  std::vector<double> velocity_;
  std::vector<double> injected_;
  PointBlock block_;
  MPI_Comm comm_;
  PetscMat matrix_;
  PetscVec source_;
};

/// v(k) of all momenta.
std::vector<double> velocities(const model::MomentumGrid& grid,
                               const model::Dispersion& dispersion);

}  // namespace kapitza::boltzmann
