#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/force.hpp"
#include "kapitza/boltzmann/mirror_symmetry.hpp"
#include "kapitza/boltzmann/next_order_rate.hpp"
#include "kapitza/boltzmann/steady_options.hpp"
#include "kapitza/boltzmann/transport.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// The first momentum at which n(k) of one X is no occupation, nor an undershoot as there are in layers thinner than a cell and where a barrier rises.
std::optional<int> first_unphysical(std::span<const double> n);

/// The stationary equation as PETSc sees it, for one Lambda at a time,
///   F(n) = S (A n - b - Lambda I[n]) = 0,   J = S (A - Lambda blockdiag_X dI/dn),
/// and behind a Barrier with the force of the mean field in F and its derivative in J (force.hpp) and, if asked for, the next order of the
/// collisions in I, whose derivative J takes from I (next_order_rate.hpp),
/// with the row scale S = sqrt(w_x w_k) / (injected number current), w_k the weights of the momenta, which makes the 2-norm of F the
/// relative residual of StationaryState and every norm that PETSc prints or tests the same number.
///
/// The collision integral is local to an X point: one evaluation per point of this rank, no communication; of a problem that is its
/// own mirror image half of them, F and J x at the other points being images. n must then be one too. All functions that
/// take a Vec are collective, and fail on all ranks together. An n that is not finite or far below zero, and an I that is not
/// finite, end in NumericalFailure with Lambda, X and k.
class SteadyProblem {
 public:
  SteadyProblem(const Communicator& comm, const Transport& transport,
                const model::MomentumGrid& grid, collision::CollisionIntegral& collision,
                double injected_current, const Barrier* barrier = nullptr,
                const NextOrderTerm* next = nullptr);

  double Lambda() const noexcept { return Lambda_; }
  void set_Lambda(double Lambda);
  /// Of a problem that is its own mirror image: whether its states are, as they are at first. If not, all points are computed.
  void use_symmetry(bool symmetric) noexcept {
    symmetric_ = symmetric;
    choose_symmetry();
  }
  /// Of the mean field of n, or nothing. Collective.
  const Force* force_at(Vec n) {
    if (force_) force_->update(n);
    return force_.get();
  }
  /// lambda D(X) c[n_X] at all points on every rank, by how much the next order corrects the collisions there; empty without one. Costs
  /// nothing if the exact residual at n was the last. Collective.
  std::vector<double> next_order_at(Vec n);
  /// Take the next order of n and hold it from here on, also for other states (NextOrderRate::hold). Returns by how much that has moved the
  /// rate at n, max |R - R before| over X and k; 0 the first time. Of nothing without a next order. Collective; costs an evaluation.
  double hold_next_order_at(Vec n);
  /// Layers at both ends are 1 / (Lambda rate) thick; 0, as it is at first: not known.
  void set_layer_rate(double rate) noexcept { layer_rate_ = rate; }
  double layer_rate() const noexcept { return layer_rate_; }
  /// Whether they are so much thinner than the first cell that exact Newton steps at all points take less than two stages.
  bool thin_layers() const noexcept;

  /// To be called on all ranks before each longer piece of work: evaluations and linearisations of I, products with J. It may
  /// throw, on all ranks alike.
  void set_on_work(std::function<void()> on_work) { on_work_ = std::move(on_work); }

  const Communicator& comm() const noexcept { return comm_; }
  const Transport& transport() const noexcept { return transport_; }
  const model::MomentumGrid& grid() const noexcept { return grid_; }
  /// S of an X point and a momentum.
  double scale(int x, int k) const noexcept { return point_scale(x) * root_weight_[k]; }

  /// Whether the collision integral has a rough one.
  bool has_rough() const noexcept { return differentiable_ && differentiable_->has_rough(); }
  /// From here on I[n] is I_rough[n] + (I[m] - I_rough[m]), m = `at`, in all of the below: a problem of its own, for a fraction
  /// of the cost, with the same F at m; with the next order I_rough is multiplied by NextOrderRate::along_I[m]. Collective; costs an
  /// evaluation, unless I[m] was the last one.
  void use_rough(Vec at);
  void use_exact() noexcept { rough_ = false; }
  bool is_rough() const noexcept { return rough_; }
  /// See DifferentiableCollisionIntegral.
  bool refine_rough() { return differentiable_ && differentiable_->refine_roughly(); }

  /// F <- F(n).
  void residual(Vec n, Vec F);
  /// ||F(n)||_2.
  double residual_norm(Vec n);
  /// About the norm that rounding leaves of F: epsilon || S |A| n ||, |A| taken as if n were equal at neighbours, and
  /// epsilon Lambda || S max_k (loss of I_k) || of the last linearisation, if there was one.
  double rounding_floor(Vec n) const;
  /// A residual that Newton's steps reach: the floor is that of one evaluation, of which they leave some times as much.
  double attainable(Vec n) const;
  /// The tolerance, or what is attainable where that is more: then rounding decides. One below the default of SteadyOptions is meant
  /// as it is.
  double reachable(Vec n, double tolerance) const;
  /// What keeps an iteration from going below `residual`, as far as the state tells: rounding of the collision integral, or a gain that its
  /// quadrature makes negative where there are hardly any carriers, so that no n > 0 solves the equation. Empty if it is neither.
  /// Needs a linearisation; costs one for each point. Collective.
  std::string obstacle(Vec n, double residual);
  /// Of a problem that is its own mirror image: v <- a mirror image of itself. To be done with each change of n, because F does not
  /// tell of what is not one. Collective.
  void keep_symmetry(Vec v) const { mirror_.symmetrise(v); }
  /// What enforcing the conservation laws moves I_k[n] by, largest over X, relative to max |I_k|. Of the exact integral; costs
  /// nothing if its residual at n was the last. Collective.
  double conservation_shift(Vec n);
  /// F <- S Lambda (I_fine - I)[n], with CollisionIntegral::evaluate_finely; false if there is none. To first order J^-1 F
  /// is what it changes n by. Of the exact integral; costs one fine evaluation if its residual at n was the last. Collective.
  bool fine_defect(Vec n, Vec F);
  /// I <- I[n], unscaled, at all points.
  void collide(Vec n, Vec I);

  /// The columns in which row (x, k) of J has an entry: K and the derivative's neighbours, behind a barrier all that the force couples.
  std::vector<PetscInt> jacobian_columns(int x, int k) const;
  /// An empty matrix with room for them, and for a diagonal in so many more rows behind those of the last rank.
  PetscMat create_jacobian(int behind = 0) const;
  /// J <- S (shift + A - Lambda blockdiag dI/dn), to precondition with: dI/dn is the rough one until `linearise_exactly` is called.
  /// Costs one linearisation per X point of this rank; of a rough integral, unless there are thin layers, one for three points, and lines in X between them.
  void fill_jacobian(Vec n, double shift, Mat J);
  void linearise_exactly() noexcept { exact_linearisation_ = true; }
  /// y <- S (shift + A - Lambda blockdiag dI/dn) x without the matrix.
  void apply_jacobian(Vec n, double shift, Vec x, Vec y);

  /// F <- F + factor S rate: the time derivative of pseudo-time.
  void add_scaled(Vec rate, double factor, Vec F) const;
  struct LongestStep {
    double fraction = 1;       ///< of the update, at most 1
    std::int64_t unknown = 0;  ///< that allows no more
  };
  /// How much of n <- n - update keeps every n positive or, where next to nothing does, leaves it above what undershoots may be
  /// in a layer that the grid does not resolve. Collective.
  LongestStep longest_step(Vec n, Vec update) const;
  /// "X = ..., k = ..., Lambda = ..." of an unknown, for messages.
  std::string place(std::int64_t unknown) const { return place(unknown, Lambda_); }
  std::string place(std::int64_t unknown, double Lambda) const;

 private:
  void choose_symmetry() noexcept {
    mirror_.use(symmetric_ && !thin_layers() && (!force_ || force_->symmetric()));
  }
  LongestStep longest_step(Vec n, Vec update, double depth) const;
  double deepest_undershoot() const noexcept;  // of the largest n at the same X
  // sqrt(w_x / K) / (injected number current)
  double point_scale(int x) const noexcept;
  // The last state of each point of this rank and its I, which is not computed anew when n is what it was: a pseudo-time step
  // asks for F at the same state several times.
  struct Evaluated {
    std::vector<double> n, I;
    std::vector<double> shift;  // of each point, CollisionIntegral::shift
  };
  bool computes(int local) const noexcept {
    return mirror_.computes(transport_.block().first + local);
  }
  std::span<const double> evaluated(int local, std::span<const double> n);
  void evaluate(int local, std::span<const double> n, std::span<double> I);
  void complete(int local, std::span<double> I);
  void take_next_order(Vec n);
  void evaluate_all(Vec n);
  double of_I(int local) const noexcept { return next_ ? next_->along_I(local) : 1; }
  void require_physical(std::span<const double> n, int x) const;
  void require_finite(std::span<const double> I, int x) const;
  void work() const {
    if (on_work_) on_work_();
  }
  void differentiate(int local, std::span<const double> n, std::span<const double> dn,
                     std::span<double> dI);
  void linearise(int local, std::span<const double> n, std::span<double> L);
  void fill_row(int x, int k, double shift, std::span<const double> dI, Mat J);
  void fill_row_with_force(int x, int k, std::span<const double> n,
                           const MeanField::Sensitivity& sensitivity, double shift,
                           std::span<const double> dI, Mat J);
  void require_finite_derivative(std::span<const double> dI, int x, int k) const;
  collision::DifferentiableCollisionIntegral& differentiable_collision() const;

  const Communicator& comm_;
  const Transport& transport_;
  const model::MomentumGrid& grid_;
  collision::CollisionIntegral& collision_;
  collision::DifferentiableCollisionIntegral* differentiable_;
  double injected_current_;
  std::unique_ptr<Force> force_;
  std::unique_ptr<NextOrderRate> next_;
  MirrorSymmetry mirror_;
  bool symmetric_ = true;            // the states as well
  double first_width_;               // of the cell at X = 0
  std::vector<double> root_weight_;  // sqrt(K w_k)
  double Lambda_ = 0, layer_rate_ = 0;
  double lost_ = 0;  // sum over x and k of (S max_k loss)^2 at the last linearisation
  bool exact_linearisation_ = false;
  std::function<void()> on_work_;
  PetscVec direction_;
  std::vector<double> linearisation_, next_linearisation_, between_;  // K x K
  std::vector<double> local_, shifted_;                               // K
  bool rough_ = false;
  Evaluated exact_last_, rough_last_;  // this rank's points x K
  std::vector<double> correction_;     // I - I_rough at one state
  std::vector<double> values_, wide_;  // of one row of J
  std::vector<PetscInt> columns_;
};

}  // namespace kapitza::boltzmann
