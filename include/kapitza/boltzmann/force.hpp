#pragma once

#include <span>
#include <vector>

#include "kapitza/base/petsc.hpp"
#include "kapitza/boltzmann/mean_field.hpp"
#include "kapitza/boltzmann/momentum_derivative.hpp"
#include "kapitza/boltzmann/transport.hpp"

namespace kapitza::boltzmann {

/// The term of (6) that the scaling limit leaves out,  - W'(X) D n,  with W the mean field of n itself, for a SteadyProblem.
///
/// | term                                | local to a point | columns of the Jacobian                           |
/// | - W'_x (D n)_xk                     | yes, W' apart    | the panels of k and their upwind neighbours       |
/// | - (dW'_x/dn) (D n)_xk               | no               | all k of the cell; v > 0 before it, v < 0 behind  |
///
/// W' is the same on all ranks: two densities for each point are exchanged with each state. Collective where a Vec is taken.
class Force {
 public:
  /// See MomentumDerivative and MeanField for what is refused.
  Force(const Communicator& comm, const Transport& transport, const model::MomentumGrid& grid,
        const Barrier& barrier);

  void set_Lambda(double Lambda) { field_.set_coupling(field_.barrier().coupling(Lambda)); }
  const MeanField& field() const noexcept { return field_; }
  bool symmetric() const noexcept { return field_.barrier().profile.symmetric(); }

  /// Take the mean field of a state; all below is at that one.
  void update(Vec n);
  /// F_k <- F_k - W'_x (D n)_k at point x.
  void add(int x, std::span<const double> n, std::span<double> F) const;
  /// What rounding leaves of it, in units of epsilon: |W'_x| sum |D| n, at k.
  double size(int x, int k, std::span<const double> n) const;

  /// Change of W' at all points along a change of the state.
  std::vector<double> slope_change(Vec dn) const;
  /// F_k <- F_k - W'_x (D dn)_k - change (D n)_k
  void add_derivative(int x, std::span<const double> n, std::span<const double> dn, double change,
                      std::span<double> F) const;

  /// Whether the derivative of the term at (x, any k) has a column at (y, p), or the transport one.
  bool couples(int x, int y, int p) const noexcept;
  /// The points that x couples to: those of its cell and its neighbours.
  struct Range {
    int first, end;
  };
  Range neighbours(int x) const noexcept;
  /// row [(y - first) K + p] <- row + factor * derivative of the term at (x, k), over the neighbours of x.
  void add_row(int x, int k, std::span<const double> n, const MeanField::Sensitivity& sensitivity,
               double factor, std::span<double> row) const;
  MeanField::Sensitivity sensitivity(int x) const { return field_.sensitivity(x); }

  /// At each point: the work done against the force on the way there by carriers of number current J, which is W J at the faces
  /// (MeanField::work).
  std::vector<double> work(Vec n, double J) const;

 private:
  std::vector<HalfDensities> densities(Vec n) const;
  double force(int x) const noexcept { return -field_.slope()[static_cast<std::size_t>(x)]; }

  const Communicator& comm_;
  const Transport& transport_;
  const model::MomentumGrid& grid_;
  MomentumDerivative derivative_;
  MeanField field_;
};

}  // namespace kapitza::boltzmann
