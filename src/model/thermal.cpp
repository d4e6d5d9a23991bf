#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::model {
namespace {

/// The carriers that enter on one side: |v| times the weight of the momentum, d = E - min E of each, and what they carry.
struct Entering {
  std::vector<double> speed, d;
  double number = 0.0;  // sum |v| n
  double excess = 0.0;  // sum |v| d n
};

Entering entering_carriers(std::span<const double> n, Side side, const MomentumGrid& grid,
                           const Dispersion& dispersion) {
  Entering in;
  for (int i = 0; i < grid.size(); ++i) {
    const double v = dispersion.velocity(grid[i]);
    if (side == Side::Left ? v <= 0.0 : v >= 0.0) continue;
    in.speed.push_back(std::abs(v) * grid.relative_weight(i));
    in.d.push_back(dispersion.energy(grid[i]) - dispersion.min_energy());
    const double flux = in.speed.back() * n[i];
    in.number += flux;
    in.excess += flux * in.d.back();
  }
  return in;
}

/// sum |v| (d - ratio) / (d + x): positive where a thermal state with mu = min E - x carries more energy per carrier than
/// `ratio`. Increases through its zero, because the energy per carrier grows monotonically with x.
double energy_surplus(const Entering& in, double ratio, double x) {
  double sum = 0.0;
  for (std::size_t i = 0; i < in.d.size(); ++i) {
    sum += in.speed[i] * (in.d[i] - ratio) / (in.d[i] + x);
  }
  return sum;
}

double number_flux(const Entering& in, double x) {
  double sum = 0.0;
  for (std::size_t i = 0; i < in.d.size(); ++i)
    sum += in.speed[i] / (in.d[i] + x);
  return sum;
}

/// Energy per carrier, counted from min E, of a thermal state with mu = min E - x.
double energy_per_carrier(const Entering& in, double x) {
  return energy_surplus(in, 0.0, x) / number_flux(in, x);
}

/// The least-squares problem |n (beta E - beta mu) - 1|^2: with E counted from its mean E_0 under the weight n^2 the two columns
/// n (E - E_0) and n are orthogonal, so that each coefficient is a quotient of sums without cancellation between them.
struct Columns {
  Columns(std::span<const double> n, const MomentumGrid& grid, const Dispersion& dispersion) {
    double weighted_energy = 0.0;
    for (int i = 0; i < grid.size(); ++i) {
      const double w = grid.relative_weight(i) * n[i] * n[i];
      weight += w;
      weighted_energy += w * dispersion.energy(grid[i]);
    }
    E_0 = weighted_energy / weight;
    for (int i = 0; i < grid.size(); ++i) {
      const double column = n[i] * (dispersion.energy(grid[i]) - E_0);
      norm += grid.relative_weight(i) * column * column;
    }
  }
  double E_0 = 0.0;
  double norm = 0.0, weight = 0.0;  // squared lengths of the columns
};

}  // namespace

std::optional<ThermalFit> fit_thermal(std::span<const double> n, const MomentumGrid& grid,
                                      const Dispersion& dispersion) {
  const auto [E_0, norm, weight] = Columns{n, grid, dispersion};
  double projection = 0.0, total = 0.0;
  for (int i = 0; i < grid.size(); ++i) {
    const double w = grid.relative_weight(i);
    projection += w * n[i] * (dispersion.energy(grid[i]) - E_0);
    total += w * n[i];
  }
  const double beta = projection / norm;
  const double mu = E_0 - total / weight / beta;
  if (!(beta > 0.0) || !(mu < dispersion.min_energy()) || !std::isfinite(mu)) return std::nullopt;

  ThermalFit fit{{beta, mu}, 0.0};
  for (int i = 0; i < grid.size(); ++i) {
    const double inverse_fit = beta * (dispersion.energy(grid[i]) - mu);
    const double deviation = std::abs(n[i] * inverse_fit - 1.0);
    fit.deviation = std::max(fit.deviation, deviation);
  }
  return fit;
}

// With a = beta, b = beta mu and the rows (E, -1) n_k of the least-squares problem M, M^T M (da, db) = -sum_k w_k (E, -1) (2 r_k + 1) dn_k,
// r_k = n_k (a E - b) - 1; both columns are taken as orthogonal as above.
ThermalFitError thermal_fit_error(const ThermalFit& fit, std::span<const double> n,
                                  std::span<const double> error, const MomentumGrid& grid,
                                  const Dispersion& dispersion) {
  const auto [beta, mu] = fit.state;
  const auto [E_0, norm, weight] = Columns{n, grid, dispersion};
  ThermalFitError found{0.0, 0.0, 0.0};
  std::vector<double> pulls;
  for (int i = 0; i < grid.size(); ++i) {
    const double E = dispersion.energy(grid[i]);
    const double pull = grid.relative_weight(i) * (2.0 * n[i] * beta * (E - mu) - 1.0) * error[i];
    const double d_beta = (E - E_0) * pull / norm;
    const double d_offset = pull / weight;  // of beta (E_0 - mu)
    found.beta += std::abs(d_beta);
    found.mu += std::abs((d_beta * (E_0 - mu) - d_offset) / beta);
    pulls.push_back(pull);
  }
  // At one k both move 1 / n_fit together: (E - E_0) dbeta and d_offset, of which the errors add up.
  double least = 0.0, most = 0.0;  // that the largest deviation may come to
  for (int i = 0; i < grid.size(); ++i) {
    const double E = dispersion.energy(grid[i]), inverse_fit = beta * (E - mu);
    double moved = 0.0;
    for (int p = 0; p < grid.size(); ++p)
      moved += std::abs(pulls[p] *
                        ((dispersion.energy(grid[p]) - E_0) * (E - E_0) / norm + 1.0 / weight));
    const double deviation = std::abs(n[i] * inverse_fit - 1.0),
                 bound = inverse_fit * error[i] + n[i] * moved;
    least = std::max(least, deviation - bound);
    most = std::max(most, deviation + bound);
  }
  found.deviation = std::max(most - fit.deviation, fit.deviation - least);
  return found;
}

ThermalState thermal_prediction(std::span<const double> n, Side side, const MomentumGrid& grid,
                                const Dispersion& dispersion) {
  const Entering in = entering_carriers(n, side, grid, dispersion);
  const double ratio = in.excess / in.number;

  // Bisection in log x resolves both mu -> min E and mu -> -infinity. A ratio within round-off of a limit gets that limit:
  // a flat n(k), say, is a thermal state with mu = -1e12 bandwidths to twelve digits.
  const double bandwidth = dispersion.max_energy() - dispersion.min_energy();
  double low = std::log(1e-14 * bandwidth), high = std::log(1e12 * bandwidth);
  const double coldest = energy_per_carrier(in, std::exp(low));
  const double flat = energy_per_carrier(in, std::exp(high));
  constexpr double round_off = 1e-12;
  if (!(ratio >= coldest * (1.0 - round_off)) || !(ratio <= flat * (1.0 + round_off))) {
    std::ostringstream message;
    message << "no thermal state carries the injected currents: their energy per carrier is "
            << dispersion.min_energy() + ratio << ", attainable is "
            << dispersion.min_energy() + coldest << " to " << dispersion.min_energy() + flat;
    throw NumericalFailure(message.str());
  }
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = 0.5 * (low + high);
    (energy_surplus(in, ratio, std::exp(middle)) < 0.0 ? low : high) = middle;
  }
  const double x = std::exp(0.5 * (low + high));
  return {number_flux(in, x) / in.number, dispersion.min_energy() - x};
}

}  // namespace kapitza::model
