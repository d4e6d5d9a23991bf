#include "kapitza/collision/momentum_lattice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/end_corrections.hpp"
#include "kapitza/model/piecewise_lagrange.hpp"

namespace kapitza::collision {

namespace {

using std::numbers::pi;

// Weight of the node `distance` spacings (in half units) away from the nearest break; 1 in the interior.
double end_weight(int half_spacings) {
  const std::size_t i = half_spacings / 2;
  if (half_spacings % 2 == 0)
    return i < trapezoidal_end_weights.size() ? trapezoidal_end_weights[i] : 1.0;
  return i < midpoint_end_weights.size() ? midpoint_end_weights[i] : 1.0;
}

}  // namespace

MomentumLattice::MomentumLattice(const model::MomentumGrid& grid, int multiple)
    : multiple_{multiple} {
  const int K = grid.size(), M = multiple * K;
  const model::PiecewiseLagrange interpolation{grid};
  // Momenta in units of h/2 from -pi: p_j = -pi + (multiple + 2 j) h/2, modulo 2 M units.
  const double half_spacing = pi / M;
  row_begin_.push_back(0);
  const auto add = [&](const model::InterpolationRow& row, double scale) {
    for (int i = 0; i < model::InterpolationRow::width; ++i) {
      const double w = row.weight[i];
      if (w == 0.0) continue;
      column_.push_back(row.first + i);
      value_.push_back(scale * w);
    }
  };
  for (int j = 0; j < M; ++j) {
    const int position = (multiple + 2 * j) % (2 * M);
    const double p = -pi + position * half_spacing;
    const int from_break = std::min(position % M, M - position % M);
    const double omega = end_weight(from_break) / M;
    if (from_break == 0) {
      const double aside = 1e-9;
      add(interpolation.row(p - aside), omega);
      add(interpolation.row(p + aside), omega);
    } else {
      add(interpolation.row(p), omega);
    }
    p_.push_back(p);
    g_.push_back(from_break == 0 ? 2.0 * omega : omega);
    row_begin_.push_back(static_cast<int>(column_.size()));
  }
}

void MomentumLattice::refine(std::span<const double> n, std::span<double> f) const noexcept {
  for (std::size_t j = 0; j < p_.size(); ++j) {
    double sum = 0.0;
    for (int e = row_begin_[j]; e < row_begin_[j + 1]; ++e)
      sum += value_[e] * n[column_[e]];
    f[j] = sum;
  }
}

void MomentumLattice::contract(std::span<const double> J, std::span<double> row) const noexcept {
  for (std::size_t j = 0; j < p_.size(); ++j) {
    for (int e = row_begin_[j]; e < row_begin_[j + 1]; ++e)
      row[column_[e]] += value_[e] * J[j];
  }
}

}  // namespace kapitza::collision
