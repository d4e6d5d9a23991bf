// The tables of docs/numerics.md on linear response, in Markdown (tools/numerics_linear): |psi|^6 about 1 / (k^2 + 1).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "kapitza/linear/linear_response.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::linear;

ThermalBackground background(int points, double accuracy, std::optional<double> tau_max) {
  const model::MomentumGrid grid{points};
  const model::ParabolicDispersion dispersion;
  return thermal_background(
      grid, dispersion, model::Interaction{{{3, 6.0}}},
      {.accuracy = accuracy, .tau_max = tau_max, .tau_step = {}, .lattice = {}}, {1.0, -1.0});
}

void print_junction(const char* label, const LinearResponse& response) {
  const HalfSpace wall = response.half_space();
  const Pair2x2 &kappa = response.conductivity(), &R = wall.resistance();
  const Consistency c = consistency(wall);
  std::printf("| %s | %.5f | %.5f | %.5f | %.1e | %.5f | %.5f | %.5f | %.1e | %.1e |\n", label,
              kappa[0][0], 0.5 * (kappa[0][1] + kappa[1][0]), kappa[1][1],
              std::abs(kappa[0][1] - kappa[1][0]), R[0][0], 0.5 * (R[0][1] + R[1][0]), R[1][1],
              std::abs(R[0][1] - R[1][0]), c.detailed_balance);
}

void print_head(const char* first) {
  std::printf(
      "| %s | kappa_11 | kappa_1E | kappa_EE | antisymmetric | R_11 | R_1E | R_EE | "
      "antisymmetric | detailed balance |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | "
      "--- |\n",
      first);
}

void momentum_table() {
  std::printf("Momentum nodes K; T = 64.\n\n");
  print_head("K");
  Pair2x2 before{}, last{};
  for (const int K : {64, 128, 256, 512, 1024}) {
    const LinearResponse response{background(K, 1e-6, 64.0)};
    print_junction(std::to_string(K).c_str(), response);
    before = last;
    last = response.half_space().resistance();
  }
  const auto limit = [&](int a, int b) { return (4.0 * last[a][b] - before[a][b]) / 3.0; };
  std::printf("| extrapolated, order 2 | | | | | %.5f | %.5f | %.5f | | |\n\n", limit(0, 0),
              0.5 * (limit(0, 1) + limit(1, 0)), limit(1, 1));
}

void accuracy_table() {
  std::printf("Accuracy of the collision integral; K = 256.\n\n");
  print_head("accuracy");
  for (const char* accuracy : {"1e-3", "1e-4", "1e-5", "1e-6"}) {
    const LinearResponse response{background(256, std::atof(accuracy), {})};
    print_junction(accuracy, response);
  }
  std::printf("\n");
}

void slab_table() {
  const LinearResponse response{background(256, 1e-6, {})};
  const HalfSpace wall = response.half_space();
  const auto K = static_cast<std::size_t>(response.background().grid().size());
  std::vector<double> left(K, 0.0), right(K, 0.0);
  for (std::size_t i = K / 2; i < K; ++i)
    left[i] = std::sin(response.background().grid()[static_cast<int>(i)]);
  std::printf(
      "Slab of K = 256. `law`: largest element of the total resistance minus "
      "(2 R + Lambda kappa^-1), relative; slowest rate %.5f. The rest: dn_left = sin k, "
      "nothing from the right (Fig. 5).\n\n"
      "| Lambda | law | Lambda max transmitted | reflected: deviation | transmitted: "
      "deviation | number current | energy current | entropy production |\n| --- | --- | "
      "--- | --- | --- | --- | --- | --- |\n",
      response.modes().rates().front());
  for (const double Lambda : {0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0}) {
    const Slab slab = response.slab(Lambda);
    const Pair2x2 total = slab.total_resistance(), law = slab_law(wall, Lambda);
    double difference = 0.0;
    for (std::size_t a = 0; a < 2; ++a) {
      for (std::size_t b = 0; b < 2; ++b)
        difference = std::max(difference, std::abs(total[a][b] - law[a][b]));
    }
    const SlabState state = slab.solve(left, right);
    double most = 0.0;
    for (const double dn : state.transmitted())
      most = std::max(most, dn);
    const auto deviation = [&](const std::vector<double>& dn, Movers movers) {
      return thermal_part(response.background(), dn, movers).deviation;
    };
    std::printf("| %g | %.1e | %.4f | %.4f | %.4f | %.5e | %.5e | %.4f |\n", Lambda,
                difference / symmetric_eigenvalues(law)[1], Lambda * most,
                deviation(state.reflected(), Movers::Left),
                deviation(state.transmitted(), Movers::Right), state.current()[Number],
                state.current()[Energy], state.entropy_production());
  }
}

}  // namespace

int main() {
  momentum_table();
  accuracy_table();
  slab_table();
}
