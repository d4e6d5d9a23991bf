#include "kapitza/collision/resonant_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"

namespace kapitza::collision {

namespace {

using std::numbers::pi;

// Gain minus loss of one resonance k1 + k2 -> q1 + q2, and its derivatives in the order n(k1), n(k2), n(q1), n(q2).
double balance(double n1, double n2, double m1, double m2) {
  return m1 * m2 * (n1 + n2) - n1 * n2 * (m1 + m2);
}
std::array<double, 4> balance_derivatives(double n1, double n2, double m1, double m2) {
  return {m1 * m2 - n2 * (m1 + m2), m1 * m2 - n1 * (m1 + m2), m2 * (n1 + n2) - n1 * n2,
          m1 * (n1 + n2) - n1 * n2};
}

// The s at which a quadrature over them is cut: 0, its end, and where k2, q1 or q2 sits on a break of the grid.
std::vector<double> panel_ends(double k1, std::span<const double> breaks) {
  const double threshold = k1 - 2 * pi + 2 * std::sqrt(2 * pi * (pi - k1));
  std::vector<double> ends{0.0, std::sqrt(pi - threshold)};
  const auto cut_at = [&](double k2) {
    constexpr double distinct = 1e-12;
    if (!(k2 > threshold && k2 < pi)) return;
    const double s = std::sqrt(k2 - threshold);
    if (std::ranges::none_of(ends, [&](double e) { return std::abs(e - s) < distinct; }))
      ends.push_back(s);
  };
  for (const double b : breaks.first(breaks.size() - 1).subspan(1)) {
    cut_at(b);
    cut_at((2 * pi * (pi + b - k1) - b * (k1 - b)) / (2 * pi + b - k1));
  }
  std::ranges::sort(ends);
  return ends;
}

}  // namespace

ResonantPairs::ResonantPairs(const model::MomentumGrid& grid, int nodes) {
  if (nodes < 2)
    throw InvalidInput("resonant pairs need at least 2 nodes per panel, not " +
                       std::to_string(nodes));
  const int K = grid.size();
  const model::MomentumInterpolation interpolation{grid};
  const GaussRule rule = gauss_legendre(nodes);
  width_ = interpolation.width();
  n_.resize(K);
  dn_.resize(K);
  begin_.push_back(0);
  for (const double k1 : grid.points()) {
    const std::vector<double> breaks = panel_ends(k1, grid.breaks());
    for (std::size_t i = 1; i < breaks.size(); ++i)
      add_panel(interpolation, k1, breaks[i - 1], breaks[i], rule);
    begin_.push_back(static_cast<int>(nodes_.size()));
  }
}

void ResonantPairs::add_panel(const model::MomentumInterpolation& interpolation, double k1,
                              double begin, double end, const GaussRule& rule) {
  const double root = 2 * std::sqrt(2 * pi * (pi - k1));
  const double threshold = k1 - 2 * pi + root, width_of_band = 2 * root;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    const double s = begin + (end - begin) * rule.nodes[i];
    const double scale = std::sqrt(s * s + width_of_band);
    const double k2 = threshold + s * s, S = k1 + k2 - 2 * pi, D = s * scale;
    Node node{rule.weights[i] * (end - begin) * 2.0 / scale / (2 * pi), {}};
    const std::array<double, 3> momenta{k2, (S + D) / 2, (S - D) / 2};
    for (std::size_t j = 0; j < 3; ++j) {
      interpolation_.resize(interpolation_.size() + width_);
      node.first[j] = interpolation.row(momenta[j], std::span{interpolation_}.last(width_));
    }
    nodes_.push_back(node);
  }
}

void ResonantPairs::interleave(std::span<const double> n, std::vector<Pair>& both) {
  for (std::size_t i = 0; i < n.size(); ++i)
    both[i] = {n[i], n[n.size() - 1 - i]};
}

inline std::array<ResonantPairs::Pair, 3> ResonantPairs::at(int node,
                                                            const std::vector<Pair>& both) const {
  std::array<Pair, 3> value{};
  const double* row = rows(node);
  const auto sum = [&](std::size_t j, int width) {
    const Pair* from = both.data() + nodes_[node].first[j];
    for (int r = 0; r < width; ++r) {
      value[j][0] += row[r] * from[r][0];
      value[j][1] += row[r] * from[r][1];
    }
    row += width;
  };
  constexpr int uniform = model::InterpolationRow::width;
  for (std::size_t j = 0; j < 3; ++j) {
    if (width_ == uniform) {
      sum(j, uniform);  // unrolled
    } else {
      sum(j, width_);
    }
  }
  return value;
}

void ResonantPairs::add(double C2, std::span<const double> n, std::span<double> I) {
  interleave(n, n_);
  const std::size_t K = n.size();
  for (std::size_t i = 0; i < K; ++i) {
    Pair sum{};
    for (int e = begin_[i]; e < begin_[i + 1]; ++e) {
      const Node& node = nodes_[e];
      const auto v = at(e, n_);
      for (std::size_t m = 0; m < 2; ++m)
        sum[m] += node.weight * balance(n_[i][m], v[0][m], v[1][m], v[2][m]);
    }
    I[i] += C2 * sum[0];
    I[K - 1 - i] += C2 * sum[1];
  }
}

void ResonantPairs::add_linearised(double C2, std::span<const double> n, std::span<const double> dn,
                                   std::span<double> dI) {
  interleave(n, n_);
  interleave(dn, dn_);
  const std::size_t K = n.size();
  for (std::size_t i = 0; i < K; ++i) {
    Pair sum{};
    for (int e = begin_[i]; e < begin_[i + 1]; ++e) {
      const Node& node = nodes_[e];
      const auto v = at(e, n_), dv = at(e, dn_);
      for (std::size_t m = 0; m < 2; ++m) {
        const auto d = balance_derivatives(n_[i][m], v[0][m], v[1][m], v[2][m]);
        sum[m] +=
            node.weight * (d[0] * dn_[i][m] + d[1] * dv[0][m] + d[2] * dv[1][m] + d[3] * dv[2][m]);
      }
    }
    dI[i] += C2 * sum[0];
    dI[K - 1 - i] += C2 * sum[1];
  }
}

void ResonantPairs::add_matrix(double C2, std::span<const double> n, std::span<double> L) {
  interleave(n, n_);
  const std::size_t K = n.size();
  for (std::size_t i = 0; i < K; ++i) {
    double* row = L.data() + i * K;                   // m = 1: momentum i
    double* mirror_row = L.data() + (K - 1 - i) * K;  // m = -1: everything mirrored
    for (int e = begin_[i]; e < begin_[i + 1]; ++e) {
      const Node& node = nodes_[e];
      const auto v = at(e, n_);
      const double w = C2 * node.weight;
      const auto d = balance_derivatives(n_[i][0], v[0][0], v[1][0], v[2][0]);
      const auto dm = balance_derivatives(n_[i][1], v[0][1], v[1][1], v[2][1]);
      row[i] += w * d[0];
      mirror_row[K - 1 - i] += w * dm[0];
      const double* weight = rows(e);
      for (std::size_t j = 0; j < 3; ++j, weight += width_) {
        const std::size_t first = node.first[j], width = width_;
        for (std::size_t r = 0; r < width; ++r) {
          row[first + r] += w * d[j + 1] * weight[r];
          mirror_row[K - 1 - first - r] += w * dm[j + 1] * weight[r];
        }
      }
    }
  }
}

}  // namespace kapitza::collision
