// Two beams of carriers with V = |psi|^6: what collisions do to them, the thermal state that they tend to, and the boundary
// resistance of a defect about it.
#include <cmath>
#include <cstdio>
#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/linear/linear_response.hpp"
#include "kapitza/model/occupation.hpp"

using namespace kapitza;

int main() {
  const model::MomentumGrid grid{128};
  const model::ParabolicDispersion dispersion;
  const model::Interaction sextic{{{3, 6.0}}};  // V(y) = 6 y^3 / 3!, y = |psi|^2
  collision::CollisionSettings settings;
  settings.accuracy = 1e-6;

  const auto beams = [](double k) {
    return 0.15 + 1.6 * std::exp(-std::pow((std::abs(k) - 1.2) / 0.4, 2));
  };
  const std::vector<double> n = model::sampled_occupation(beams, grid);

  // I_k[n] conserves number and energy, and produces entropy S = int dk/2pi log n.
  const std::vector<std::vector<double>> references{n};
  collision::CollisionOperator collisions{grid, dispersion, sextic, settings, references};
  std::vector<double> I(n.size()), entropy(n.size());
  collisions.evaluate(n, I);
  double turnover = 0;
  for (std::size_t i = 0; i < n.size(); ++i) {
    entropy[i] = I[i] / n[i];
    turnover += std::abs(I[i]) / grid.size();
  }
  std::printf("density              %.12g\n", model::density(n, grid));
  std::printf("turnover             %.12g\n", turnover);
  std::printf("dN/dt                %.3g\n", model::density(I, grid));
  std::printf("dE/dt                %.3g\n", model::energy_density(I, grid, dispersion));
  std::printf("dS/dt                %.12g\n", grid.integrate(entropy));

  // About a thermal state: the resistance that its edges put in the way of carriers, exact in X.
  const model::ThermalState state{.beta = 1, .mu = -1};
  const linear::LinearResponse response{
      linear::thermal_background(grid, dispersion, sextic, settings, state)};
  const linear::Pair2x2 R = response.half_space().resistance();
  std::printf("boundary resistance  %.12g %.12g %.12g %.12g\n", R[0][0], R[0][1], R[1][0], R[1][1]);
}
