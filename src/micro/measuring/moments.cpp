#include "kapitza/micro/measuring/moments.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace kapitza::micro {

namespace {

constexpr int origin = 0, sum = 1, step = 2, product = 3, edges = 10, crossed = 17;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Lags = std::array<double, Moments::max_lag + 1>;

// m of Geyer's initial positive sequence.
int truncation(const Lags& c, int largest_lag) {
  int m = 0;
  for (int j = 0; j < largest_lag && c[j] + c[j + 1] > 0; j += 2)
    m = j + 1;
  return m;
}

// Sum over |j| <= m of c_j w_j.
template <class Weight>
double symmetric_sum(const Lags& c, int m, Weight&& w) {
  double total = c[0] * w(0);
  for (int j = 1; j <= m; ++j)
    total += 2 * c[j] * w(j);
  return total;
}

constexpr Lags ones{1, 1, 1, 1, 1, 1, 1, 1};

}  // namespace

std::vector<std::string> Moments::row_names() {
  std::vector<std::string> names{"origin", "sum", "step"};
  for (int j = 0; j <= max_lag; ++j)
    names.push_back("product_" + std::to_string(j));
  for (const char* name : {"edges_", "crossed_"})
    for (int j = 1; j <= max_lag; ++j)
      names.push_back(name + std::to_string(j));
  return names;
}

Moments::Moments(std::size_t components, int blocks)
    : components_{components}, blocks_{blocks}, sums_(rows * components) {
  assert(blocks > 0 && blocks % 2 == 0);
}

int Moments::largest_lag() const noexcept {
  return std::min(max_lag, blocks_ / 2);
}

void Moments::add(const BlockedSeries& realisation) {
  assert(realisation.complete() && realisation.components() == components_ &&
         realisation.blocks() == blocks_);
  const std::size_t B = blocks_;
  std::vector<std::vector<double>> y;
  for (int b = 0; b < blocks_; ++b)
    y.push_back(realisation.block(b));
  const auto at = [&](int r) { return sums_.data() + r * components_; };

  if (realisations_++ == 0)
    for (std::size_t i = 0; i < components_; ++i) {
      for (std::size_t b = 0; b < B; ++b)
        at(origin)[i] += y[b][i];
      at(origin)[i] /= static_cast<double>(B);
    }
  const auto sign = [&](std::size_t b) { return b < B / 2 ? -1.0 : 1.0; };
  for (std::size_t b = 0; b < B; ++b)
    for (std::size_t i = 0; i < components_; ++i) {
      y[b][i] -= at(origin)[i];
      at(sum)[i] += y[b][i];
      at(step)[i] += sign(b) * y[b][i];
      at(product)[i] += y[b][i] * y[b][i];
    }
  for (int j = 1; j <= largest_lag(); ++j)
    for (std::size_t b = 0; b + j < B; ++b) {
      const std::size_t later = b + j;
      for (std::size_t i = 0; i < components_; ++i) {
        at(product + j)[i] += y[b][i] * y[later][i];
        at(edges + j)[i] += y[b][i] + y[later][i];
        at(crossed + j)[i] += sign(later) * y[b][i] + sign(b) * y[later][i];
      }
    }
}

void Moments::add(const Moments& other) {
  assert(other.components_ == components_ && other.blocks_ == blocks_);
  if (other.realisations_ == 0) return;
  if (realisations_ == 0) {
    *this = other;
    return;
  }
  const double R = static_cast<double>(other.realisations_), B = blocks_;
  for (std::size_t i = 0; i < components_; ++i) {
    const auto own = [&](int r) -> double& {
      return sums_[static_cast<std::size_t>(r) * components_ + i];
    };
    const double d = other.row(origin, i) - own(origin);
    own(sum) += other.row(sum, i) + R * B * d;
    own(step) += other.row(step, i);
    for (int j = 0; j <= largest_lag(); ++j) {
      const double edge = j == 0 ? 2 * other.row(sum, i) : other.row(edges + j, i);
      own(product + j) += other.row(product + j, i) + d * edge + R * (B - j) * d * d;
      if (j == 0) continue;
      own(edges + j) += edge + 2 * R * (B - j) * d;
      own(crossed + j) += other.row(crossed + j, i);
    }
  }
  realisations_ += other.realisations_;
}

std::vector<double> Moments::mean() const {
  std::vector<double> X(components_, nan);
  if (realisations_ == 0) return X;
  const double RB = static_cast<double>(realisations_) * blocks_;
  for (std::size_t i = 0; i < components_; ++i)
    X[i] = row(origin, i) + row(sum, i) / RB;
  return X;
}

double Moments::autocovariance(int j, std::size_t i) const noexcept {
  const double R = static_cast<double>(realisations_);
  const double Y = row(sum, i) / (R * blocks_);
  const double edge = j == 0 ? 2 * row(sum, i) : row(edges + j, i);
  return (row(product + j, i) - Y * edge) / (R * (blocks_ - j)) + Y * Y;
}

double Moments::autocovariance_of_halves(int j, std::size_t i) const noexcept {
  const double R = static_cast<double>(realisations_);
  const double h = row(step, i) / (R * blocks_);
  const double cross = j == 0 ? 2 * row(step, i) : row(crossed + j, i);
  return autocovariance(j, i) + (-h * cross + R * (blocks_ - 3 * j) * h * h) / (R * (blocks_ - j));
}

std::vector<double> Moments::standard_error() const {
  std::vector<double> error(components_, nan);
  const double B = blocks_, RB = static_cast<double>(realisations_) * B;
  if (RB < 4) return error;
  const auto weight = [&](int j) { return (1 - j / B) / RB; };
  for (std::size_t i = 0; i < components_; ++i) {
    Lags c{};
    for (int j = 0; j <= largest_lag(); ++j)
      c[j] = autocovariance(j, i);
    const auto variance = [&](int m) {
      return symmetric_sum(c, m, weight) / (1 - symmetric_sum(ones, m, weight));
    };
    double V = variance(truncation(c, largest_lag()));
    if (V < 0) V = variance(0);
    error[i] = std::sqrt(std::max(V, 0.0));
  }
  return error;
}

Moments::Drift Moments::drift() const {
  Drift drift{std::vector<double>(components_, nan), std::vector<double>(components_, nan)};
  if (realisations_ == 0) return drift;
  const double B = blocks_, RB = static_cast<double>(realisations_) * B;
  // Weights of c_j in the variance of X and of h, and the mean of s_b s_{b+j}, their ratio.
  const auto of_mean = [&](int j) { return (1 - j / B) / RB; };
  const auto of_step = [&](int j) { return (1 - 3 * j / B) / RB; };
  const auto sign_product = [&](int j) { return of_step(j) / of_mean(j); };
  for (std::size_t i = 0; i < components_; ++i) {
    drift.difference[i] = 2 * row(step, i) / RB;
    if (RB < 4) continue;
    Lags c{};
    for (int j = 0; j <= largest_lag(); ++j)
      c[j] = autocovariance_of_halves(j, i);
    // c' is too small by V + W s_b s_{b+j}, V and W the variances of X and h: two linear equations for them.
    const auto variance = [&](int m) {
      const double a = symmetric_sum(ones, m, of_mean), b = symmetric_sum(ones, m, of_step);
      const double e = symmetric_sum(ones, m, [&](int j) { return of_step(j) * sign_product(j); });
      const double v = symmetric_sum(c, m, of_mean), w = symmetric_sum(c, m, of_step);
      return ((1 - a) * w + b * v) / ((1 - a) * (1 - e) - b * b);
    };
    double W = variance(truncation(c, largest_lag()));
    if (W < 0) W = variance(0);
    drift.standard_error[i] = 2 * std::sqrt(std::max(W, 0.0));
  }
  return drift;
}

void Moments::restore(std::span<const double> state, long long realisations) {
  assert(state.size() == sums_.size());
  sums_.assign(state.begin(), state.end());
  realisations_ = realisations;
}

}  // namespace kapitza::micro
