#include "kapitza/collision/resonant_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/base/gauss_legendre.hpp"
#include "kapitza/model/piecewise_lagrange.hpp"

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

}  // namespace

ResonantPairs::ResonantPairs(const model::MomentumGrid& grid, int nodes) {
  if (nodes < 2)
    throw InvalidInput("resonant pairs need at least 2 nodes per panel, not " +
                       std::to_string(nodes));
  const int K = grid.size();
  n_.resize(K);
  dn_.resize(K);
  begin_.push_back(0);
  for (const double k1 : grid.points()) {
    const double threshold = k1 - 2 * pi + 2 * std::sqrt(2 * pi * (pi - k1));
    std::vector<double> breaks{0.0, std::sqrt(pi - threshold)};
    if (threshold < 0.0) breaks.push_back(std::sqrt(-threshold));  // k2 = 0
    if (k1 > 0.0)
      breaks.push_back(std::sqrt(2 * pi * (pi - k1) / (2 * pi - k1) - threshold));  // q1 = 0
    std::sort(breaks.begin(), breaks.end());
    for (std::size_t i = 1; i < breaks.size(); ++i)
      add_panel(grid, k1, breaks[i - 1], breaks[i], nodes);
    begin_.push_back(static_cast<int>(nodes_.size()));
  }
}

void ResonantPairs::add_panel(const model::MomentumGrid& grid, double k1, double begin, double end,
                              int nodes) {
  const model::PiecewiseLagrange interpolation{grid};
  const GaussRule rule = gauss_legendre(nodes);
  const double root = 2 * std::sqrt(2 * pi * (pi - k1));
  const double threshold = k1 - 2 * pi + root, width_of_band = 2 * root;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    const double s = begin + (end - begin) * rule.nodes[i];
    const double scale = std::sqrt(s * s + width_of_band);
    const double k2 = threshold + s * s, S = k1 + k2 - 2 * pi, D = s * scale;
    Node node{rule.weights[i] * (end - begin) * 2.0 / scale / (2 * pi), {}, {}};
    const std::array<double, 3> momenta{k2, (S + D) / 2, (S - D) / 2};
    for (std::size_t j = 0; j < 3; ++j) {
      const model::InterpolationRow row = interpolation.row(momenta[j]);
      node.first[j] = row.first;
      node.interpolation[j] = row.weight;
    }
    nodes_.push_back(node);
  }
}

void ResonantPairs::interleave(std::span<const double> n, std::vector<Pair>& both) {
  for (std::size_t i = 0; i < n.size(); ++i)
    both[i] = {n[i], n[n.size() - 1 - i]};
}

inline std::array<ResonantPairs::Pair, 3> ResonantPairs::at(const Node& node,
                                                            const std::vector<Pair>& both) {
  std::array<Pair, 3> value{};
  for (std::size_t j = 0; j < 3; ++j) {
    const Pair* from = both.data() + node.first[j];
    for (std::size_t r = 0; r < width; ++r) {
      value[j][0] += node.interpolation[j][r] * from[r][0];
      value[j][1] += node.interpolation[j][r] * from[r][1];
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
      const auto v = at(node, n_);
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
      const auto v = at(node, n_), dv = at(node, dn_);
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
      const auto v = at(node, n_);
      const double w = C2 * node.weight;
      const auto d = balance_derivatives(n_[i][0], v[0][0], v[1][0], v[2][0]);
      const auto dm = balance_derivatives(n_[i][1], v[0][1], v[1][1], v[2][1]);
      row[i] += w * d[0];
      mirror_row[K - 1 - i] += w * dm[0];
      for (std::size_t j = 0; j < 3; ++j) {
        const std::size_t first = node.first[j];
        for (std::size_t r = 0; r < width; ++r) {
          row[first + r] += w * d[j + 1] * node.interpolation[j][r];
          mirror_row[K - 1 - first - r] += w * dm[j + 1] * node.interpolation[j][r];
        }
      }
    }
  }
}

}  // namespace kapitza::collision
