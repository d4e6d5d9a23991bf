#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::model {

/// Rayleigh-Jeans state n(k) = 1 / (beta (E(k) - mu)), (4).
struct ThermalState {
  double beta;  ///< inverse temperature, > 0
  double mu;    ///< chemical potential, < min E
  bool operator==(const ThermalState&) const = default;
};

/// Which carriers enter: those moving to the right (at X = 0) or to the left (at X = 1).
enum class Side { Left, Right };

/// What enters on the two sides, n(k_i) or delta n(k_i): `left` at X = 0, read where v(k) > 0, and `right` at X = 1, read where
/// v(k) < 0; K values each.
struct Injected {
  std::vector<double> left, right;
};

/// Occupations n(k_i) at the nodes of a grid: every function below returns K values or throws InvalidInput naming the
/// first momentum at which n is not finite or negative.
std::vector<double> thermal_occupation(const ThermalState& state, const MomentumGrid& grid,
                                       const Dispersion& dispersion);
std::vector<double> sampled_occupation(const std::function<double(double k)>& n,
                                       const MomentumGrid& grid);

/// What enters on a side, k > 0 on the left, k < 0 on the right, continued to an even function of k: only that half is looked at.
std::vector<double> sampled_occupation(const std::function<double(double k)>& n, Side side,
                                       const MomentumGrid& grid);
/// From a table n(k_table), k ascending within [-pi, pi], by piecewise Lagrange interpolation of order 6 whose stencils do not
/// cross k = 0.
std::vector<double> tabulated_occupation(std::span<const double> k_table,
                                         std::span<const double> n_table, Side side,
                                         const MomentumGrid& grid);

/// Perturbations delta n(k_i) of any sign, of which only the entering half counts: k > 0 on the left side, k < 0 on the right.
/// The other half is not looked at and returned as zero. Throw InvalidInput naming the first momentum at which the entering half is not finite.
std::vector<double> sampled_perturbation(const std::function<double(double k)>& dn, Side side,
                                         const MomentumGrid& grid);
std::vector<double> tabulated_perturbation(std::span<const double> k_table,
                                           std::span<const double> dn_table, Side side,
                                           const MomentumGrid& grid);

/// n(-k), the mirror image.
std::vector<double> mirrored(std::span<const double> n);

/// rho = int dk/2pi n and e = int dk/2pi E n; the currents carry the weight v.
double density(std::span<const double> n, const MomentumGrid& grid);
double energy_density(std::span<const double> n, const MomentumGrid& grid,
                      const Dispersion& dispersion);
double number_current(std::span<const double> n, const MomentumGrid& grid,
                      const Dispersion& dispersion);
double energy_current(std::span<const double> n, const MomentumGrid& grid,
                      const Dispersion& dispersion);

/// The current of the entropy int dk/2pi ln n (up to a constant), int dk/2pi v ln n. What collisions produce between two places is
/// the difference, and not negative.
double entropy_current(std::span<const double> n, const MomentumGrid& grid,
                       const Dispersion& dispersion);

/// The thermal state nearest to n: minimises int dk (n / n_fit - 1)^2, a linear least-squares problem in (beta, beta mu).
struct ThermalFit {
  ThermalState state;
  double deviation;  ///< max_k |n / n_fit - 1|
};
/// Empty if the nearest state has beta <= 0 or mu >= min E.
std::optional<ThermalFit> fit_thermal(std::span<const double> n, const MomentumGrid& grid,
                                      const Dispersion& dispersion);

/// What beta, mu and the deviation of a fit to n may be off by if every n_k is by up to error_k: to first order, all signs adding up.
struct ThermalFitError {
  double beta, mu, deviation;
};
ThermalFitError thermal_fit_error(const ThermalFit& fit, std::span<const double> n,
                                  std::span<const double> error, const MomentumGrid& grid,
                                  const Dispersion& dispersion);

/// The thermal state that carries the same number and energy current into the defect as the injected carriers, (5).
/// Only the entering half of n is read: v(k) > 0 on the left side, v(k) < 0 on the right. Throws NumericalFailure if no
/// thermal state has these currents (their ratio lies outside the attainable range), with the ratio and the range.
ThermalState thermal_prediction(std::span<const double> n, Side side, const MomentumGrid& grid,
                                const Dispersion& dispersion);

}  // namespace kapitza::model
