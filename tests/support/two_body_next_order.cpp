#include "support/two_body_next_order.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/gauss_legendre.hpp"

namespace kapitza::test {
namespace {

using std::numbers::pi;

const GaussRule& rule() {
  static const GaussRule nodes = gauss_legendre(96);
  return nodes;
}

template <class F>
double integral(double a, double b, F&& f) {
  double sum = 0.0;
  for (std::size_t i = 0; i < rule().nodes.size(); ++i)
    sum += (b - a) * rule().weights[i] * f(a + (b - a) * rule().nodes[i]);
  return sum;
}

// Re (1/pi) int_0^R dr f(r) / (D^2 - r^2 + i0), f(r) = n((P+r)/2) + n((P-r)/2): pairs of the momentum P, R = 2 pi - |P|.
double particle_particle(const Occupation& n, double P, double D) {
  const double R = 2.0 * pi - std::abs(P);
  const auto f = [&](double r) { return n((P + r) / 2.0) + n((P - r) / 2.0); };
  const double at_pole = f(D);
  const double regular =
      integral(0.0, R, [&](double r) { return (f(r) - at_pole) / ((D - r) * (D + r)); });
  return (regular + at_pole / (2.0 * D) * std::log(std::abs((R + D) / (R - D)))) / pi;
}

// Re int_a^b dq/2pi [n(q) - n(q+Q)] / (omega - 2 q Q - Q^2 + i0).
double particle_hole(const Occupation& n, double Q, double omega, double a, double b) {
  const double pole = (omega - Q * Q) / (2.0 * Q);
  const auto h = [&](double q) { return n(q) - n(q + Q); };
  const double at_pole = h(pole);
  const double regular = integral(a, b, [&](double q) { return (h(q) - at_pole) / (q - pole); });
  return -(regular + at_pole * std::log(std::abs((b - pole) / (a - pole)))) / (4.0 * pi * Q);
}

// The whole zone: q + Q inside it, and beyond pi, where E(q + Q) is that of q + Q - 2 pi.
double particle_hole(const Occupation& n, double Q, double omega) {
  Q -= 2.0 * pi * std::floor(Q / (2.0 * pi));
  return particle_hole(n, Q, omega, -pi, pi - Q) +
         particle_hole(n, Q - 2.0 * pi, omega, pi - Q, pi);
}

double gain_minus_loss(const Occupation& n, double k1, double k2, double q1, double q2) {
  return n(q1) * n(q2) * (n(k1) + n(k2)) - n(k1) * n(k2) * (n(q1) + n(q2));
}

// Umklapp by +2 pi: q1 + q2 = P = k1 + k2 - 2 pi.
double umklapp_upwards(const Occupation& n, double k1) {
  const double edge = std::sqrt(2.0 * pi * (pi - k1)), first = k1 - 2.0 * pi + 2.0 * edge;
  double sum = integral(0.0, std::sqrt(pi - first), [&](double s) {
    const double k2 = first + s * s, P = k1 + k2 - 2.0 * pi;
    const double D = std::sqrt(2.0 * (k1 * k1 + k2 * k2) - P * P);
    const double q1 = (P + D) / 2.0, q2 = (P - D) / 2.0;
    const double bubbles = particle_particle(n, P + 2.0 * pi, std::abs(k1 - k2)) +
                           particle_particle(n, P, D) +
                           2.0 * particle_hole(n, k1 - q1, k1 * k1 - q1 * q1) +
                           2.0 * particle_hole(n, k1 - q2, k1 * k1 - q2 * q2);
    return 2.0 * bubbles * gain_minus_loss(n, k1, k2, q1, q2) * 2.0 * s / D / (2.0 * pi);
  });
  // Where both q meet, D' = 0.
  const double meeting = (k1 + first) / 2.0 - pi;
  sum -= n(meeting) * gain_minus_loss(n, k1, first, meeting, meeting) / (8.0 * edge);
  // Where both k meet, D = 0.
  if (k1 > pi / 2.0) {
    const double P = 2.0 * k1 - 2.0 * pi, D = std::sqrt(4.0 * k1 * k1 - P * P);
    sum -= 0.5 * n(k1) * gain_minus_loss(n, k1, k1, (P + D) / 2.0, (P - D) / 2.0) / D;
  }
  return sum;
}

}  // namespace

double two_body_next_order(const Occupation& n, double k) {
  return 16.0 * (umklapp_upwards(n, k) + umklapp_upwards([&](double p) { return n(-p); }, -k));
}

}  // namespace kapitza::test
