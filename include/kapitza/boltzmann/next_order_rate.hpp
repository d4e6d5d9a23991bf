#pragma once

#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/barrier.hpp"
#include "kapitza/boltzmann/mirror_symmetry.hpp"
#include "kapitza/boltzmann/transport.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/collision/resummation.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// What the collisions of a defect of finite coupling have beside I.
struct NextOrderTerm {
  collision::CollisionIntegral& J;  ///< this rank's own
  collision::Resummation resummation;
  int points = 12;  ///< at which J is evaluated, about; at the others it is interpolated
};

/// Of P points so many, or one more or less, about equally far apart by their index, both ends among them and the mirror image of each; all
/// of them if there are no more.
std::vector<int> supporting_points(int P, int wanted);

/// Collisions in the stationary (6) to the next order in lambda, for a SteadyProblem. In units of Lambda they are at X
///   R_k = of_I I_k[n_X] + of_J J_k[n_X] ,   e.g. I + lambda D(X) J ,
/// the resummed rate (resummation.hpp) of a homogeneous lattice of coupling lambda D(X): lambda^2 D^2 dx = Lambda dX, and what the gradients
/// of n do to it is of a higher order.
///
/// J costs as much as hundreds of I and varies slowly in X: it is evaluated at the supporting points, shared out among the ranks, and
/// interpolated in between, by the cubic through four of them in theta, X = (1 - cos theta)/2, in which D is smooth. None of them is on the ramps
/// of a sharp profile, where n changes within no length and nothing collides: there R = I. Number and energy are
/// conserved all the same: each J is a combination of such. It has no linearisation: with J = c I, dR/dn is `along_I` times dI/dn at fixed c,
/// good enough to iterate with, and the remainder R - along_I I, fixed, makes a problem with the derivative of I alone (SteadyProblem::use_rough).
class NextOrderRate {
 public:
  /// What is given must outlive this object.
  NextOrderRate(const Communicator& comm, const Transport& transport,
                const model::MomentumGrid& grid, const Barrier& barrier, const NextOrderTerm& term);

  void set_coupling(double lambda) noexcept { lambda_ = lambda; }

  /// Take J of a state; whether it is another one than before. Where the state is a mirror image of itself half of the points are
  /// evaluated. Collective.
  bool update(Vec n, const MirrorSymmetry& mirror);
  /// I <- R, where I is I[n], at a point of this rank. Throws NumericalFailure as collision::resummed does.
  void complete(int local, std::span<double> I);
  /// From here on, or no longer, R is along_I I + (R - along_I I), along_I and the remainder as the last complete() found them: for states
  /// that are near that one, at no cost.
  void hold(bool held) noexcept { held_ = held; }
  bool held() const noexcept { return held_; }
  /// Of the last complete() at the point: I, what R is of it if J = c I, and lambda D c, by how much J corrects it.
  std::span<const double> leading(int local) const {
    return std::span{leading_}.subspan(static_cast<std::size_t>(local) * J_.size(), J_.size());
  }
  double along_I(int local) const { return along_I_[static_cast<std::size_t>(local)]; }

  /// Bring along_I to the points whose mirror images were completed. Collective.
  void share(const MirrorSymmetry& mirror);
  /// lambda D c at all points, on every rank. Collective.
  std::vector<double> corrections(const MirrorSymmetry& mirror) const;

 private:
  std::vector<double> states_at_supports(Vec n) const;
  void evaluate(const MirrorSymmetry& mirror);
  std::vector<double> everywhere(const MirrorSymmetry& mirror, std::span<const double> own) const;

  struct Share {
    std::size_t support;
    double weight;
  };
  std::vector<Share> shares(double X) const;

  const Communicator& comm_;
  const Transport& transport_;
  const model::MomentumGrid& grid_;
  NextOrderTerm term_;
  double lambda_ = 0;
  bool held_ = false;
  std::vector<int> supports_;
  std::vector<double> states_, J_at_supports_;    // supports x K
  std::vector<std::vector<Share>> shares_;        // of this rank's points
  std::vector<double> D_, along_I_, correction_;  // the same
  std::vector<double> leading_, remainder_;       // the same x K
  std::vector<double> J_;
};

}  // namespace kapitza::boltzmann
