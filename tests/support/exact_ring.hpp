#pragma once

#include <functional>
#include <map>
#include <span>
#include <vector>

namespace kapitza::test {

/// The rates d_t n_k of a ring of N sites in exact time-dependent perturbation theory, the independent method against which the next order is
/// judged. It shares nothing with src/: no diagrams, no normal ordering, no transform. The interaction sum_x [V(|psi_x|^2) - U |psi_x|^2],
/// U = sum_l c_l l rho^{l-1}, is written out as a polynomial in the N modes, the brackets
///
///   second = int dtau w(tau) <{{|a_k|^2, H(0)}, H(-tau)}> ,
///   third  = int dtau1 dtau2 w(tau1 + tau2) <{{{|a_k|^2, H(0)}, H(-tau1)}, H(-tau1-tau2)}>
///
/// are taken monomial by monomial, and averaged with <|a_j|^{2m}> = m! n_j^m. Both times end where tau1 + tau2 = T.
struct RingRates {
  std::vector<double> second, third;
};

/// `c`: c_l of V(y) = sum_l c_l y^l / l!; E, n: [N], N <= 6. `window`: w, smooth between 0, T/4, T/2 and T. Error of the integrals below 1e-10.
RingRates exact_ring_rates(const std::map<int, double>& c, std::span<const double> E,
                           std::span<const double> n, double T,
                           const std::function<double(double)>& window);

}  // namespace kapitza::test
