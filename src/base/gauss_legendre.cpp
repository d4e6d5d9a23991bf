#include "kapitza/base/gauss_legendre.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>

#include "kapitza/base/error.hpp"

namespace kapitza {

namespace {

/// dP_n/dx by (x^2 - 1) P_n' = n (x P_n - P_{n-1}); |x| < 1.
double legendre_derivative(int n, double x) {
  return n * (x * legendre(n, x) - legendre(n - 1, x)) / (x * x - 1);
}

}  // namespace

double legendre(int n, double x) noexcept {
  double previous = 0, P = 1;
  for (int m = 0; m < n; ++m) {
    const double next = ((2 * m + 1) * x * P - m * previous) / (m + 1);
    previous = P;
    P = next;
  }
  return P;
}

GaussRule gauss_legendre(int n) {
  if (n < 1)
    throw InvalidInput("Gauss-Legendre rule of " + std::to_string(n) + " nodes: at least 1");
  GaussRule rule{std::vector<double>(n), std::vector<double>(n)};
  for (int i = 0; i < (n + 1) / 2; ++i) {
    double x = -std::cos(std::numbers::pi * (i + 0.75) / (n + 0.5));
    for (int iteration = 0; iteration < 8; ++iteration)
      x -= legendre(n, x) / legendre_derivative(n, x);
    if (2 * i + 1 == n) x = 0;
    const double slope = legendre_derivative(n, x);
    const int left = i, right = n - 1 - i;
    rule.nodes[left] = (1 + x) / 2;
    rule.nodes[right] = (1 - x) / 2;
    rule.weights[left] = rule.weights[right] = 1 / ((1 - x * x) * slope * slope);
  }
  return rule;
}

GaussBasis::GaussBasis(int n) : rule_{gauss_legendre(n)} {
  for (int j = 0; j < n; ++j)
    barycentric_.push_back((j % 2 == 0 ? 1 : -1) * std::sqrt(node(j) * (1 - node(j)) * weight(j)));
}

double GaussBasis::operator()(int j, double x) const {
  double l = 1;
  for (int m = 0; m < size(); ++m)
    if (m != j) l *= (x - node(m)) / (node(j) - node(m));
  return l;
}

double GaussBasis::slope(int j, int i) const {
  const auto b = [this](int m) { return barycentric_[static_cast<std::size_t>(m)]; };
  if (i != j) return b(j) / b(i) / (node(i) - node(j));
  double sum = 0;  // of all l_j' at a node is 0: the derivative of one
  for (int m = 0; m < size(); ++m)
    if (m != i) sum -= b(m) / b(i) / (node(i) - node(m));
  return sum;
}

}  // namespace kapitza
