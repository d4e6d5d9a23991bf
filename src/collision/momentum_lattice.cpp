#include "kapitza/collision/momentum_lattice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/end_corrections.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/model/momentum_interpolation.hpp"

namespace kapitza::collision {

namespace {

using std::numbers::pi;

constexpr double aside = 1e-9;  // from a break, for its one-sided limits

// Weight of the node `distance` spacings (in half units) away from the nearest break; 1 in the interior.
double end_weight(int half_spacings) {
  const std::size_t i = half_spacings / 2;
  if (half_spacings % 2 == 0)
    return i < trapezoidal_end_weights.size() ? trapezoidal_end_weights[i] : 1.0;
  return i < midpoint_end_weights.size() ? midpoint_end_weights[i] : 1.0;
}

/// A site that belongs to a panel, k = -pi + h j.
struct Site {
  int j;
  double p, omega;
};

// The sites within [begin, end] and the weights that make their sum the integral over it, in units of the spacing h.
std::vector<Site> panel_sites(double begin, double end, double h) {
  constexpr double on_it = 1e-9;  // spacings
  const double from = (begin + pi) / h, to = (end + pi) / h;
  const int first = static_cast<int>(std::ceil(from - on_it)),
            last = static_cast<int>(std::floor(to + on_it));
  const auto low = end_weights(std::max(0.0, first - from)),
             high = end_weights(std::max(0.0, to - last));
  const auto corrected = static_cast<int>(low.size());
  if (last - first + 1 < corrected)
    throw InvalidInput(
        fmt::format("lattice: the momenta between {:.6g} and {:.6g} hold {} sites; allowed: {} or "
                    "more in each panel",
                    begin, end, last - first + 1, corrected));
  std::vector<Site> sites;
  for (int j = first; j <= last; ++j) {
    double omega = 1.0;
    if (j - first < corrected) omega += low[j - first] - 1.0;
    if (last - j < corrected) omega += high[last - j] - 1.0;
    sites.push_back({j, std::clamp(-pi + h * j, begin + aside, end - aside), omega});
  }
  return sites;
}

}  // namespace

MomentumLattice::MomentumLattice(const model::MomentumGrid& grid, int multiple)
    : multiple_{multiple} {
  const int K = grid.size(), M = multiple * K;
  const model::PiecewiseLagrange interpolation{grid};
  // Momenta in units of half a spacing from -pi: p_j = -pi + (multiple + 2 j) h/2, modulo 2 M units.
  const double half_spacing = pi / M;
  const auto add = [&](const model::InterpolationRow& row, double scale) {
    for (int i = 0; i < model::InterpolationRow::width; ++i)
      rows_.add(row.first + i, scale * row.weight[i]);
  };
  for (int j = 0; j < M; ++j) {
    const int place = (multiple + 2 * j) % (2 * M);
    const double p = -pi + place * half_spacing;
    const int from_break = std::min(place % M, M - place % M);
    const double omega = end_weight(from_break) / M;
    if (from_break == 0) {
      add(interpolation.row(p - aside), omega);
      add(interpolation.row(p + aside), omega);
    } else {
      add(interpolation.row(p), omega);
    }
    p_.push_back(p);
    g_.push_back(from_break == 0 ? 2.0 * omega : omega);
    rows_.end_row();
  }
}

MomentumLattice::MomentumLattice(const model::MomentumGrid& grid, int momenta, int multiple)
    : multiple_{multiple} {
  const int M = multiple * momenta;
  const double h = 2.0 * pi / M;
  std::vector<std::vector<Site>> at(M);  // one entry, or two where panels meet
  for (std::size_t b = 0; b + 1 < grid.breaks().size(); ++b) {
    for (const Site& site : panel_sites(grid.breaks()[b], grid.breaks()[b + 1], h))
      at[site.j % M].push_back(site);
  }
  const model::MomentumInterpolation interpolation{grid};
  std::vector<double> row(interpolation.width());
  for (int j = 0; j < M; ++j) {
    double g = 0.0;
    for (const Site& site : at[j]) {
      const int first = interpolation.row(site.p, row);
      for (int i = 0; i < interpolation.width(); ++i)
        rows_.add(first + i, site.omega / M * row[i]);
      g += site.omega / M;
    }
    p_.push_back(-pi + h * j);
    g_.push_back(g);
    rows_.end_row();
  }
}

}  // namespace kapitza::collision
