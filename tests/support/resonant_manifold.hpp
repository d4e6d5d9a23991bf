#pragma once

#include <cstdint>
#include <functional>

namespace kapitza::test {

/// The collision integral (27) for one l, C_l = 1, parabolic dispersion E = k^2 on [-pi, pi), by direct integration over the
/// resonant manifold: the independent method against which the auxiliary-time code is judged. It shares nothing with src/:
/// no auxiliary time, no transform, no grid.
///
///   I_k = int d^{l-1}k / (2pi)^{l-1}  d^l q / (2pi)^l  2pi delta(sum k - sum q mod 2pi)  2pi delta(sum E(k) - sum E(q))
///         [ prod n(q) sum_i prod_{j!=i} n(k_j)  -  prod n(k) sum_i prod_{j!=i} n(q_j) ],   k_1 = k
///
/// For fixed k_2 .. k_l and fixed umklapp m the outgoing momenta lie where the plane sum q = P, P = sum k - 2pi m, cuts the
/// sphere sum q^2 = E, which is a sphere S^{l-2} of radius r, r^2 = E - P^2/l, and the deltas leave
///   int d^l q delta(sum q - P) delta(sum q^2 - E) = r^{l-3} / (2 sqrt(l)) int dOmega_{l-2},   all q_i in [-pi, pi]:
/// two points for l = 2, a circle of constant weight for l = 3, a sphere for l = 4. Gain and loss stay in one integrand, so
/// that forward scattering, {q} = {k}, cancels point by point.
///
/// n must be positive and smooth inside the zone; kinks at +-pi (thermal states) are harmless.
using Occupation = std::function<double(double k)>;

/// l = 2: umklapp only (for m = 0 the two outgoing points are the ingoing ones). A smooth line integral, to 1e-12.
double two_body(const Occupation& n, double k);

/// l = 3: nested quadrature, split at every shape change of the outgoing arc and adaptive in k_2 between the points at which
/// these merge or leave the zone. `tolerance` is absolute. Measured: 1e-11 in 0.15 s for n of order one half.
double three_body(const Occupation& n, double k, double tolerance);

/// A quasi-Monte-Carlo value with its standard error, from independent random shifts of the same point set.
struct Estimate {
  double value;
  double error;
};

/// l = 4: nested quadrature, split as for l = 3, in k_4 and on the sphere, times a Fibonacci lattice of at least `points` nodes
/// in (k_2, k_3), on which the rest is periodic, repeated for `shifts` >= 2 random shifts drawn from `seed`. The error falls
/// about as 1/points and 1/sqrt(shifts); about 4 ms per node and shift.
Estimate four_body(const Occupation& n, double k, int points, int shifts, std::uint64_t seed);

}  // namespace kapitza::test
