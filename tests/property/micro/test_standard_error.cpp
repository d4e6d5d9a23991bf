// Whether the standard errors can be trusted: z-scores of Gaussian series x_t = phi x_{t-1} + noise, whose mean and
// autocorrelation are known, over many replicas (the components). With n replicas an rms z-score fluctuates by about
// 1/sqrt(2n) = 0.016 for a good estimator; the bands below are those of the estimator at the stated number of blocks.
#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <random>
#include <vector>

#include "kapitza/micro/measuring/moments.hpp"

namespace kapitza::micro {
namespace {

struct Experiment {
  int realisations, blocks;
  double correlation_time;  ///< integrated, (1 + phi)/(1 - phi) samples, in blocks
  double lowest, highest;   ///< of the rms z-score
};
void PrintTo(const Experiment& s, std::ostream* out) {
  *out << s.realisations << " x " << s.blocks << " blocks, correlated over " << s.correlation_time;
}

constexpr int samples_per_block = 8, replicas = 2000;

// Stationary series around `mean`, of unit variance; `shift` is added in the second half.
Moments measured(const Experiment& experiment, double mean, double shift = 0) {
  const double tau = experiment.correlation_time * samples_per_block;
  const double phi = tau > 1 ? (tau - 1) / (tau + 1) : 0;
  std::mt19937_64 random{20};
  std::normal_distribution<double> normal;
  Moments moments{replicas, experiment.blocks};
  for (int r = 0; r < experiment.realisations; ++r) {
    BlockedSeries series{replicas, experiment.blocks, samples_per_block};
    std::vector<double> x(replicas), sample(replicas);
    for (double& value : x)
      value = normal(random);
    for (int t = 0; !series.complete(); ++t) {
      const bool late = 2 * t >= experiment.blocks * samples_per_block;
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = phi * x[i] + std::sqrt(1 - phi * phi) * normal(random);
        sample[i] = mean + (late ? shift : 0) + x[i];
      }
      series.add(sample);
    }
    moments.add(series);
  }
  return moments;
}

double rms_z(const std::vector<double>& value, double expected, const std::vector<double>& error) {
  double sum = 0;
  for (std::size_t i = 0; i < value.size(); ++i)
    sum += std::pow((value[i] - expected) / error[i], 2);
  return std::sqrt(sum / static_cast<double>(value.size()));
}

class StandardError : public testing::TestWithParam<Experiment> {};

TEST_P(StandardError, HasTheRightSize) {
  const Moments moments = measured(GetParam(), 3);
  const double z = rms_z(moments.mean(), 3, moments.standard_error());
  EXPECT_GT(z, GetParam().lowest);
  EXPECT_LT(z, GetParam().highest);
}

TEST_P(StandardError, OfTheDriftHasTheRightSize) {
  const Moments::Drift drift = measured(GetParam(), 3).drift();
  const double z = rms_z(drift.difference, 0, drift.standard_error);
  EXPECT_GT(z, GetParam().lowest);
  EXPECT_LT(z, GetParam().highest);
}

INSTANTIATE_TEST_SUITE_P(
    , StandardError,
    testing::Values(Experiment{1, 32, 0, 0.90, 1.15}, Experiment{1, 32, 0.5, 0.90, 1.15},
                    Experiment{1, 32, 2, 0.90, 1.20}, Experiment{8, 16, 0, 0.90, 1.10},
                    Experiment{8, 16, 2, 0.90, 1.10}, Experiment{64, 8, 2, 0.90, 1.10},
                    Experiment{64, 2, 2, 0.90, 1.10}));

TEST(StandardErrorPower, IgnoringTheAutocorrelationIsNoticed) {
  // sqrt(c_0 / RB) from the rows of the state: what would be right for independent blocks.
  for (const Experiment& experiment :
       {Experiment{1, 32, 2, 0.90, 1.20}, Experiment{8, 16, 2, 0.90, 1.10}}) {
    const Moments moments = measured(experiment, 3);
    const double RB = experiment.realisations * experiment.blocks;
    const std::vector<double> rows = moments.state();
    std::vector<double> naive(replicas);
    for (std::size_t i = 0; i < naive.size(); ++i) {
      const double Y = rows[replicas + i] / RB;
      naive[i] = std::sqrt((rows[3 * replicas + i] / RB - Y * Y) / (RB - 1));
    }
    EXPECT_GT(rms_z(moments.mean(), 3, naive), experiment.highest + 0.15);
  }
}

TEST(StandardErrorPower, ADriftIsNoticed) {
  // In one realisation of 32 blocks, correlated over half a block, a shift of five true standard errors; if the drift
  // entered its own error the z-scores would stop at about 2.
  const Experiment experiment{1, 32, 0.5, 0, 0};
  const double shift = 5 * 2 * std::sqrt(0.5 / 32);
  const Moments::Drift drift = measured(experiment, 0, shift).drift();
  int noticed = 0;
  for (std::size_t i = 0; i < drift.difference.size(); ++i)
    noticed += drift.difference[i] > 3 * drift.standard_error[i] ? 1 : 0;
  EXPECT_GT(noticed, 0.9 * replicas);
}

}  // namespace
}  // namespace kapitza::micro
