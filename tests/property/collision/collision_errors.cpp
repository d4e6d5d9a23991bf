// Errors of the collision integral as comma-separated lines, for the tables of docs/numerics.md (tools/numerics_table):
//
//   grid,K,l,T,error     max_k |I_k - oracle| / max_k |I_k| for the state without symmetry of density 1/2, one l at a time
//   cutoff,K,l,T,error   the same at fixed K for by-hand cut-offs T, against the largest of them
//   thermal,K,l,T,error  max_k |I_k| / (C_l rho^{2l-1}) for n = 1/(k^2 + 1), where the exact value is zero
#include <cmath>
#include <cstdio>
#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "support/collision_states.hpp"
#include "support/max_or_nan.hpp"
#include "support/resonant_manifold.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::collision;
using namespace kapitza::collision::testing;

const model::ParabolicDispersion dispersion;

CollisionSettings cut_off(double T) {
  CollisionSettings settings = to_accuracy(1e-6);
  settings.tau_max = T;
  return settings;
}

/// I_k / C_l for the interaction that has only l-body collisions at the density of n.
std::vector<double> integral(int l, const model::MomentumGrid& grid, const std::vector<double>& n,
                             double T) {
  const double rho = model::density(n, grid);
  const model::Interaction interaction = pure_order(l, rho);
  CollisionOperator collisions(grid, dispersion, interaction, cut_off(T), {{n}});
  std::vector<double> I(n.size());
  collisions.evaluate(n, I);
  for (double& I_k : I)
    I_k /= interaction.collision_coefficient(l, rho);
  return I;
}

double largest(const std::vector<double>& I) {
  double value = 0.0;
  for (const double I_k : I)
    value = test::max_or_nan(value, std::abs(I_k));
  return value;
}

double error_against_oracle(int l, int K, double T) {
  const model::MomentumGrid grid(K);
  const std::vector<double> I = integral(l, grid, asymmetric_on(grid), T);
  const int stride = l == 2 ? 1 : K / 32;
  double error = 0.0;
  for (int i = 0; i < K; i += stride) {
    const double oracle =
        l == 2 ? test::two_body(asymmetric, grid[i]) : test::three_body(asymmetric, grid[i], 1e-9);
    error = test::max_or_nan(error, std::abs(I[static_cast<std::size_t>(i)] - oracle));
  }
  return error / largest(I);
}

}  // namespace

int main() {
  for (const int l : {2, 3}) {
    for (const int K : {64, 128, 256, 512}) {
      std::printf("grid,%d,%d,96,%.3e\n", K, l, error_against_oracle(l, K, 96.0));
    }
  }
  const model::MomentumGrid grid(128);
  for (const int l : {3, 4}) {
    const std::vector<double> finest = integral(l, grid, asymmetric_on(grid), 192.0);
    const std::vector<double> n = model::thermal_occupation({1.0, -1.0}, grid, dispersion);
    const double unit = std::pow(model::density(n, grid), 2 * l - 1);
    for (const double T : {8.0, 16.0, 32.0, 64.0, 128.0}) {
      std::vector<double> difference = integral(l, grid, asymmetric_on(grid), T);
      for (std::size_t i = 0; i < finest.size(); ++i)
        difference[i] -= finest[i];
      std::printf("cutoff,128,%d,%g,%.3e\n", l, T, largest(difference) / largest(finest));
      std::printf("thermal,128,%d,%g,%.3e\n", l, T, largest(integral(l, grid, n, T)) / unit);
    }
  }
}
