#include "support/resonant_manifold.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace kapitza::test {
namespace {

using std::numbers::pi;
constexpr double two_pi = 2.0 * pi;

/// Gauss-Legendre nodes and weights on [-1, 1], from Newton's method on P_n.
struct GaussRule {
  explicit GaussRule(int n) : x(static_cast<std::size_t>(n)), w(x.size()) {
    for (int i = 0; i < n; ++i) {
      double t = std::cos(pi * (i + 0.75) / (n + 0.5));
      double slope = 0.0;
      for (int newton = 0; newton < 8; ++newton) {
        double p = 1.0;
        double p_below = 0.0;
        for (int j = 1; j <= n; ++j) {
          p_below = std::exchange(p, ((2.0 * j - 1.0) * t * p - (j - 1.0) * p_below) / j);
        }
        slope = n * (t * p - p_below) / (t * t - 1.0);
        t -= p / slope;
      }
      x[static_cast<std::size_t>(i)] = t;
      w[static_cast<std::size_t>(i)] = 2.0 / ((1.0 - t * t) * slope * slope);
    }
  }
  std::vector<double> x, w;
};

double in_zone(double u) {
  return two_pi * (u - std::floor(u) - 0.5);
}

/// prod n and sum 1/n of one side of the collision; all of (27)'s integrand is made of the two sides.
struct Side {
  double product = 1.0;
  double inverse_sum = 0.0;
  void add(double n) {
    product *= n;
    inverse_sum += 1.0 / n;
  }
};

double gain_minus_loss(const Side& in, const Side& out) {
  return in.product * out.product * (in.inverse_sum - out.inverse_sum);
}

/// A curve E = alpha + beta (P - gamma)^2 in the plane of total momentum and energy.
struct Parabola {
  double alpha, beta, gamma;
};

/// Where the domain of l outgoing momenta of total P and E changes shape: i of them at pi, j at -pi and the other
/// c = l - i - j >= 1 equal, which is where a face, edge or corner of the zone [-pi, pi]^l touches the sphere; i = j = 0 is
/// r = 0, where the sphere appears.
std::vector<Parabola> shape_changes(int l) {
  std::vector<Parabola> changes;
  for (int i = 0; i < l; ++i) {
    for (int j = 0; i + j < l; ++j) {
      changes.push_back({(i + j) * pi * pi, 1.0 / (l - i - j), (i - j) * pi});
    }
  }
  return changes;
}

/// A point (P, E) that moves with one more momentum x: P = P_0 + s x, E = E_0 + s x^2; s = 1 for an ingoing momentum, -1 for
/// an outgoing one that is taken away.
struct Ray {
  double P_0, E_0, s;
  double P(double x) const { return P_0 + s * x; }
  double E(double x) const { return E_0 + s * x * x; }
};

/// -pi, the crossings of the ray with the parabolas in ascending order, pi.
std::vector<double> panel_edges(const Ray& ray, std::span<const Parabola> changes) {
  std::vector<double> edges{-pi, pi};
  const auto keep = [&](double x) {
    if (x > -pi && x < pi) edges.push_back(x);
  };
  for (const auto& [alpha, beta, gamma] : changes) {
    const double d = ray.P_0 - gamma;
    const double a = ray.s - beta;
    const double b = -beta * ray.s * d;  // a x^2 + 2 b x + c = 0
    const double c = ray.E_0 - alpha - beta * d * d;
    if (std::abs(a) < 1e-14) {
      if (b != 0.0) keep(-0.5 * c / b);
    } else if (const double D = b * b - a * c; D > 0.0) {
      const double h = -(b + std::copysign(std::sqrt(D), b));
      keep(h / a);
      if (h != 0.0) keep(c / h);
    }
  }
  std::sort(edges.begin(), edges.end());
  return edges;
}

/// Where the crossings themselves come and go as P_0 and E_0 move along one more ray: two of them merge on a parabola of the
/// same family, or one leaves the zone at x = +-pi.
std::vector<Parabola> changes_of_crossings(std::span<const Parabola> changes) {
  std::vector<Parabola> next;
  for (const auto& [alpha, beta, gamma] : changes) {
    if (beta < 1.0) next.push_back({alpha, beta / (1.0 - beta), gamma});
    for (const double edge : {-pi, pi})
      next.push_back({alpha - pi * pi, beta, gamma - edge});
  }
  return next;
}

/// f(x) dx/du on a panel, for x = centre + half (3u - u^3) / 2, which makes square roots and inverse square roots at both ends
/// of the panel analytic in u in [-1, 1].
template <class F>
auto on_panel(double begin, double end, const F& f) {
  return [centre = 0.5 * (begin + end), half = 0.5 * (end - begin), &f](double u) {
    return half * 1.5 * (1.0 - u * u) * f(centre + half * 0.5 * u * (3.0 - u * u));
  };
}

template <class G>
double integrate(const G& g, double a, double b, const GaussRule& rule) {
  double sum = 0.0;
  for (std::size_t j = 0; j < rule.x.size(); ++j) {
    sum += rule.w[j] * g(0.5 * (a + b) + 0.5 * (b - a) * rule.x[j]);
  }
  return 0.5 * (b - a) * sum;
}

/// int_{-pi}^{pi} f(x) dx by one Gauss rule on each panel.
template <class F>
double integrate_panels(std::span<const double> edges, const GaussRule& rule, const F& f) {
  double sum = 0.0;
  for (std::size_t e = 0; e + 1 < edges.size(); ++e) {
    if (edges[e + 1] - edges[e] < 1e-13) continue;
    sum += integrate(on_panel(edges[e], edges[e + 1], f), -1.0, 1.0, rule);
  }
  return sum;
}

/// int_a^b g by bisection until two halves agree with the whole to their share of the tolerance. The share falls as 2^{-1/2}
/// per level, slower than the error at a square root, faster than the number of panels in a cascade towards one.
template <class G>
double integrate_adaptive(const G& g, double a, double b, double tolerance, const GaussRule& rule,
                          double whole, int depth = 0) {
  const double middle = 0.5 * (a + b);
  const double left = integrate(g, a, middle, rule);
  const double right = integrate(g, middle, b, rule);
  if (std::abs(left + right - whole) <= tolerance) return left + right;
  if (depth > 24) throw std::runtime_error("resonant manifold: adaptive quadrature stalls");
  const double share = tolerance / std::numbers::sqrt2;
  return integrate_adaptive(g, a, middle, share, rule, left, depth + 1) +
         integrate_adaptive(g, middle, b, share, rule, right, depth + 1);
}

/// int d^3q delta(sum q - P) delta(sum q^2 - E) [gain - loss] = 1/(2 sqrt 3) int dphi [gain - loss] over the part of
///   q_j = P/3 + rho cos(phi - 2 pi j/3),  rho^2 = (2/3)(E - P^2/3),  inside the zone.
/// The integrand is symmetric in the q_j, so one sixth of the circle is enough: 0 <= phi <= pi/3, where q_0 >= q_1 >= q_2, and
/// only q_0 <= pi and q_2 >= -pi cut it. `out` holds outgoing momenta beyond these three.
double circle(const Occupation& n, double P, double E, const Side& in, const Side& out,
              const GaussRule& rule) {
  const double r2 = E - P * P / 3.0;
  if (r2 <= 0.0) return 0.0;
  const double rho = std::sqrt(2.0 * r2 / 3.0);
  const double above = (pi - P / 3.0) / rho;
  const double below = (pi + P / 3.0) / rho;
  if (above <= 0.5 || below <= 0.5) return 0.0;
  const double first = above < 1.0 ? std::acos(above) : 0.0;
  const double last = pi / 3.0 - (below < 1.0 ? std::acos(below) : 0.0);
  if (first >= last) return 0.0;
  double sum = 0.0;
  for (std::size_t j = 0; j < rule.x.size(); ++j) {
    const double phi = 0.5 * (first + last) + 0.5 * (last - first) * rule.x[j];
    const double c = rho * std::cos(phi);
    const double s = rho * std::sin(phi) * std::numbers::sqrt3;
    Side all_out = out;
    all_out.add(n(P / 3.0 + c));
    all_out.add(n(P / 3.0 + 0.5 * (s - c)));
    all_out.add(n(P / 3.0 - 0.5 * (s + c)));
    sum += rule.w[j] * gain_minus_loss(in, all_out);
  }
  return 6.0 * 0.5 * (last - first) * sum / (2.0 * std::numbers::sqrt3);
}

/// l = 4 for given k_2 and k_3: the sphere is a stack of circles, one for each outgoing q_4, and int d^4q of the deltas is
/// int dq_4 of those of the other three.
double over_k4_and_sphere(const Occupation& n, double k, double k2, double k3) {
  static const GaussRule outer(18), inner(14), arc(6);
  static const std::vector<Parabola> sphere_changes = shape_changes(4);
  static const std::vector<Parabola> circle_changes = shape_changes(3);
  const double n_1 = n(k);
  const double n_2 = n(k2);
  const double n_3 = n(k3);
  double sum = 0.0;
  for (int m = -3; m <= 3; ++m) {
    const Ray in_ray{k + k2 + k3 - two_pi * m, k * k + k2 * k2 + k3 * k3, 1.0};
    sum += integrate_panels(panel_edges(in_ray, sphere_changes), outer, [&](double k4) {
      const Ray out_ray{in_ray.P(k4), in_ray.E(k4), -1.0};
      if (out_ray.E_0 <= 0.25 * out_ray.P_0 * out_ray.P_0) return 0.0;
      Side in;
      for (const double n_i : {n_1, n_2, n_3, n(k4)})
        in.add(n_i);
      return integrate_panels(panel_edges(out_ray, circle_changes), inner, [&](double q4) {
        Side out;
        out.add(n(q4));
        return circle(n, out_ray.P(q4), out_ray.E(q4), in, out, arc);
      });
    });
  }
  return sum;
}

}  // namespace

double two_body(const Occupation& n, double k) {
  static const GaussRule rule(48);
  static const std::vector<Parabola> changes = shape_changes(2);
  const double n_k = n(k);
  double sum = 0.0;
  for (const int m : {-1, 1}) {
    const Ray ray{k - two_pi * m, k * k, 1.0};
    sum += integrate_panels(panel_edges(ray, changes), rule, [&](double k2) {
      const double P = ray.P(k2);
      const double D2 = 2.0 * ray.E(k2) - P * P;
      if (D2 <= 0.0) return 0.0;
      const double D = std::sqrt(D2);
      const double q1 = 0.5 * (P + D);
      const double q2 = 0.5 * (P - D);
      if (q1 > pi || q2 < -pi) return 0.0;
      Side in, out;
      in.add(n_k);
      in.add(n(k2));
      out.add(n(q1));
      out.add(n(q2));
      return gain_minus_loss(in, out) / D;  // both labellings of the pair, each with weight 1/(2D')
    });
  }
  return sum / two_pi;
}

double three_body(const Occupation& n, double k, double tolerance) {
  static const GaussRule outer(8), inner(22), arc(12);
  static const std::vector<Parabola> changes = shape_changes(3);
  static const std::vector<Parabola> crossings = changes_of_crossings(changes);
  const double n_k = n(k);
  const auto over_k3 = [&](double k2) {
    const double n_2 = n(k2);
    double sum = 0.0;
    for (int m = -2; m <= 2; ++m) {
      const Ray ray{k + k2 - two_pi * m, k * k + k2 * k2, 1.0};
      sum += integrate_panels(panel_edges(ray, changes), inner, [&](double k3) {
        Side in;
        in.add(n_k);
        in.add(n_2);
        in.add(n(k3));
        return circle(n, ray.P(k3), ray.E(k3), in, Side{}, arc);
      });
    }
    return sum;
  };
  std::vector<double> edges;
  for (int m = -2; m <= 2; ++m) {
    const std::vector<double> more = panel_edges({k - two_pi * m, k * k, 1.0}, crossings);
    edges.insert(edges.end(), more.begin(), more.end());
  }
  std::sort(edges.begin(), edges.end());
  const double scale = two_pi * two_pi * two_pi;  // (2 pi)^5 / (2 pi)^2
  double sum = 0.0;
  for (std::size_t e = 0; e + 1 < edges.size(); ++e) {
    const double width = edges[e + 1] - edges[e];
    if (width < 1e-13) continue;
    const auto g = on_panel(edges[e], edges[e + 1], over_k3);
    sum += integrate_adaptive(g, -1.0, 1.0, tolerance * scale * width / two_pi, outer,
                              integrate(g, -1.0, 1.0, outer));
  }
  return sum / scale;
}

Estimate four_body(const Occupation& n, double k, int points, int shifts, std::uint64_t seed) {
  if (points < 2 || shifts < 2) {
    throw std::invalid_argument("four_body: at least two points and two shifts");
  }
  int count =
      1;  // the Fibonacci number F >= points; the lattice (i, i F') / F of its neighbour F' is the best of its size
  int generator = 1;
  while (count < points)
    count += std::exchange(generator, count);

  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  double mean = 0.0;
  double square = 0.0;
  for (int s = 0; s < shifts; ++s) {
    const double shift_2 = uniform(random);
    const double shift_3 = uniform(random);
    double sum = 0.0;
    for (int i = 0; i < count; ++i) {
      const double k2 = in_zone(i / static_cast<double>(count) + shift_2);
      const double k3 = in_zone(i * (generator / static_cast<double>(count)) + shift_3);
      sum += over_k4_and_sphere(n, k, k2, k3);
    }
    const double value = sum / count / (two_pi * two_pi * two_pi);  // (2pi)^2 (2pi)^2 / (2pi)^7
    mean += value / shifts;
    square += value * value / shifts;
  }
  return {mean, std::sqrt(std::max(0.0, square - mean * mean) / (shifts - 1))};
}

}  // namespace kapitza::test
