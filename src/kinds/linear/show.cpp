#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "kapitza/linear/thermoelectric.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// Two rows, number and energy.
void print_matrix(const std::string& name, const std::string& meaning, const linear::Pair2x2& A) {
  fmt::print("  {:<6}{:12.6g} {:12.6g}    {}\n", name, A[0][0], A[0][1], meaning);
  fmt::print("  {:<6}{:12.6g} {:12.6g}\n", "", A[1][0], A[1][1]);
}

double largest(const linear::Pair2x2& A) {
  return std::max({A[0][0], A[0][1], A[1][0], A[1][1]});
}

void print_errors(const Junction& junction) {
  const double kappa = largest(junction.conductivity_error), R = largest(junction.resistance_error);
  if (std::isfinite(kappa) && std::isfinite(R))
    fmt::print("  errors: at most {:.1e} (kappa), {:.1e} (R)\n", kappa, R);
  else
    fmt::print("  errors: not estimated (momentum.estimate)\n");
}

void print_thermoelectric(const Junction& junction) {
  fmt::print("\n  {:<22} {:>12} {:>12} {:>12} {:>12} {:>12}\n", "", "conductance", "Seebeck",
             "thermal c.", "Lorenz", "Z T");
  const auto print = [&](const char* name, const linear::Pair2x2& G) {
    const auto c = linear::thermoelectric(G, {junction.beta, junction.mu});
    fmt::print("  {:<22} {:12.5g} {:12.5g} {:12.5g} {:12.5g} {:12.5g}\n", name, c.conductance,
               c.seebeck, c.thermal_conductance, c.lorenz, c.figure_of_merit);
  };
  print("bulk, times Lambda", junction.conductivity);
  print("one wall, of R^{-1}", linear::inverse(junction.resistance));
  fmt::print(
      "  conductance: J_N per d mu at dT = 0; Seebeck: -d mu/dT, thermal c.: J_Q per dT, at J_N = "
      "0\n\n");
}

void print_laws(const Junction& junction) {
  const linear::Consistency& laws = junction.laws;
  const auto print = [](const char* name, const linear::Pair& eigenvalues, double asymmetry) {
    fmt::print("  {:<13} eigenvalues {:.6g}, {:.6g}; asymmetry {:.1e}\n", name, eigenvalues[0],
               eigenvalues[1], asymmetry);
  };
  print("conductivity", laws.conductivity_eigenvalues, laws.conductivity_asymmetry);
  print("resistance", laws.resistance_eigenvalues, laws.resistance_asymmetry);
  fmt::print("  conservation {:.1e}, detailed balance {:.1e}, reciprocity {:.1e}\n",
             laws.conservation, laws.detailed_balance, laws.reciprocity);
  fmt::print(
      "  momenta: the collision matrix annihilates what is conserved to {:.1e} before that is "
      "enforced\n",
      junction.invariant_defect);
  const linear::Pair& deviation = junction.profile_deviation;
  fmt::print("  outgoing profile per unit current: deviation {:.4g} (number), {:.4g} (energy)\n",
             deviation[0], deviation[1]);
}

void print_Lambda(const std::vector<double>& Lambda, const std::vector<SlabResponse>& states) {
  fmt::print("\n{:>10} {:>12} {:>12} {:>12} {:>10} {:>10} {:>10}\n", "Lambda", "J_number",
             "J_energy", "entropy", "dev(refl)", "dev(trans)", "slab law");
  for (std::size_t i = 0; i < states.size(); ++i) {
    const SlabResponse& state = states[i];
    fmt::print("{:10.4g} {:12.5e} {:12.5e} {:12.5e} {:10.4f} {:10.4f} {:10.1e}\n", Lambda[i],
               state.current[0], state.current[1], state.entropy_production,
               state.reflected_deviation, state.transmitted_deviation, state.slab_law_difference);
  }
  fmt::print(
      "\n  entropy: produced in the slab; dev: distance of what leaves from thermal form, 0 "
      "thermal to 1;\n  slab law: total resistance minus (2 R + Lambda/kappa), relative\n");
}

void print_scan(const std::vector<double>& mu, const std::vector<ScanPoint>& scan) {
  fmt::print("\n{:>9} {:>12} {:>12} {:>12} {:>8} {:>12} {:>12} {:>12} {:>8}\n", "mu", "kappa_11",
             "kappa_1E", "kappa_EE", "asym", "R_11", "R_1E", "R_EE", "asym");
  for (std::size_t i = 0; i < mu.size(); ++i) {
    const linear::Pair2x2 &kappa = scan[i].conductivity, &R = scan[i].resistance;
    fmt::print("{:9.4g} {:12.5e} {:12.5e} {:12.5e} {:8.1e} {:12.5e} {:12.5e} {:12.5e} {:8.1e}\n",
               mu[i], kappa[0][0], 0.5 * (kappa[0][1] + kappa[1][0]), kappa[1][1],
               scan[i].conductivity_asymmetry, R[0][0], 0.5 * (R[0][1] + R[1][0]), R[1][1],
               scan[i].resistance_asymmetry);
  }
}

}  // namespace

void show_linear(const io::ResultReader& file) {
  const Junction junction = junction_fields().read(file, 1).front();
  fmt::print("\n  {} momenta; background beta = {:.6g}, mu = {:.6g}\n\n",
             junction.background.size(), junction.beta, junction.mu);
  print_matrix("kappa", "row: number, energy current; column: per gradient of -alpha",
               junction.conductivity);
  print_matrix("R",
               "row: jump of alpha = (d(beta mu), -d beta); column: per number, energy current",
               junction.resistance);
  print_errors(junction);
  print_thermoelectric(junction);
  print_laws(junction);
  const auto Lambda = file.numbers("/Lambda");
  print_Lambda(Lambda, slab_fields(false).read(file, Lambda.size()));
  if (!file.contains("/scan/mu")) return;
  const auto mu = file.numbers("/scan/mu");
  print_scan(mu, scan_fields().read(file, mu.size()));
}

}  // namespace kapitza::kinds
