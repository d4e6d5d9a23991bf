#pragma once

#include <array>
#include <complex>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/collision/third_order_diagrams.hpp"

namespace kapitza::collision {

/// g_l by l, what a Gaussian state sees of V = sum_l g_l :|psi|^{2l}:; entries below l = 2 are not read.
using VertexCoefficients = std::array<double, 9>;

/// What is made of the rates at the times up to T.
enum class TimeWindow {
  Mean,  ///< their mean over [T/2, T], what a measurement between these times sees: w = 1, and 2 (1 - s/T) beyond T/2
  Smooth,  ///< weighted smoothly: w = 1 up to T/4, cos^2 from there to 0 at T, for which the limit T -> infinity comes sooner
};

/// How the sums over times begin at 0, where the integrand does not vanish.
enum class TimeEnds {
  Trapezoidal,  ///< first weight 1/2: order 2 in the step
  Corrected,    ///< Gregory's four weights: order 5
};

struct DoubleTime {
  double tau_max;   ///< T, > 0
  double tau_step;  ///< upper bound of the step, which divides T
  TimeWindow window = TimeWindow::Smooth;
  TimeEnds ends = TimeEnds::Corrected;
};

/// The rates d_t n_k of the second and of the third order in lambda at finite time, on a ring of M sites (docs/theory.md, "The next order in
/// lambda"), from the fields
///
///   F_z(t) = sum_j f_j e^{-i p_j z - i t E_j} ,  p_j = 2 pi j / M ,    G_z(t) the same with g_j
///   P(a,b) = F^a F*^b ,   Q(a,b) = a G F^{a-1} F*^b - b G* F^a F*^{b-1}      (one line replaced by a response)
///
///   R_k = n_k A_k + B_k = -2 Im sum_diagrams multiplicity g_l0 g_l2 g_l3 int dtau1 dtau2 w(tau1 + tau2) sum_{z2, z3}
///         external = 2:  e^{i (k z2 + E_k tau1)} [n_k Q02 - P02] [Q03 P23 + P03 Q23]
///         external = 3:  e^{i (k z3 + E_k (tau1 + tau2))} [n_k Q02 (Q03 P23 + P03 Q23) - Q02 P03 P23]
///
/// with 02 at (z2, tau1), 03 at (z3, tau1 + tau2), 23 at (z3 - z2, tau2). Sums over z2 or z3 are convolutions or correlations in space *and* in
/// time: products of transforms over both, so that the cost is that of a transform for each kind of line and not of a sum over pairs of times.
///
/// | symbol        | code        | shape                     |
/// | f, g, E       | `f`, `g`, `E` | [M], ring                |
/// | n_k is with   | `A`, `B`    | [K_f], the momenta p_{j m}, j = 0 .. K_f - 1, M = m K_f |
/// | F, G          | `F_`, `G_`  | [steps][M]                |
/// | a line's transform | `Table` | [padded steps][M]        |
///
/// With f_j = n_j / M and g_j = 1 / M it is the exact perturbation theory of a ring of M sites, the time integrals by the rule. Nothing is
/// allocated after construction. Cost: about 4 transforms over (2 steps) x M for each kind of line (a, b), of which l = 2 and 3 together
/// have a dozen.
class ThirdOrderRing {
 public:
  /// E: [M], `orders`: the l that occur. `folded`: K_f. Throws InvalidInput unless tau_max and tau_step are positive and finite,
  /// T has eight steps or more, orders lie in 2 .. 8, and K_f divides M.
  ThirdOrderRing(std::span<const double> E, std::span<const double> g, int folded,
                 const std::vector<int>& orders, const DoubleTime& time);

  const std::vector<ThirdOrderDiagram>& diagrams() const noexcept { return diagrams_; }
  int steps() const noexcept { return steps_; }
  double step() const noexcept { return step_; }

  /// A, B <- those of all diagrams, or of diagrams()[only] alone.
  void third_order(const VertexCoefficients& g, std::span<const double> f, std::span<double> A,
                   std::span<double> B, int only = -1);

  /// The second order, with the same window and step: R_k = n_k A_k + B_k is the collision integral I_k cut off at T.
  void second_order(const VertexCoefficients& g, std::span<const double> f, std::span<double> A,
                    std::span<double> B);

 private:
  using Complex = std::complex<double>;
  using Lines = std::pair<int, int>;  // (a, b)
  using Field = FftwVector<Complex>;

  // Which transforms of a kind of line are wanted: P or Q, over the steps of one of the two factors, whose weights are those of the
  // ends, or over the sum of both times, weighted by the window.
  enum Use { P, Q };
  enum Weighted { Ends, Window };
  using Key = std::tuple<Weighted, Use, int, int>;

  void choose_steps(const DoubleTime& time);
  void require_tables();
  void plan();
  void propagate(std::span<const double> f, Field& F);
  void fill_tables();
  void transform(Field& field);
  void transform_back(Field& field);
  void add_external_at_2(Lines ab, const VertexCoefficients& g, int only);
  void add_external_at_3(Lines cd, const VertexCoefficients& g, int only);
  void sum_over_space(std::span<double> A, std::span<double> B);
  double coefficient(std::size_t diagram, const VertexCoefficients& g, int only) const;

  int M_, K_f_, steps_ = 0, padded_ = 0, row_ = 0;
  double step_ = 0.0;
  std::vector<double> E_, ends_, window_;  // weights of each step
  std::vector<ThirdOrderDiagram> diagrams_;
  std::vector<Lines> at_2_, at_3_;  // (a, b) with external 2; (c, d) with external 3
  Field phase_, F_, G_, a_, b_;     // [steps][M]
  Field folded_a_, folded_b_;       // [K_f]
  std::map<Key, Field> tables_;     // [padded][row]
  Field product_, second_product_;  // [padded][row]
  FftwPlan fields_, in_space_, in_time_, back_in_time_, back_in_space_, fold_;
};

}  // namespace kapitza::collision
