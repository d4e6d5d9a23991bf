#include "kapitza/model/interaction.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "kapitza/base/error.hpp"

namespace kapitza::model {
namespace {

constexpr int max_order = 8;

constexpr double factorial(int n) noexcept {
  double product = 1.0;
  for (int i = 2; i <= n; ++i)
    product *= i;
  return product;
}

constexpr double binomial(int n, int m) noexcept {
  return factorial(n) / (factorial(m) * factorial(n - m));
}

/// The factor of c_m rho^{m-l} in g_l: Wick's theorem pairs m - l of the m creators with as many annihilators.
constexpr double contraction(int m, int l) noexcept {
  const double choices = binomial(m, l);
  return choices * choices * factorial(m - l) / factorial(m);
}

}  // namespace

Interaction::Interaction(std::map<int, double> coefficients) : c_{std::move(coefficients)} {
  for (const auto& [l, c] : c_) {
    if (l < 1 || l > max_order) {
      throw InvalidInput("interaction coefficient of order " + std::to_string(l) +
                         "; allowed are the orders 1 to " + std::to_string(max_order));
    }
    if (!std::isfinite(c)) {
      throw InvalidInput("interaction coefficient of order " + std::to_string(l) +
                         " is not a finite number");
    }
  }
  std::erase_if(c_, [](const auto& term) { return term.second == 0.0; });
  if (c_.empty() || order() < 2) {
    throw InvalidInput(
        "no interaction coefficient of order 2 or more differs from zero: nothing collides");
  }
  // Contractions of the highest order reach every lower one.
  for (int l = 2; l <= order(); ++l)
    colliding_.push_back(l);
}

int Interaction::order() const noexcept {
  return c_.rbegin()->first;
}

double Interaction::normal_ordered(int l, double rho) const noexcept {
  double g = 0.0;
  for (auto term = c_.lower_bound(l); term != c_.end(); ++term) {
    const auto& [m, c] = *term;
    g += c * contraction(m, l) * std::pow(rho, m - l);
  }
  return g;
}

double Interaction::normal_ordered_derivative(int l, double rho) const noexcept {
  double dg = 0.0;
  for (auto term = c_.upper_bound(l); term != c_.end(); ++term) {
    const auto& [m, c] = *term;
    dg += c * contraction(m, l) * (m - l) * std::pow(rho, m - l - 1);
  }
  return dg;
}

double Interaction::collision_coefficient(int l, double rho) const noexcept {
  if (l < 2) return 0.0;
  const double amplitude = factorial(l) * normal_ordered(l, rho);
  return l * amplitude * amplitude;
}

double Interaction::collision_coefficient_derivative(int l, double rho) const noexcept {
  if (l < 2) return 0.0;
  const double scale = factorial(l);
  return 2.0 * l * scale * scale * normal_ordered(l, rho) * normal_ordered_derivative(l, rho);
}

double Interaction::mean_energy(double rho) const noexcept {
  double energy = 0.0;
  for (const auto& [l, c] : c_)
    energy += c * std::pow(rho, l);
  return energy;
}

double Interaction::potential(double rho) const noexcept {
  double U = 0.0;
  for (const auto& [l, c] : c_)
    U += c * l * std::pow(rho, l - 1);
  return U;
}

double Interaction::potential_derivative(double rho) const noexcept {
  double dU = 0.0;
  for (const auto& [l, c] : c_)
    if (l > 1) dU += c * l * (l - 1) * std::pow(rho, l - 2);
  return dU;
}

}  // namespace kapitza::model
