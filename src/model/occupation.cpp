#include "kapitza/model/occupation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <sstream>

#include "kapitza/base/error.hpp"
#include "kapitza/model/piecewise_lagrange.hpp"

namespace kapitza::model {
namespace {

constexpr double pi = std::numbers::pi;

/// n itself, or InvalidInput naming the first momentum at which it is no occupation.
std::vector<double> checked(std::vector<double> n, const MomentumGrid& grid) {
  for (int i = 0; i < grid.size(); ++i) {
    const double value = n[i];
    if (std::isfinite(value) && value > 0.0) continue;
    std::ostringstream message;
    message << "the occupation is n = " << (std::isnan(value) ? std::abs(value) : value)
            << " at k = " << grid[i] << "; it must be finite and positive at every momentum";
    throw InvalidInput(message.str());
  }
  return n;
}

template <class Function>
std::vector<double> on_nodes(const MomentumGrid& grid, const Function& f) {
  std::vector<double> values(grid.points().size());
  std::ranges::transform(grid.points(), values.begin(), f);
  return values;
}

/// int dk/2pi weight(k) n(k).
template <class Weight>
double moment(std::span<const double> n, const MomentumGrid& grid, const Weight& weight) {
  double sum = 0.0;
  for (int i = 0; i < grid.size(); ++i)
    sum += weight(grid[i]) * n[i];
  return sum / grid.size();
}

/// Each half of the zone must hold enough nodes and reach its ends to within one spacing: nothing else is interpolation.
void require_complete_table(std::span<const double> k) {
  for (const auto& [low, high] : {std::array{-pi, 0.0}, std::array{0.0, pi}}) {
    const auto begin = std::ranges::lower_bound(k, low), end = std::ranges::lower_bound(k, high);
    const auto last = high == pi ? k.end() : end;
    double widest = 0.0;
    for (auto node = begin; node != last && node + 1 != last; ++node) {
      widest = std::max(widest, node[1] - node[0]);
    }
    const double reach = widest * (1.0 + 1e-9);
    if (last - begin < 4 || *begin - low > reach || high - *(last - 1) > reach) {
      std::ostringstream message;
      message << "the table does not cover the momenta between " << low << " and " << high
              << ": it needs at least 4 there, the outermost within one spacing of the ends";
      throw InvalidInput(message.str());
    }
  }
}

/// The momenta of a table of so many values, ascending within [-pi, pi].
std::vector<double> checked_momenta(std::span<const double> k_table, std::size_t values) {
  if (k_table.size() != values) {
    throw InvalidInput("the table has " + std::to_string(k_table.size()) + " momenta but " +
                       std::to_string(values) + " values");
  }
  // A table written in another language may place +-pi one rounding beyond ours.
  std::vector<double> k(k_table.begin(), k_table.end());
  for (double& value : k) {
    if (std::abs(value) < pi * (1.0 + 1e-12)) value = std::clamp(value, -pi, pi);
  }
  const bool ascends =
      std::ranges::adjacent_find(k, [](double a, double b) { return !(a < b); }) == k.end();
  if (k.empty() || !ascends || !(k.front() >= -pi) || !(k.back() <= pi)) {
    throw InvalidInput("the momenta of the table must ascend strictly within [-pi, pi]");
  }
  require_complete_table(k);
  return k;
}

std::vector<double> interpolated(const std::vector<double>& k, std::span<const double> values,
                                 const MomentumGrid& grid) {
  const PiecewiseLagrange interpolate(k, std::array{-pi, 0.0, pi});
  return on_nodes(grid, [&](double q) { return interpolate(values, q); });
}

/// The entering half of a perturbation, the rest zero; InvalidInput naming the first momentum at which it is not finite.
std::vector<double> entering(std::vector<double> dn, Side side, const MomentumGrid& grid) {
  for (int i = 0; i < grid.size(); ++i) {
    double& value = dn[i];
    if ((grid[i] > 0) != (side == Side::Left)) {
      value = 0.0;
    } else if (!std::isfinite(value)) {
      std::ostringstream message;
      message << "the perturbation is " << (std::isnan(value) ? std::abs(value) : value)
              << " at k = " << grid[i] << "; it must be finite where k "
              << (side == Side::Left ? '>' : '<') << " 0";
      throw InvalidInput(message.str());
    }
  }
  return dn;
}

}  // namespace

std::vector<double> thermal_occupation(const ThermalState& state, const MomentumGrid& grid,
                                       const Dispersion& dispersion) {
  if (!(state.beta > 0.0) || !(state.mu < dispersion.min_energy()) || !std::isfinite(state.beta) ||
      !std::isfinite(state.mu)) {
    std::ostringstream message;
    message << "a thermal state with beta = " << state.beta << " and mu = " << state.mu
            << "; allowed are beta > 0 and mu < " << dispersion.min_energy();
    throw InvalidInput(message.str());
  }
  const auto n = [&](double k) { return 1.0 / (state.beta * (dispersion.energy(k) - state.mu)); };
  return checked(on_nodes(grid, n), grid);
}

std::vector<double> sampled_occupation(const std::function<double(double k)>& n,
                                       const MomentumGrid& grid) {
  return checked(on_nodes(grid, n), grid);
}

std::vector<double> tabulated_occupation(std::span<const double> k_table,
                                         std::span<const double> n_table,
                                         const MomentumGrid& grid) {
  const std::vector<double> k = checked_momenta(k_table, n_table.size());
  for (std::size_t i = 0; i < k.size(); ++i) {
    if (!std::isfinite(n_table[i]) || n_table[i] <= 0.0) {
      std::ostringstream message;
      message << "the table holds n = " << n_table[i] << " at k = " << k[i]
              << "; it must be finite and positive at every momentum";
      throw InvalidInput(message.str());
    }
  }
  return checked(interpolated(k, n_table, grid), grid);
}

std::vector<double> sampled_perturbation(const std::function<double(double k)>& dn, Side side,
                                         const MomentumGrid& grid) {
  return entering(on_nodes(grid, dn), side, grid);
}

std::vector<double> tabulated_perturbation(std::span<const double> k_table,
                                           std::span<const double> dn_table, Side side,
                                           const MomentumGrid& grid) {
  const std::vector<double> k = checked_momenta(k_table, dn_table.size());
  return entering(interpolated(k, dn_table, grid), side, grid);
}

std::vector<double> mirrored(std::span<const double> n) {
  return {n.rbegin(), n.rend()};
}

double density(std::span<const double> n, const MomentumGrid& grid) {
  return grid.integrate(n);
}

double energy_density(std::span<const double> n, const MomentumGrid& grid,
                      const Dispersion& dispersion) {
  return moment(n, grid, [&](double k) { return dispersion.energy(k); });
}

double number_current(std::span<const double> n, const MomentumGrid& grid,
                      const Dispersion& dispersion) {
  return moment(n, grid, [&](double k) { return dispersion.velocity(k); });
}

double energy_current(std::span<const double> n, const MomentumGrid& grid,
                      const Dispersion& dispersion) {
  return moment(n, grid, [&](double k) { return dispersion.velocity(k) * dispersion.energy(k); });
}

}  // namespace kapitza::model
