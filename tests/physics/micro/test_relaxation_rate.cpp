// A homogeneous lattice with random phases, no defect and no reservoir, must relax at the rate lambda^2 I_k that the
// collision integral predicts (docs/theory.md): the only comparison of both engines without boundaries in between.
//
// The initial state is not dressed by the interaction, which offsets n(k, t) by a constant of order lambda^2; the slope
// between t/2 and t is free of it. It is regressed on lambda^2 I_k over all k, once on the whole integral and once on the
// parts l = 3 and l = 2 apart. Each realisation gives one independent estimate of the coefficients.
//
// Both parts approach 1 slowly as lambda falls. With the lower powers added to |psi|^6 that cancel all two-body collisions at
// the density of the state the part l = 3 stands alone and is known better.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <numbers>
#include <random>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/micro/mode_transform.hpp"
#include "kapitza/micro/stepper.hpp"
#include "support/collision_states.hpp"

namespace kapitza::micro {
namespace {

using collision::testing::asymmetric;
using collision::testing::power;

constexpr int K = 256;

struct Experiment {
  double lambda;
  double time;
  std::int64_t sites;
  int realisations;
};

/// A mean over realisations with its standard error.
class Estimate {
 public:
  void add(double x) {
    ++count_;
    const double from_mean = x - mean_;
    mean_ += from_mean / count_;
    squares_ += from_mean * (x - mean_);
  }
  double mean() const { return mean_; }
  double error() const { return std::sqrt(squares_ / (count_ - 1) / count_); }

 private:
  double count_ = 0, mean_ = 0, squares_ = 0;
};

/// Of d_t n / lambda^2 on I_k.
struct Slopes {
  Estimate whole;
  Estimate three, two;  ///< on its parts of l = 3 and l = 2
};

/// I_k of three-body collisions, and the whole of it.
struct Prediction {
  std::vector<double> three, whole;
};

const model::Interaction& only_three_bodies() {
  static const auto V = collision::testing::pure_order(3, collision::testing::asymmetric_density);
  return V;
}

Prediction predicted(const model::Interaction& V) {
  const model::MomentumGrid grid{K};
  const model::ParabolicDispersion dispersion;
  const auto n = collision::testing::asymmetric_on(grid);
  Prediction I{std::vector<double>(K), std::vector<double>(K)};
  const auto settings = collision::testing::to_accuracy(1e-4);
  collision::CollisionOperator{grid, dispersion, only_three_bodies(), settings}.evaluate(n,
                                                                                         I.three);
  collision::CollisionOperator{grid, dispersion, V, settings}.evaluate(n, I.whole);
  return I;
}

/// Independent complex normal modes with <|psi_m|^2> = N n(k_m), transformed to sites.
void randomise(std::mt19937_64& random, ModeTransform& transform, FftwVector<Complex>& psi) {
  FftwVector<Complex> amplitude(transform.storage());
  std::normal_distribution<double> normal{0.0, std::sqrt(0.5)};
  const auto modes = transform.modes();
  const auto N = static_cast<double>(transform.sites());
  for (std::size_t j = 0; j < modes.size(); ++j) {
    const double n = asymmetric(momentum(modes[j], transform.sites()));
    amplitude[j] = std::sqrt(n / N) * Complex{normal(random), normal(random)};
  }
  transform.to_sites(amplitude.data(), psi.data());
}

/// |psi_m|^2 / N averaged over the modes in each cell of the momentum grid.
std::vector<double> occupation(ModeTransform& transform, FftwVector<Complex> psi) {
  FftwVector<Complex> amplitude(transform.storage());
  transform.to_modes(psi.data(), amplitude.data());
  std::vector<double> n(K), count(K);
  const auto modes = transform.modes();
  for (std::size_t j = 0; j < modes.size(); ++j) {
    const double k = momentum(modes[j], transform.sites());
    const auto cell = static_cast<std::size_t>((k / (2 * std::numbers::pi) + 0.5) * K) % K;
    n[cell] += std::norm(amplitude[j]) / static_cast<double>(transform.sites());
    count[cell] += 1;
  }
  for (std::size_t i = 0; i < K; ++i)
    n[i] /= count[i];
  return n;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += a[i] * b[i];
  return sum;
}

void regress(const Prediction& I, const std::vector<double>& rate, Slopes& slopes) {
  slopes.whole.add(dot(rate, I.whole) / dot(I.whole, I.whole));
  std::vector<double> two(K);
  for (std::size_t i = 0; i < K; ++i)
    two[i] = I.whole[i] - I.three[i];
  const double a = dot(I.three, I.three), b = dot(I.three, two), c = dot(two, two);
  if (c == 0) return;  // no two-body collisions
  const double p = dot(rate, I.three), q = dot(rate, two), determinant = a * c - b * b;
  slopes.three.add((c * p - b * q) / determinant);
  slopes.two.add((a * q - b * p) / determinant);
}

Slopes measured(const Experiment& setup, const model::Interaction& V, std::uint64_t seed) {
  const Prediction I = predicted(V);
  const model::ParabolicDispersion dispersion;
  System system;
  system.sites = setup.sites;
  system.defect.profile.D.assign(static_cast<std::size_t>(setup.sites), 1.0);
  system.defect.lambda = setup.lambda;
  system.defect.V_prime = derivative_of_interaction(V.coefficients(), 0.0);
  const std::shared_ptr<ModeTransform> transform = serial_transform(setup.sites, Planning::Measure);
  const double dt = 0.2;
  Stepper stepper{system,    dispersion, {dt, 2, 1},
                  transform, nullptr,    Communicator::borrowed(MPI_COMM_SELF)};
  const auto half = static_cast<std::uint64_t>(std::lround(setup.time / 2 / dt));
  std::mt19937_64 random{seed};
  FftwVector<Complex> psi(transform->storage());
  Slopes slopes;
  for (int r = 0; r < setup.realisations; ++r) {
    randomise(random, *transform, psi);
    stepper.advance(psi, 0, 0, half);
    const auto early = occupation(*transform, psi);
    stepper.advance(psi, 0, half, half);
    auto rate = occupation(*transform, psi);
    const double scale = setup.lambda * setup.lambda * dt * static_cast<double>(half);
    for (std::size_t i = 0; i < K; ++i)
      rate[i] = (rate[i] - early[i]) / scale;
    regress(I, rate, slopes);
  }
  std::printf("lambda = %g, t = %g: slope %.3f(%.3f)", setup.lambda, setup.time,
              slopes.whole.mean(), slopes.whole.error());
  if (V.coefficients().size() == 1)
    std::printf("; l = 3: %.3f(%.3f), l = 2: %.3f(%.3f)", slopes.three.mean(), slopes.three.error(),
                slopes.two.mean(), slopes.two.error());
  std::printf("\n");
  return slopes;
}

// Three standard errors of measurement and reference (0.02): a false alarm in 370, but the seed is fixed.
TEST(RelaxationRate, IsThatOfTheCollisionIntegralUpToTheKnownLossOfSlowPairs) {
  const Slopes slopes = measured({0.02, 60, 4096, 250}, power(3), 1);
  EXPECT_NEAR(slopes.whole.mean(), 0.56, 3 * std::hypot(slopes.whole.error(), 0.02));
  EXPECT_LT(slopes.whole.error(), 0.02);
}

TEST(RelaxationRate, OfThreeBodyCollisionsAloneIsThatOfTheCollisionIntegral) {
  const Slopes slopes = measured({0.005, 400, 4096, 200}, only_three_bodies(), 1);
  // 0.95 is the value of the nightly table, within 0.025; 1 is that for lambda = 0.
  EXPECT_NEAR(slopes.whole.mean(), 0.95, 3 * std::hypot(slopes.whole.error(), 0.025));
  EXPECT_LT(slopes.whole.error(), 0.07);
}

bool nightly() {
  const char* value = std::getenv("KAPITZA_NIGHTLY");
  return value && *value == '1';
}
constexpr const char* too_long =
    "takes a quarter of an hour: KAPITZA_NIGHTLY=1, or tools/test --all";

TEST(RelaxationRate, ApproachesTheCollisionIntegralAsTheCouplingFalls) {
  if (!nightly()) GTEST_SKIP() << too_long;
  struct Reference {
    Experiment setup;
    double slope;
  };
  const std::array<Reference, 5> table{{{{0.02, 60, 4096, 2000}, 0.56},
                                        {{0.01, 200, 4096, 1000}, 0.66},
                                        {{0.01, 100, 4096, 2000}, 0.72},
                                        {{0.005, 400, 8192, 1000}, 0.81},
                                        {{0.0025, 800, 8192, 1500}, 0.91}}};
  double last = 0;
  for (const Reference& reference : table) {
    const Slopes slopes = measured(reference.setup, power(3), 3);
    EXPECT_NEAR(slopes.whole.mean(), reference.slope, 3 * std::hypot(slopes.whole.error(), 0.02));
    EXPECT_GT(slopes.whole.mean(), last - 3 * std::hypot(slopes.whole.error(), 0.02));
    last = slopes.whole.mean();
  }
  EXPECT_GT(last, 0.85);
}

TEST(RelaxationRate, OfThreeBodiesAloneApproachesItAsTheCouplingFalls) {
  if (!nightly()) GTEST_SKIP() << too_long;
  const std::array<Experiment, 5> falling{{{0.05, 60, 4096, 400},
                                           {0.02, 60, 4096, 1000},
                                           {0.01, 200, 4096, 500},
                                           {0.005, 400, 4096, 1000},
                                           {0.0025, 800, 8192, 1500}}};
  Estimate last;
  double before = 0, error_before = 0;
  for (const Experiment& setup : falling) {
    last = measured(setup, only_three_bodies(), 1).whole;
    EXPECT_GT(last.mean(), before - 3 * std::hypot(last.error(), error_before));
    EXPECT_LT(last.mean(), 1 + 3 * last.error());
    before = last.mean(), error_before = last.error();
  }
  EXPECT_NEAR(last.mean(), 1.0, 3 * last.error());
  EXPECT_LT(last.error(), 0.03);
}

}  // namespace
}  // namespace kapitza::micro
