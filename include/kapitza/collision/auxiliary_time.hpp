#pragma once

#include <array>
#include <complex>
#include <span>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/collision/momentum_lattice.hpp"
#include "kapitza/collision/settings.hpp"
#include "kapitza/collision/time_quadrature.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// C_l by l; entries below l = 3 are not read.
using OrderCoefficients = std::array<double, 9>;

/// The part l >= 3 of the collision integral, (27), as an integral over an auxiliary time (docs/theory.md):
///
///   F_x(t) = int dp/2pi e^{ipx + itE(p)} n(p) ,     G_x(t) the same with n = 1 ,     s = |F|^2
///   R(s) = sum_l C_l s^{l-1} ,   Q = (s R)' ,   P = R'
///   a = F*^2 G P(s) - G* Q(s) ,   b = F* R(s)
///   I_k = 2 Re int_0^inf dt e^{itE(k)} sum_x e^{ikx} [ n(k) a_x + b_x ]
///
/// | symbol      | code              | shape              |
/// | n, I        | `n`, `I`          | [K]                |
/// | F_x(t)      | `F_`              | [block][M(t)]      |
/// | a_k, b_k    | `a_`, `b_`        | [block][K_f]       |
/// | e^{itE(p)}  | `Lattice::phase`  | [steps][M]         |
/// | G_x(t)      | `Lattice::G`      | [steps][M]         |
/// | 2 w e^{itE} | `factor_`         | [steps][K_f]       |
///
/// The lattice M(t) = m(t) K_f grows with the light cone. Sums over x are wanted at K_f momenta only, so that a and b are folded
/// to K_f sites before they are transformed: one transform of length M and two of length K_f per step, batched in time. On a
/// uniform grid these momenta are its nodes. On panels the two coefficients of I_k = n(k) A_k + B_k are summed over t at the
/// K_f momenta and interpolated to the nodes, between which they are smooth where n is not. All tables are made once. Guarantees: no allocation after construction, but for the work space of `add_matrix` at its first
/// call. Cost of `add` and `add_linearised`: one and about two such evaluations; of `add_matrix`: some forty.
class AuxiliaryTime {
 public:
  /// `highest_order`: the largest l that occurs. Throws InvalidInput if the step of `parameters` is too large for it.
  AuxiliaryTime(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                int lowest_order, int highest_order, const CollisionParameters& parameters,
                Planning planning = Planning::Measure);

  /// At chosen times; `parameters` give the lattice alone.
  AuxiliaryTime(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                int highest_order, TimeQuadrature time, const CollisionParameters& parameters,
                Planning planning);

  /// I += I_k[n].
  void add(const OrderCoefficients& C, std::span<const double> n, std::span<double> I);

  /// dI += sum_p dI_k/dn_p dn_p with C held fixed.
  void add_linearised(const OrderCoefficients& C, std::span<const double> n,
                      std::span<const double> dn, std::span<double> dI);

  /// L += dI_k/dn_p with C held fixed, row-major K x K.
  void add_matrix(const OrderCoefficients& C, std::span<const double> n, std::span<double> L);

  int steps() const noexcept { return static_cast<int>(time_.t.size()); }
  double step() const noexcept { return time_.step; }
  /// Transforms done since construction, of either length.
  long long transforms() const noexcept { return transforms_; }
  /// Only the transforms of one `add`, on whatever the buffers hold: the floor that the evaluation is measured against.
  void transforms_only();

 private:
  using Complex = std::complex<double>;
  static constexpr int block = TimeQuadrature::block;

  // All blocks of steps that share one lattice.
  struct Lattice {
    MomentumLattice momenta;
    LightCone cone;
    int first_step, last_step;  // [first, last), whole blocks
    FftwVector<Complex> phase, G;
    FftwPlan transform;  // a block of M-point transforms
    int size() const noexcept { return momenta.size(); }
  };

  void plan_lattices(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                     const CollisionParameters& parameters, Planning planning);
  void tabulate(Lattice& lattice, const model::Dispersion& dispersion);
  // F <- the transform of phase * f for the block that begins at `step`.
  void propagate(const Lattice& lattice, int step, const double* f, FftwVector<Complex>& F);
  void transform_folded(FftwVector<Complex>& z);
  void add_block_matrix(const OrderCoefficients& C, const Lattice& lattice, int step,
                        std::span<const double> n);
  void add_diagonal(const OrderCoefficients& C, const Lattice& lattice, int step);

  // Sums over t at the K_f momenta, brought to the nodes of panels.
  void clear_sums();
  void add_at_nodes(const std::vector<double>& sum, std::span<const double> n, std::span<double> I);
  void add_matrix_at_nodes(std::span<const double> n, std::span<double> L);

  int K_, highest_order_;  // K_f in the class's comment
  bool at_nodes_;          // the K_f momenta are the nodes
  long long transforms_ = 0;
  TimeQuadrature time_;
  std::vector<Lattice> lattices_;
  FftwVector<Complex> factor_;
  FftwPlan folded_transform_;
  FftwVector<double> f_, df_;
  FftwVector<Complex> F_, dF_, a_, b_, da_;
  SparseRows to_nodes_;                       // [K][K_f], on panels
  std::vector<double> A_, B_, dA_, at_node_;  // on panels
  // Work space of add_matrix, made at its first call.
  struct MatrixWorkspace {
    FftwVector<Complex> hat;    // one of a_F, b_F, a_F*, b_F* for a block
    FftwVector<double> tables;  // real and imaginary parts of the four, unrolled to two periods
    FftwVector<double> phase;   // real and imaginary parts of e^{itE(p)}
    FftwVector<double>
        J;  // [K_f][M], derivatives of I (panels: of A) with respect to the refined occupation
    FftwVector<double> J_B;  // [K_f][M], those of B, on panels
    std::vector<double> A;   // [K_f], the coefficient of n(k) in I_k
    std::vector<double> L_A,
        L_B;  // [K_f][K], with respect to the occupation at the nodes, on panels
  } matrix_;
};

}  // namespace kapitza::collision
