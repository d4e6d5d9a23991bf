// A homogeneous lattice with random phases, no defect and no reservoir, must relax as the homogeneous kinetic equation says: the only
// comparison of both engines without boundaries in between.
//
// The initial state is not dressed by the interaction, which offsets n(k, t) by a constant of order lambda^2; the change between t/2 and t is free of
// it. It is regressed on lambda^2 t/2 I_k over all k. Each realisation gives one independent estimate of the slope, and the prediction has no
// parameter: the equation is integrated to t with and without the next order in lambda.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "kapitza/boltzmann/homogeneous_relaxation.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/next_order.hpp"
#include "kapitza/micro/relaxing/relaxing_ensemble.hpp"
#include "kapitza/micro/system.hpp"
#include "support/collision_states.hpp"

namespace kapitza::micro {
namespace {

using namespace collision::testing;

constexpr int K = 128;

struct Experiment {
  double lambda, time;
  std::int64_t sites;
  int realisations;
};

struct Slopes {
  double measured, error;
  double leading, next;  ///< predicted

  double z_leading() const { return (measured - leading) / error; }
  double z_next() const { return (measured - next) / error; }
};

const model::Interaction& only_three_bodies() {
  static const auto V = pure_order(3, asymmetric_density);
  return V;
}

class Lattice {
 public:
  explicit Lattice(const model::Interaction& V)
      : V_{V},
        n_{asymmetric_on(grid_)},
        I_{grid_, dispersion_, V, to_accuracy(1e-4)},
        J_{grid_, dispersion_, V, {}},
        I_initially_(K) {
    I_.evaluate(n_, I_initially_);
  }

  Slopes slopes(const Experiment& setup, std::uint64_t seed) {
    collision::RelaxationRate leading{grid_, I_, setup.lambda};
    collision::RelaxationRate next{grid_, I_, J_, setup.lambda,
                                   collision::Resummation::PadeByMomentum};
    const RelaxingResult found = measured(setup, seed);
    const Slopes slopes{found.slope, found.slope_error, predicted(leading, setup),
                        predicted(next, setup)};
    std::printf("lambda = %g, t = %g: slope %.3f(%.3f), predicted %.3f, at leading order %.3f\n",
                setup.lambda, setup.time, slopes.measured, slopes.error, slopes.next,
                slopes.leading);
    return slopes;
  }

 private:
  std::vector<double> direction(const Experiment& setup) const {
    std::vector<double> change = I_initially_;
    for (double& rate : change)
      rate *= setup.lambda * setup.lambda * setup.time / 2;
    return change;
  }
  double predicted(collision::RelaxationRate& rate, const Experiment& setup) const {
    const auto n = boltzmann::relax(grid_, rate, n_, std::vector{setup.time / 2, setup.time}, 1e-6);
    const auto along = direction(setup);
    double changed = 0, square = 0;
    for (int k = 0; k < K; ++k) {
      changed += (n[1][k] - n[0][k]) * along[k];
      square += along[k] * along[k];
    }
    return changed / square;
  }
  RelaxingResult measured(const Experiment& setup, std::uint64_t seed) const {
    const double dt = 0.2;
    const auto half = static_cast<std::uint64_t>(std::lround(setup.time / 2 / dt));
    const Communicator self = Communicator::alone();
    RelaxingEnsemble ensemble{
        self,
        {setup.sites, setup.lambda, derivative_of_interaction(V_.coefficients(), 0.0), asymmetric},
        dispersion_,
        {.splitting = {.step = dt}, .seed = seed, .cells = K, .looks = {half, 2 * half}},
        {.realisations = setup.realisations, .direction = direction(setup)},
        Planning::Measure};
    ensemble.run({});
    return ensemble.result();
  }

  const model::MomentumGrid grid_{K};
  const model::ParabolicDispersion dispersion_;
  model::Interaction V_;
  std::vector<double> n_;
  collision::CollisionOperator I_;
  collision::NextOrder J_;
  std::vector<double> I_initially_;
};

// Three standard errors: a false alarm in 370 seeds, but the seed is fixed. A cut of the double time integral at T = 8 leaves 1 % of the slope,
// a quarter of a standard error.
TEST(RelaxationRate, IsThatOfTheKineticEquationWithTheNextOrder) {
  const Slopes slopes = Lattice{power(3)}.slopes({0.02, 60, 4096, 250}, 1);
  EXPECT_LT(std::abs(slopes.z_next()), 3);
  EXPECT_LT(slopes.z_leading(), -8);
  EXPECT_LT(slopes.error, 0.02);
}

TEST(RelaxationRate, OfThreeBodyCollisionsAloneIsThatOfTheKineticEquationWithTheNextOrder) {
  const Slopes slopes = Lattice{only_three_bodies()}.slopes({0.02, 60, 4096, 250}, 1);
  EXPECT_LT(std::abs(slopes.z_next()), 3);
  EXPECT_LT(slopes.z_leading(), -2);
  EXPECT_LT(slopes.error, 0.04);
}

// Odd in lambda: the mean of both signs is the drift at leading order.
TEST(RelaxationRate, OfPairsIsFasterForAttraction) {
  Lattice lattice{power(2)};
  const Slopes plus = lattice.slopes({0.09, 60, 4096, 100}, 1),
               minus = lattice.slopes({-0.09, 60, 4096, 100}, 1);
  EXPECT_LT(std::abs(plus.z_next()), 3);
  EXPECT_LT(std::abs(minus.z_next()), 3);
  EXPECT_LT(plus.z_leading(), -3);
  EXPECT_GT(minus.z_leading(), 2);
}

bool nightly() {
  const char* value = std::getenv("KAPITZA_NIGHTLY");
  return value && *value == '1';
}
constexpr const char* too_long =
    "takes a quarter of an hour: KAPITZA_NIGHTLY=1, or tools/test --all";

// The prediction is no better than 2 %: what a cut at T = 8 and the orders beyond the next leave.
void expect_agreement(const Slopes& slopes) {
  EXPECT_NEAR(slopes.measured, slopes.next, 3 * std::hypot(slopes.error, 0.02 * slopes.next));
}

TEST(RelaxationRate, ApproachesTheCollisionIntegralAsTheCouplingFalls) {
  if (!nightly()) GTEST_SKIP() << too_long;
  Lattice lattice{power(3)};
  double last = 0;
  for (const Experiment& setup :
       {Experiment{0.02, 60, 4096, 2000}, Experiment{0.01, 200, 4096, 1000},
        Experiment{0.01, 100, 4096, 2000}, Experiment{0.005, 400, 8192, 1000},
        Experiment{0.0025, 800, 8192, 1500}}) {
    const Slopes slopes = lattice.slopes(setup, 3);
    expect_agreement(slopes);
    last = slopes.measured;
  }
  EXPECT_GT(last, 0.85);
}

TEST(RelaxationRate, OfThreeBodiesAloneApproachesItAsTheCouplingFalls) {
  if (!nightly()) GTEST_SKIP() << too_long;
  Lattice lattice{only_three_bodies()};
  Slopes last{};
  for (const Experiment& setup :
       {Experiment{0.02, 60, 4096, 1000}, Experiment{0.01, 200, 4096, 500},
        Experiment{0.005, 400, 4096, 1000}, Experiment{0.0025, 800, 8192, 1500}}) {
    last = lattice.slopes(setup, 1);
    expect_agreement(last);
  }
  EXPECT_NEAR(last.measured, 1.0, 3 * last.error + 0.03);
  EXPECT_LT(last.error, 0.03);
}

}  // namespace
}  // namespace kapitza::micro
