#include "kapitza/boltzmann/carrier_balance.hpp"

#include <cmath>
#include <cstddef>

namespace kapitza::boltzmann {

CarrierBalance::CarrierBalance(const Communicator& comm, const Transport& transport,
                               const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                               std::span<const double> mass)
    : comm_{comm}, momenta_{transport.momenta()} {
  const PointBlock& block = transport.block();
  const SpatialScheme& scheme = transport.scheme();
  for (int x = block.first; x < block.first + block.count; ++x)
    weight_.push_back(scheme.lengths[x] * mass[x]);
  for (int k = 0; k < momenta_; ++k) {
    E_.push_back(dispersion.energy(grid[k]));
    momentum_weight_.push_back(grid.weight(k));
    const double v = transport.velocity(k), rate = grid.weight(k) * std::abs(v);
    entering_[0] += rate * transport.injected(k);
    entering_[1] += rate * transport.injected(k) * E_[k];
    for (const auto& [column, value] : scheme.outflow.row(0)) {
      const int x = transport.seen(column, k) - block.first;
      if (x < 0 || x >= block.count) continue;
      (v > 0 ? right_ : left_).push_back({x * momenta_ + k, {rate * value, rate * value * E_[k]}});
    }
  }
  // Of n = 1 and n = E(k).
  std::vector<double> n(weight_.size() * E_.size());
  for (int which = 0; which < 2; ++which) {
    for (std::size_t i = 0; i < n.size(); ++i)
      n[i] = which == 0 ? 1 : E_[i % E_.size()];
    const Amounts inside = content(n);
    const Leaving out = leaving(n);
    for (int a = 0; a < 2; ++a) {
      unit_content_[a][which] = inside[a];
      unit_leaving_[a][which] = out.left[a] + out.right[a];
    }
  }
}

Amounts CarrierBalance::content(std::span<const double> n) const {
  Amounts total{};
  for (std::size_t x = 0; x < weight_.size(); ++x)
    for (int k = 0; k < momenta_; ++k) {
      const double amount = weight_[x] * momentum_weight_[k] * n[x * E_.size() + k];
      total[0] += amount;
      total[1] += amount * E_[k];
    }
  comm_.sum(total);
  return total;
}

Amounts CarrierBalance::sum(const std::vector<Term>& terms, std::span<const double> n) const {
  Amounts total{};
  for (const auto& [index, weight] : terms)
    for (int a = 0; a < 2; ++a)
      total[a] += weight[a] * n[index];
  return total;
}

CarrierBalance::Leaving CarrierBalance::leaving(std::span<const double> n) const {
  const Amounts left = sum(left_, n), right = sum(right_, n);
  std::array<double, 4> all{left[0], left[1], right[0], right[1]};
  comm_.sum(all);
  return {{all[0], all[1]}, {all[2], all[3]}};
}

void CarrierBalance::enforce(double shift, const Amounts& wanted, std::span<double> x) const {
  const Amounts inside = content(x);
  const Leaving out = leaving(x);
  Amounts missing{};
  std::array<Amounts, 2> response{};
  for (int a = 0; a < 2; ++a) {
    missing[a] = wanted[a] - shift * inside[a] - out.left[a] - out.right[a];
    for (int which = 0; which < 2; ++which)
      response[a][which] = shift * unit_content_[a][which] + unit_leaving_[a][which];
  }
  const double determinant = response[0][0] * response[1][1] - response[0][1] * response[1][0];
  const double constant = (missing[0] * response[1][1] - missing[1] * response[0][1]) / determinant;
  const double linear = (missing[1] * response[0][0] - missing[0] * response[1][0]) / determinant;
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] += constant + linear * E_[i % E_.size()];
}

void CarrierBalance::enforce_number(double shift, double wanted, std::span<double> x) const {
  const Leaving out = leaving(x);
  const double missing = wanted - shift * content(x)[0] - out.left[0] - out.right[0];
  const double constant = missing / (shift * unit_content_[0][0] + unit_leaving_[0][0]);
  for (double& value : x)
    value += constant;
}

}  // namespace kapitza::boltzmann
