#include "kapitza/boltzmann/force.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "local_values.hpp"

namespace kapitza::boltzmann {

namespace {

HalfDensities half_densities(const Transport& transport, const model::MomentumGrid& grid,
                             const auto& n) {
  HalfDensities rho;
  for (int k = 0; k < grid.size(); ++k)
    (transport.velocity(k) > 0 ? rho.right : rho.left) += grid.weight(k) * n(k);
  return rho;
}

}  // namespace

Force::Force(const Communicator& comm, const Transport& transport, const model::MomentumGrid& grid,
             const Barrier& barrier)
    : comm_{comm},
      transport_{transport},
      grid_{grid},
      derivative_{grid},
      field_{transport.scheme(), barrier,
             half_densities(transport, grid, [&](int k) { return transport.injected(k); })} {}

std::vector<HalfDensities> Force::densities(Vec n) const {
  const LocalValues states(n, grid_.size());
  std::vector<HalfDensities> own;
  for (int x = 0; x < transport_.block().count; ++x) {
    const auto at = states[x];
    own.push_back(
        half_densities(transport_, grid_, [&](int k) { return at[static_cast<std::size_t>(k)]; }));
  }
  return comm_.gather_everywhere<HalfDensities>(own);
}

void Force::update(Vec n) {
  field_.update(densities(n));
}

void Force::add(int x, std::span<const double> n, std::span<double> F) const {
  for (int k = 0; k < grid_.size(); ++k)
    F[static_cast<std::size_t>(k)] += force(x) * derivative_(k, force(x), n);
}

double Force::size(int x, int k, std::span<const double> n) const {
  double sum = 0;
  for (const auto& [column, value] : derivative_.row(k, force(x)))
    sum += std::abs(value * n[static_cast<std::size_t>(column)]);
  return std::abs(force(x)) * sum;
}

std::vector<double> Force::slope_change(Vec dn) const {
  return field_.slope_change(densities(dn));
}

void Force::add_derivative(int x, std::span<const double> n, std::span<const double> dn,
                           double change, std::span<double> F) const {
  for (int k = 0; k < grid_.size(); ++k)
    F[static_cast<std::size_t>(k)] +=
        force(x) * derivative_(k, force(x), dn) - change * derivative_(k, force(x), n);
}

Force::Range Force::neighbours(int x) const noexcept {
  const SpatialScheme& scheme = transport_.scheme();
  const int c = x / scheme.nodes;
  return {std::max(c - 1, 0) * scheme.nodes, std::min(c + 2, scheme.cells()) * scheme.nodes};
}

bool Force::couples(int x, int y, int p) const noexcept {
  const int nodes = transport_.scheme().nodes, cell = x / nodes, other = y / nodes;
  if (other == cell) return true;
  const bool rightward = transport_.velocity(p) > 0;
  return other == cell - 1 ? rightward : other == cell + 1 && !rightward;
}

void Force::add_row(int x, int k, std::span<const double> n,
                    const MeanField::Sensitivity& sensitivity, double factor,
                    std::span<double> row) const {
  const int K = grid_.size();
  const int first = neighbours(x).first;
  for (const auto& [column, value] : derivative_.row(k, force(x)))
    row[static_cast<std::size_t>((x - first) * K + column)] += factor * force(x) * value;
  const double slope = factor * derivative_(k, force(x), n);
  for (std::size_t y = 0; y < sensitivity.to.size(); ++y)
    for (int p = 0; p < K; ++p) {
      const double to =
          transport_.velocity(p) > 0 ? sensitivity.to[y].right : sensitivity.to[y].left;
      row[y * static_cast<std::size_t>(K) + static_cast<std::size_t>(p)] -=
          slope * to * grid_.weight(p);
    }
}

std::vector<double> Force::work(Vec n, double J) const {
  const LocalValues states(n, grid_.size());
  std::vector<double> own;
  for (int x = 0; x < transport_.block().count; ++x) {
    const auto at = states[x];
    double current = 0;
    for (int k = 0; k < grid_.size(); ++k)
      current += grid_.weight(k) * transport_.velocity(k) * at[static_cast<std::size_t>(k)];
    own.push_back(current);
  }
  return field_.work(comm_.gather_everywhere<double>(own), J);
}

}  // namespace kapitza::boltzmann
