#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "kapitza/model/defect.hpp"

namespace kapitza::micro {

/// The defect on the lattice: the local term lambda D_x V'(|psi_x|^2) psi_x of the equation of motion (14).
struct Defect {
  model::DefectProfile profile;
  double lambda = 0;
  std::vector<double>
      V_prime;  ///< V'(y) = sum_m V_prime[m] y^m, the renormalisation A included in V_prime[0]
};

/// V'(y) of V(y) = sum_l c_l y^l / l! + A y, by powers of y.
std::vector<double> derivative_of_interaction(const std::map<int, double>& coefficients, double A);

/// The damping gamma_x on the consecutive sites (modulo the lattice) where it is not zero.
struct Damping {
  std::int64_t first = 0;  ///< site of gamma[0], in [0, sites)
  std::vector<double> gamma;
  double integral() const noexcept;  ///< Gamma = sum_x gamma_x
};

/// gamma = rate cos^2(pi d / (2 width)) at a distance d < width from the joint of the ring at x = 0: both reservoirs of
/// the paper's Appendix A in one absorbing region. 2 width - 1 sites.
Damping smooth_reservoir(std::int64_t sites, std::int64_t width, double rate);
/// gamma = rate on all sites.
Damping uniform_damping(std::int64_t sites, double rate);

/// A ring of sites 0 .. sites-1 with the defect in the middle, around x = sites/2, and the damping around x = 0:
///
///   i d_t psi = A psi + lambda D_x V'(|psi|^2) psi - i gamma_x psi + sqrt(gamma_x) xi                            (14)
///
/// with the misprints of (14) corrected (docs/theory.md, Corrections to the source paper). Damping and defect must not overlap.
struct System {
  std::int64_t sites = 0;
  Damping damping;
  Defect defect;
};

}  // namespace kapitza::micro
