#pragma once

#include <span>
#include <vector>

#include "kapitza/boltzmann/barrier.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"

namespace kapitza::boltzmann {

/// Density of the carriers with v > 0 and with v < 0.
struct HalfDensities {
  double right = 0, left = 0;
  double sum() const noexcept { return right + left; }
};

/// W(X) of a Barrier on the cells of a discontinuous Galerkin scheme, and its slope at the nodes, from the densities there.
///
/// W takes the density that crosses a face, rho = rho_+(before) + rho_-(behind), and is continuous. Within a cell W' is the
/// L2 projection of the true slope on polynomials of degree p - 1, by the values of W at the p + 1 Gauss nodes and both faces:
///   W'(X) = sum_{m<p} (2m+1) P_m(X) [ W P_m | - int W P_m' ].
/// Hence sum_i w_i W'_i g_i = int W' g for all polynomials g of degree p, and = J (W_right - W_left) where the moments of g are those of
/// J: the energy that carriers of number current J lose is exactly the W that they gain.
class MeanField {
 public:
  /// Throws InvalidInput unless the scheme is "dg" with at least 2 nodes to a cell. `entering`: at X = 0 and X = 1.
  MeanField(const SpatialScheme& scheme, Barrier barrier, HalfDensities entering);

  const Barrier& barrier() const noexcept { return barrier_; }
  void set_coupling(double lambda) noexcept { lambda_ = lambda; }
  double coupling() const noexcept { return lambda_; }

  /// Take W of the densities at the P points.
  void update(std::span<const HalfDensities> rho);
  /// W and W' at the points and W at the faces.
  std::span<const double> W() const noexcept { return W_; }
  std::span<const double> slope() const noexcept { return slope_; }
  std::span<const double> W_at_faces() const noexcept { return face_W_; }
  /// Energy of the interaction at the points, lambda D (int_0^rho U + A rho): d energy = W d rho.
  std::span<const double> energy() const noexcept { return energy_; }

  /// Change of W' at the points with that of the densities.
  std::vector<double> slope_change(std::span<const HalfDensities> change) const;
  /// The same as a row: W' at point x changes with the densities at the points `first`, .., of its cell and its neighbours.
  struct Sensitivity {
    int first;
    std::vector<HalfDensities> to;
  };
  Sensitivity sensitivity(int x) const;

  /// Integral of W' g over X from the left end of the cell to each point, as the scheme does it, plus J W at that end.
  std::vector<double> work(std::span<const double> g, double J) const;

 private:
  struct Fractions {  // of W at the left face, at the right face and at the nodes, by node
    double left, right;
    std::vector<double> nodes;
  };
  int cell(int x) const noexcept { return x / nodes_; }
  HalfDensities at_face(std::span<const HalfDensities> rho, int face,
                        const HalfDensities& entering) const;
  std::vector<double> slopes(std::span<const double> at_points,
                             std::span<const double> at_faces) const;

  Barrier barrier_;
  HalfDensities entering_;
  int nodes_, cells_;
  double lambda_ = 0;
  std::vector<double> width_;         // of cells
  std::vector<double> end_value_;     // l_j(1); l_j(0) is that of the mirrored j
  std::vector<Fractions> fractions_;  // by node of the unit cell
  std::vector<double> partial_;       // int_0^{xi_i} l_j, nodes x nodes
  std::vector<double> D_, face_D_;    // at points, faces
  std::vector<double> W_, slope_, face_W_, dW_, face_dW_;  // dW = dW / drho
  std::vector<double> energy_;
};

}  // namespace kapitza::boltzmann
