// The driven ring as an experiment: what the leads hold when something is injected from both sides. The seed is fixed; the
// bands hold for all but a few in a thousand other seeds.
#include <gtest/gtest.h>

#include <cmath>

#include "kapitza/micro/ensemble/ensemble.hpp"
#include "support/driven_ring.hpp"

namespace kapitza::micro {
namespace {

constexpr double sample_interval =
    4;  // about the time that the fastest carriers take through a third of a window

EnsembleResult measured(const test::DrivenRing& ring, int realisations, double step,
                        double measure) {
  const Communicator world = Communicator::world();
  EnsembleSettings settings;
  settings.splitting.step = step;
  settings.seed = 5;
  settings.realisations = realisations;
  settings.points = 64;
  settings.windows = 0;
  settings.planning = Planning::Estimate;
  settings.steps_per_sample = static_cast<std::uint64_t>(std::lround(sample_interval / step));
  settings.settle_steps = static_cast<std::uint64_t>(std::lround(1200 / step));
  settings.samples_per_block =
      static_cast<std::uint64_t>(std::lround(measure / settings.blocks / sample_interval));
  Ensemble ensemble{world, ring.system, ring.dispersion, ring.spectrum(), settings};
  EXPECT_TRUE(ensemble.run({}));
  return ensemble.result();
}

// A box of no strength: nothing is scattered, and both leads hold what both sides inject.
TEST(Leads, ReproduceBothInjectionsWithoutADefect) {
  const test::DrivenRing ring{512, 110, 0.25, 2, 0.0};
  const EnsembleResult result = measured(ring, 8, 0.4, 16384);
  for (const std::size_t lead : {result.layout.left, result.layout.right}) {
    double bias = 0, z_squared = 0;
    int momenta = 0;
    for (std::size_t i = 0; i < result.k.size(); ++i) {
      const double k = result.k[i];
      if (std::abs(k) < 0.4 || std::abs(k) > 2.8) continue;
      const double injected = k > 0 ? ring.left(k) : ring.right(k);
      const double difference = result.mean[lead + i] - injected;
      bias += difference / injected;
      z_squared += std::pow(difference / result.standard_error[lead + i], 2);
      ++momenta;
    }
    EXPECT_LT(std::abs(bias / momenta), 0.01);
    EXPECT_GT(std::sqrt(z_squared / momenta), 0.8);
    EXPECT_LT(std::sqrt(z_squared / momenta), 1.25);
  }
  // Stationary after the settling: the drift is within its error.
  const std::size_t density = result.layout.density;
  EXPECT_LT(std::abs(result.drift.difference[density]), 4 * result.drift.standard_error[density]);
}

TEST(Leads, CarryEqualCurrentsOnBothSidesOfADefect) {
  const test::DrivenRing ring{512, 110, 0.25, 60, 0.02};
  const EnsembleResult result = measured(ring, 4, 0.2, 8192);
  const auto& at = result.layout;
  for (const std::size_t i : {0, 1}) {  // number, energy
    const double through = result.mean[at.current + 2 * i];
    EXPECT_GT(through, 20 * result.standard_error[at.current + 2 * i]);
    EXPECT_LT(std::abs(result.mean[at.imbalance + i]), 3 * result.standard_error[at.imbalance + i]);
    // The test can see: what the defect took or gave would be noticed at a few per cent.
    EXPECT_LT(result.standard_error[at.imbalance + i], 0.02 * through);
  }
  // The defect scatters: slow carriers come back to the left, where only right(k) would be without it.
  double reflected = 0, error = 0;
  for (std::size_t i = 0; i < result.k.size(); ++i)
    if (result.k[i] < -0.2 && result.k[i] > -1) {
      reflected += result.mean[at.left + i] - ring.right(result.k[i]);
      error += result.standard_error[at.left + i];  // as if all were correlated
    }
  EXPECT_GT(reflected, 4 * error);
}

TEST(Leads, CarryNoCurrentUnderMirrorSymmetricInjection) {
  test::DrivenRing ring{512, 110, 0.25, 60, 0.02};
  ring.right = [left = ring.left](double k) { return left(-k); };
  const EnsembleResult result = measured(ring, 4, 0.2, 8192);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t current = result.layout.current + i;
    EXPECT_LT(std::abs(result.mean[current]), 3 * result.standard_error[current]);
  }
  // Left and right lead are mirror images.
  double z_squared = 0;
  const std::size_t K = result.k.size();
  for (std::size_t i = 0; i < K; ++i) {
    const std::size_t left = result.layout.left + i, right = result.layout.right + K - 1 - i;
    z_squared +=
        std::pow(result.mean[left] - result.mean[right], 2) /
        (std::pow(result.standard_error[left], 2) + std::pow(result.standard_error[right], 2));
  }
  EXPECT_LT(std::sqrt(z_squared / static_cast<double>(K)), 1.5);
}

}  // namespace
}  // namespace kapitza::micro
