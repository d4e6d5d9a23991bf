#include "kapitza/model/piecewise_lagrange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"

namespace kapitza::model {
namespace {

constexpr int width = InterpolationRow::width;
constexpr std::array<double, 3> zone_breaks{-std::numbers::pi, 0.0, std::numbers::pi};

bool ascends_strictly(std::span<const double> x) {
  return std::ranges::adjacent_find(x, [](double a, double b) { return !(a < b); }) == x.end();
}

/// 1 / spacing if every node lies on the uniform grid through the first and the last to within round-off, otherwise 0.
double uniform_inverse_spacing(std::span<const double> x) {
  if (x.size() < 2) return 0.0;
  const double h = (x.back() - x.front()) / static_cast<double>(x.size() - 1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::abs(x[i] - (x.front() + static_cast<double>(i) * h)) > 1e-6 * h) return 0.0;
  }
  return 1.0 / h;
}

}  // namespace

PiecewiseLagrange::PiecewiseLagrange(const MomentumGrid& grid)
    : PiecewiseLagrange(grid.points(), zone_breaks) {}

PiecewiseLagrange::PiecewiseLagrange(std::span<const double> nodes, std::span<const double> breaks)
    : nodes_(nodes.begin(), nodes.end()),
      breaks_(breaks.begin(), breaks.end()),
      inverse_denominators_(nodes.size()) {
  if (size() < width || breaks_.size() < 2 || !ascends_strictly(nodes_) ||
      !ascends_strictly(breaks_) || nodes_.front() < breaks_.front() ||
      nodes_.back() > breaks_.back()) {
    throw InvalidInput(
        "piecewise interpolation needs at least 6 nodes and 2 breaks, each strictly ascending, "
        "with every node between the first break and the last");
  }
  int begin = 0;
  for (std::size_t p = 0; p + 1 < breaks_.size(); ++p) {
    const bool last = p + 2 == breaks_.size();
    const auto stop =
        last ? nodes_.end() : std::lower_bound(nodes_.begin(), nodes_.end(), breaks_[p + 1]);
    const int end = static_cast<int>(stop - nodes_.begin());
    if (end == begin) {
      throw InvalidInput(fmt::format("piecewise interpolation has no node between {:g} and {:g}",
                                     breaks_[p], breaks_[p + 1]));
    }
    const std::span inside(nodes_.data() + begin, end - begin);
    pieces_.push_back({begin, end, uniform_inverse_spacing(inside)});
    tabulate_denominators(pieces_.back());
    begin = end;
  }
}

void PiecewiseLagrange::tabulate_denominators(const Piece& piece) {
  const int count = std::min(width, piece.end - piece.begin);
  for (int first = piece.begin; first + count <= piece.end; ++first) {
    auto& inverse = inverse_denominators_[first];
    for (int j = 0; j < count; ++j) {
      double product = 1.0;
      for (int m = 0; m < count; ++m) {
        if (m != j) product *= node(first + j) - node(first + m);
      }
      inverse[j] = 1.0 / product;
    }
  }
}

double PiecewiseLagrange::fold(double k) const noexcept {
  const double low = breaks_.front(), high = breaks_.back();
  if (k >= low && k < high) return k;
  const double period = high - low;
  const double folded = k - period * std::floor((k - low) / period);
  return folded >= low && folded < high ? folded : low;  // round-off may land on the far end
}

int PiecewiseLagrange::first_of_stencil(const Piece& piece, double k) const noexcept {
  const int count = std::min(width, piece.end - piece.begin);
  int below = piece.begin;  // the node at or below k
  if (piece.inverse_spacing > 0.0) {
    below += static_cast<int>(std::floor((k - node(piece.begin)) * piece.inverse_spacing));
  } else {
    const auto begin = nodes_.begin() + piece.begin, end = nodes_.begin() + piece.end;
    below += static_cast<int>(std::upper_bound(begin, end, k) - begin) - 1;
  }
  return std::clamp(below - (width / 2 - 1), piece.begin, piece.end - count);
}

InterpolationRow PiecewiseLagrange::row(double k) const noexcept {
  const double target = fold(k);
  std::size_t p = 0;
  while (p + 1 < pieces_.size() && target >= breaks_[p + 1])
    ++p;
  const Piece& piece = pieces_[p];
  const int first = first_of_stencil(piece, target);
  const int count = std::min(width, piece.end - piece.begin);

  // w_j = prod_{m != j} (k - k_m) / prod_{m != j} (k_j - k_m), the numerators from products from both ends.
  std::array<double, width> distance{}, before{};
  double product = 1.0;
  for (int j = 0; j < count; ++j) {
    distance[j] = target - node(first + j);
    before[j] = product;
    product *= distance[j];
  }
  const auto& inverse = inverse_denominators_[first];
  InterpolationRow result{std::min(first, size() - width), {}};
  const int shift = first - result.first;
  product = 1.0;
  for (int j = count - 1; j >= 0; --j) {
    result.weight[shift + j] = before[j] * product * inverse[j];
    product *= distance[j];
  }
  return result;
}

double PiecewiseLagrange::operator()(std::span<const double> values, double k) const noexcept {
  const InterpolationRow r = row(k);
  double sum = 0.0;
  for (int j = 0; j < width; ++j) {
    sum += r.weight[j] * values[r.first + j];
  }
  return sum;
}

}  // namespace kapitza::model
