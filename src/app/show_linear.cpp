#include <fmt/core.h>

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "show_kinds.hpp"

namespace kapitza::app {
namespace {

/// Two rows, number and energy.
void print_matrix(const std::string& name, const std::string& meaning,
                  const std::vector<double>& A) {
  fmt::print("  {:<6}{:12.6g} {:12.6g}    {}\n", name, A.at(0), A.at(1), meaning);
  fmt::print("  {:<6}{:12.6g} {:12.6g}\n", "", A.at(2), A.at(3));
}

void print_laws(const io::ResultReader& file) {
  const auto number = [&](const std::string& name) {
    return file.numbers("/consistency/" + name).at(0);
  };
  for (const std::string name : {"conductivity", "resistance"}) {
    const auto eigenvalues = file.numbers("/consistency/" + name + "_eigenvalues");
    fmt::print("  {:<13} eigenvalues {:.6g}, {:.6g}; asymmetry {:.1e}\n", name, eigenvalues.at(0),
               eigenvalues.at(1), number(name + "_asymmetry"));
  }
  fmt::print("  conservation {:.1e}, detailed balance {:.1e}, reciprocity {:.1e}\n",
             number("conservation"), number("detailed_balance"), number("reciprocity"));
  const auto deviation = file.numbers("/half_space/profile_deviation");
  fmt::print("  outgoing profile per unit current: deviation {:.4g} (number), {:.4g} (energy)\n",
             deviation.at(0), deviation.at(1));
}

void print_Lambda(const io::ResultReader& file) {
  const auto Lambda = file.numbers("/Lambda"), number = file.numbers("/current/number"),
             energy = file.numbers("/current/energy"),
             entropy = file.numbers("/entropy_production"),
             reflected = file.numbers("/reflected_deviation"),
             transmitted = file.numbers("/transmitted_deviation"),
             law = file.numbers("/slab_law_difference");
  fmt::print("\n{:>10} {:>12} {:>12} {:>12} {:>10} {:>10} {:>10}\n", "Lambda", "J_number",
             "J_energy", "entropy", "dev(refl)", "dev(trans)", "slab law");
  for (std::size_t i = 0; i < Lambda.size(); ++i)
    fmt::print("{:10.4g} {:12.5e} {:12.5e} {:12.5e} {:10.4f} {:10.4f} {:10.1e}\n", Lambda[i],
               number.at(i), energy.at(i), entropy.at(i), reflected.at(i), transmitted.at(i),
               law.at(i));
  fmt::print(
      "\n  entropy: produced in the slab; dev: distance of what leaves from thermal form, 0 "
      "thermal "
      "to 1;\n  slab law: total resistance minus (2 R + Lambda/kappa), relative\n");
}

void print_scan(const io::ResultReader& file) {
  const auto mu = file.numbers("/scan/mu"), kappa = file.numbers("/scan/conductivity"),
             R = file.numbers("/scan/resistance"),
             kappa_asymmetry = file.numbers("/scan/conductivity_asymmetry"),
             R_asymmetry = file.numbers("/scan/resistance_asymmetry");
  fmt::print("\n{:>9} {:>12} {:>12} {:>12} {:>8} {:>12} {:>12} {:>12} {:>8}\n", "mu", "kappa_11",
             "kappa_1E", "kappa_EE", "asym", "R_11", "R_1E", "R_EE", "asym");
  for (std::size_t i = 0; i < mu.size(); ++i) {
    const auto row = [&](const std::vector<double>& A) { return std::span{A}.subspan(4 * i, 4); };
    fmt::print("{:9.4g} {:12.5e} {:12.5e} {:12.5e} {:8.1e} {:12.5e} {:12.5e} {:12.5e} {:8.1e}\n",
               mu[i], row(kappa)[0], 0.5 * (row(kappa)[1] + row(kappa)[2]), row(kappa)[3],
               kappa_asymmetry.at(i), row(R)[0], 0.5 * (row(R)[1] + row(R)[2]), row(R)[3],
               R_asymmetry.at(i));
  }
}

}  // namespace

void show_linear(const io::ResultReader& file) {
  fmt::print("\n  {} momenta; background beta = {:.6g}, mu = {:.6g}\n\n", file.shape("/k").at(0),
             file.numbers("/background/beta").at(0), file.numbers("/background/mu").at(0));
  print_matrix("kappa", "row: number, energy current; column: per gradient of -alpha",
               file.numbers("/conductivity"));
  print_matrix("R",
               "row: jump of alpha = (d(beta mu), -d beta); column: per number, energy current",
               file.numbers("/resistance"));
  print_laws(file);
  print_Lambda(file);
  if (file.contains("/scan/mu")) print_scan(file);
}

}  // namespace kapitza::app
