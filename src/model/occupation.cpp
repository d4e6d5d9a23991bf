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

using std::numbers::pi;

void require_occupation(double n, double k, const char* where) {
  if (std::isfinite(n) && n >= 0.0) return;
  std::ostringstream message;
  message << "the occupation is n = " << (std::isnan(n) ? std::abs(n) : n) << " at k = " << k
          << "; it must be finite and not negative at any momentum" << where;
  throw InvalidInput(message.str());
}

/// n itself, or InvalidInput naming the first momentum at which it is no occupation.
std::vector<double> checked(std::vector<double> n, const MomentumGrid& grid) {
  for (int i = 0; i < grid.size(); ++i)
    require_occupation(n[i], grid[i], "");
  return n;
}

bool enters(double k, Side side) {
  return (k > 0) == (side == Side::Left);
}

/// The entering half of n, continued to an even function of k.
std::vector<double> checked(std::vector<double> n, Side side, const MomentumGrid& grid) {
  for (int i = 0; i < grid.size(); ++i) {
    if (!enters(grid[i], side)) continue;
    require_occupation(n[i], grid[i], side == Side::Left ? " k > 0" : " k < 0");
    n[grid.mirror(i)] = n[i];
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
    sum += grid.relative_weight(i) * weight(grid[i]) * n[i];
  return sum / grid.size();
}

/// The entering half of the zone must hold enough nodes and reach its ends to within one spacing: nothing else is interpolation.
void require_complete_table(std::span<const double> k, Side side) {
  const double low = side == Side::Left ? 0.0 : -pi, high = side == Side::Left ? pi : 0.0;
  const auto begin = std::ranges::lower_bound(k, low);
  const auto end = side == Side::Left ? k.end() : std::ranges::lower_bound(k, high);
  double widest = 0.0;
  for (auto node = begin; node != end && node + 1 != end; ++node)
    widest = std::max(widest, node[1] - node[0]);
  const double reach = widest * (1.0 + 1e-9);
  if (end - begin >= 4 && *begin - low <= reach && high - *(end - 1) <= reach) return;
  std::ostringstream message;
  message << "the table does not cover the momenta between " << low << " and " << high
          << ": it needs at least 4 there, the outermost within one spacing of the ends";
  throw InvalidInput(message.str());
}

struct Table {
  std::vector<double> k, values;
};

/// The entering half of a table and its mirror image, k ascending within [-pi, pi].
Table even_table(std::span<const double> k, std::span<const double> values, Side side) {
  if (k.size() != values.size())
    throw InvalidInput("the table has " + std::to_string(k.size()) + " momenta but " +
                       std::to_string(values.size()) + " values");
  Table half, image;
  for (std::size_t i = 0; i < k.size(); ++i) {
    if (side == Side::Left ? k[i] < 0.0 : k[i] >= 0.0) continue;
    // A table written in another language may place +-pi one rounding beyond ours.
    half.k.push_back(std::abs(k[i]) < pi * (1.0 + 1e-12) ? std::clamp(k[i], -pi, pi) : k[i]);
    half.values.push_back(values[i]);
  }
  if (half.k.empty())
    throw InvalidInput(std::string{"the table has no momenta k "} +
                       (side == Side::Left ? "> 0" : "< 0") + ", which enter on this side");
  for (std::size_t i = half.k.size(); i-- > 0;) {
    if (half.k[i] == 0.0) continue;
    image.k.push_back(-half.k[i]);
    image.values.push_back(half.values[i]);
  }
  Table& all = side == Side::Left ? image : half;
  const Table& rest = side == Side::Left ? half : image;
  all.k.insert(all.k.end(), rest.k.begin(), rest.k.end());
  all.values.insert(all.values.end(), rest.values.begin(), rest.values.end());
  const bool ascends =
      std::ranges::adjacent_find(all.k, [](double a, double b) { return !(a < b); }) == all.k.end();
  if (!ascends || !(all.k.front() >= -pi) || !(all.k.back() <= pi))
    throw InvalidInput("the momenta of the table must ascend strictly within [-pi, pi]");
  require_complete_table(all.k, side);
  return std::move(all);
}

std::vector<double> interpolated(const Table& table, const MomentumGrid& grid) {
  const PiecewiseLagrange interpolate(table.k, std::array{-pi, 0.0, pi});
  return on_nodes(grid, [&](double q) { return interpolate(table.values, q); });
}

/// The entering half of a perturbation, the rest zero; InvalidInput naming the first momentum at which it is not finite.
std::vector<double> entering(std::vector<double> dn, Side side, const MomentumGrid& grid) {
  for (int i = 0; i < grid.size(); ++i) {
    double& value = dn[i];
    if (!enters(grid[i], side)) {
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

std::vector<double> sampled_occupation(const std::function<double(double k)>& n, Side side,
                                       const MomentumGrid& grid) {
  return checked(on_nodes(grid, n), side, grid);
}

std::vector<double> tabulated_occupation(std::span<const double> k_table,
                                         std::span<const double> n_table, Side side,
                                         const MomentumGrid& grid) {
  const Table table = even_table(k_table, n_table, side);
  for (std::size_t i = 0; i < table.k.size(); ++i)
    if (enters(table.k[i], side)) require_occupation(table.values[i], table.k[i], " of the table");
  return checked(interpolated(table, grid), side, grid);
}

std::vector<double> sampled_perturbation(const std::function<double(double k)>& dn, Side side,
                                         const MomentumGrid& grid) {
  return entering(on_nodes(grid, dn), side, grid);
}

std::vector<double> tabulated_perturbation(std::span<const double> k_table,
                                           std::span<const double> dn_table, Side side,
                                           const MomentumGrid& grid) {
  return entering(interpolated(even_table(k_table, dn_table, side), grid), side, grid);
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

double entropy_current(std::span<const double> n, const MomentumGrid& grid,
                       const Dispersion& dispersion) {
  std::vector<double> entropy(n.size());
  std::ranges::transform(n, entropy.begin(), [](double value) { return std::log(value); });
  return number_current(entropy, grid, dispersion);
}

}  // namespace kapitza::model
