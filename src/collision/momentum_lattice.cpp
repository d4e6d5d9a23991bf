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
constexpr double on_it = 1e-9;  // spacings

/// weight n(k), a part of the occupation of a site.
struct Term {
  double k, weight;
};

/// The sites next to a break: `above` h theta after it, `below` h (1 - theta) before it, or both on it.
struct Neighbours {
  int above, below;
  double theta;
  bool on_break() const noexcept { return above == below; }
};

/// Terms of M sites at  -pi + h (j + shift) ,  h = 2 pi / M.
class Sites {
 public:
  Sites(int M, double shift) : shift_{shift}, h_{2.0 * pi / M}, terms_(M) {
    for (int j = 0; j < M; ++j)
      terms_[j].push_back({momentum(j), 1.0});
  }

  double momentum(int j) const noexcept {
    const double p = -pi + h_ * (j + shift_);
    return p < pi - on_it * h_ ? p : p - 2.0 * pi;
  }

  /// A site on `b` counts half on either side. Before all else.
  void split_at(double b) {
    const Neighbours next = neighbours(b);
    if (next.on_break()) at(next.above) = {{b - aside, 0.5}, {b + aside, 0.5}};
  }

  /// The sum over p on either side of `b` is the integral up to it: where phases vary slowly from site to site.
  void end_at(double b) {
    const Neighbours next = neighbours(b);
    const auto above = end_weights(next.theta), below = end_weights(opposite(next));
    for (int i = 0; i < static_cast<int>(above.size()); ++i) {
      const double plain = next.on_break() && i == 0 ? 0.5 : 1.0;
      // A site on another break counts up to it; on this one it has a term on either side.
      Term& up = i == 0 ? at(next.above).back() : at(next.above + i).front();
      Term& down = i == 0 ? at(next.below).front() : at(next.below - i).back();
      up.weight += above[i] - plain;
      down.weight += below[i] - plain;
    }
  }

  /// The plain sum goes across `b`; of what n jumps by there, a site next to it counts as far as half-way to the one beyond: to order 2,
  /// as what knows more of n than of the phases is worse. After all ends.
  void jump_at(double b) {
    const Neighbours next = neighbours(b);
    if (next.on_break()) return;
    const double share = (next.theta - 0.5) / 2;
    for (const int site : {next.above, next.below})
      for (const double side : {1.0, -1.0})
        at(site).push_back({b + side * aside, side * share});
  }

  const std::vector<Term>& operator[](int j) const noexcept { return terms_[j]; }
  int count(double begin, double end) const {
    return neighbours(end).below - neighbours(begin).above + 1;
  }

 private:
  Neighbours neighbours(double b) const {
    const double place = (b + pi) / h_ - shift_;
    const int above = static_cast<int>(std::ceil(place - on_it));
    const double theta = std::max(0.0, above - place);
    return {above, theta < on_it ? above : above - 1, theta};
  }
  static double opposite(const Neighbours& next) {
    return next.on_break() ? 0.0 : 1.0 - next.theta;
  }
  std::vector<Term>& at(int site) {
    const int M = static_cast<int>(terms_.size());
    return terms_[(site % M + M) % M];
  }

  double shift_, h_;
  std::vector<std::vector<Term>> terms_;
};

}  // namespace

MomentumLattice::MomentumLattice(const model::MomentumGrid& grid, int multiple, LightCone cone)
    : MomentumLattice{grid, grid.size(), multiple, cone, 0.5 * multiple} {}

MomentumLattice::MomentumLattice(const model::MomentumGrid& grid, int momenta, int multiple,
                                 LightCone cone)
    : MomentumLattice{grid, momenta, multiple, cone, 0.0} {}

MomentumLattice::MomentumLattice(const model::MomentumGrid& grid, int momenta, int multiple,
                                 LightCone cone, double shift)
    : multiple_{multiple} {
  constexpr int least = 6;  // weights next to a break
  const int M = multiple * momenta;
  Sites sites{M, shift};
  const std::span<const double> breaks = grid.breaks();
  for (std::size_t b = 0; b + 1 < breaks.size(); ++b) {
    const double begin = breaks[b], end = breaks[b + 1];
    if (!grid.is_uniform() && sites.count(begin, end) < least)
      throw InvalidInput(
          fmt::format("lattice: the momenta between {:.6g} and {:.6g} hold {} sites; allowed: {} "
                      "or more in each panel",
                      begin, end, sites.count(begin, end), least));
    sites.split_at(begin);
  }
  const auto ends = [&](double b) {
    return b == 0.0 || (b == breaks.front() && cone == LightCone::Narrow);
  };
  for (const double b : breaks.first(breaks.size() - 1))
    if (ends(b)) sites.end_at(b);
  for (const double b : breaks.first(breaks.size() - 1))
    if (!ends(b)) sites.jump_at(b);
  const model::MomentumInterpolation interpolation{grid};
  std::vector<double> row(interpolation.width());
  for (int j = 0; j < M; ++j) {
    double g = 0.0;
    for (const Term& term : sites[j]) {
      const int first = interpolation.row(term.k, row);
      for (int i = 0; i < interpolation.width(); ++i)
        rows_.add(first + i, term.weight / M * row[i]);
      g += term.weight / M;
    }
    p_.push_back(sites.momentum(j));
    g_.push_back(g);
    rows_.end_row();
  }
}

}  // namespace kapitza::collision
