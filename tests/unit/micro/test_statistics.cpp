#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <vector>

#include "kapitza/micro/measuring/independent_mean.hpp"
#include "kapitza/micro/measuring/moments.hpp"

namespace kapitza::micro {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsNan;

// Block means [realisation][block] of one component, without any symmetry, correlated from block to block.
std::vector<std::vector<double>> block_means(int realisations, int blocks, unsigned seed) {
  std::mt19937 random{seed};
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> x(static_cast<std::size_t>(realisations));
  for (auto& series : x) {
    double value = normal(random);
    for (int b = 0; b < blocks; ++b) {
      value = 0.6 * value + normal(random);
      series.push_back(7 + 0.1 * b + value);
    }
  }
  return x;
}

BlockedSeries series_of(const std::vector<double>& blocks) {
  BlockedSeries series{1, static_cast<int>(blocks.size()), 1};
  for (const double value : blocks)
    series.add(std::vector{value});
  return series;
}

Moments moments_of(const std::vector<std::vector<double>>& x) {
  Moments moments{1, static_cast<int>(x[0].size())};
  for (const auto& blocks : x)
    moments.add(series_of(blocks));
  return moments;
}

// The definitions of the header, with `centre(b)` taken from the block means and sums in the plainest order.
struct Reference {
  explicit Reference(const std::vector<std::vector<double>>& data)
      : x{data}, R{static_cast<double>(x.size())}, B{static_cast<double>(x[0].size())} {
    for (const auto& series : x)
      for (std::size_t b = 0; b < series.size(); ++b)
        (2 * b < series.size() ? first : second) += series[b] / (R * B / 2);
  }
  double c(std::size_t j, bool halves) const {
    double sum = 0;
    for (const auto& series : x)
      for (std::size_t b = 0; b + j < series.size(); ++b)
        sum += (series[b] - centre(b, halves)) * (series[b + j] - centre(b + j, halves));
    return sum / (R * (B - static_cast<double>(j)));
  }
  double centre(std::size_t b, bool halves) const {
    if (!halves) return (first + second) / 2;
    return 2 * b < x[0].size() ? first : second;
  }
  int truncation(bool halves) const {
    int m = 0;
    for (std::size_t j = 0; j + 1 <= std::min<std::size_t>(7, x[0].size() / 2); j += 2) {
      if (c(j, halves) + c(j + 1, halves) <= 0) break;
      m = static_cast<int>(j) + 1;
    }
    return m;
  }

  std::vector<std::vector<double>> x;
  double R, B, first = 0, second = 0;
};

TEST(BlockedSeries, KeepsTheMeansOfTheBlocks) {
  BlockedSeries series{2, 2, 3};
  for (int i = 0; i < 6; ++i) {
    EXPECT_FALSE(series.complete());
    series.add(std::vector<double>{1.0 * i, -2.0 * i * i});
  }
  EXPECT_TRUE(series.complete());
  EXPECT_THAT(series.block(0), ElementsAre(1.0, -10.0 / 3));
  EXPECT_THAT(series.block(1), ElementsAre(4.0, -100.0 / 3));
}

TEST(BlockedSeries, ContinuesFromItsStateBitForBit) {
  BlockedSeries whole{1, 4, 3}, resumed{1, 4, 3};
  for (int i = 0; i < 12; ++i) {
    if (i == 7) resumed.restore(whole.state());
    whole.add(std::vector{std::sin(i)});
    if (i >= 7) resumed.add(std::vector{std::sin(i)});
  }
  EXPECT_EQ(whole.state(), resumed.state());
  EXPECT_TRUE(resumed.complete());
}

// Several sets of data, so that the sums over lags end in all possible ways.
class MomentsOf : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(SomeData, MomentsOf, testing::Range(1u, 9u));

TEST_P(MomentsOf, FollowTheDefinitionOfTheStandardError) {
  for (const auto& [R, B] : {std::pair{1, 32}, {3, 8}, {5, 4}, {4, 2}}) {
    const Reference reference{block_means(R, B, GetParam())};
    const int m = reference.truncation(false);
    double V = reference.c(0, false), a = 1;
    for (int j = 1; j <= m; ++j) {
      const double w = 2 * (1 - j / reference.B);
      V += w * reference.c(static_cast<std::size_t>(j), false);
      a += w;
    }
    V /= R * B;
    a /= R * B;
    const Moments moments = moments_of(reference.x);
    EXPECT_NEAR(moments.mean()[0], (reference.first + reference.second) / 2, 1e-13);
    EXPECT_NEAR(moments.standard_error()[0], std::sqrt(V / (1 - a)), 1e-12) << R << " x " << B;
  }
}

TEST_P(MomentsOf, FollowTheDefinitionOfTheDrift) {
  for (const auto& [R, B] : {std::pair{1, 32}, {3, 8}}) {
    const Reference reference{block_means(R, B, GetParam())};
    const int m = reference.truncation(true);
    // Exact for white noise of unit variance, X and h uncorrelated: the two means take V and W = Var h out of c'_j.
    double a = 0, b = 0, e = 0, v = 0, w = 0;
    for (int j = -m; j <= m; ++j) {
      const double lag = std::abs(j), RB = R * B;
      const double p = (1 - lag / B) / RB, q = (1 - 3 * lag / B) / RB;
      const double c = reference.c(static_cast<std::size_t>(lag), true);
      a += p;
      b += q;
      e += q * q / p;
      v += p * c;
      w += q * c;
    }
    // V = v + a V + b W, W = w + b V + e W, by fixed-point iteration
    double V = v, W = w;
    for (int i = 0; i < 500; ++i) {
      const double V_next = v + a * V + b * W;
      W = w + b * V + e * W;
      V = V_next;
    }
    const Moments::Drift drift = moments_of(reference.x).drift();
    EXPECT_NEAR(drift.difference[0], reference.second - reference.first, 1e-13);
    EXPECT_NEAR(drift.standard_error[0], 2 * std::sqrt(W), 1e-10) << R << " x " << B;
  }
}

TEST(Moments, MergeByTheRuleOfTheirRows) {
  const int B = 8;
  const auto x = block_means(5, B, 7);
  const Moments all = moments_of(x);
  const Moments left = moments_of({x[0], x[1]}), right = moments_of({x[2], x[3], x[4]});

  const std::vector<double> common = left.state();
  std::vector<double> sum = right.state();
  const double R = 3, d = sum[0] - common[0];
  const std::vector<double> own = sum;
  sum[1] += R * B * d;
  for (int j = 0; j <= std::min(Moments::max_lag, B / 2); ++j) {
    const auto lag = static_cast<std::size_t>(j);
    const double edges = j == 0 ? 2 * own[1] : own[10 + lag];
    sum[3 + lag] += d * edges + R * (B - j) * d * d;
    if (j > 0) sum[10 + lag] += 2 * R * (B - j) * d;
  }
  for (std::size_t r = 1; r < sum.size(); ++r)
    sum[r] += common[r];
  sum[0] = common[0];

  ASSERT_EQ(sum.size(), static_cast<std::size_t>(Moments::rows));
  for (std::size_t r = 0; r < sum.size(); ++r)
    EXPECT_NEAR(sum[r], all.state()[r], 1e-11) << Moments::row_names()[r];
}

TEST(Moments, NameTheirRows) {
  const std::vector<std::string> names = Moments::row_names();
  ASSERT_EQ(names.size(), static_cast<std::size_t>(Moments::rows));
  EXPECT_THAT((std::vector(names.begin(), names.begin() + 4)),
              ElementsAre("origin", "sum", "step", "product_0"));
  EXPECT_EQ(names[10], "product_7");
  EXPECT_EQ(names[11], "edges_1");
  EXPECT_EQ(names[17], "edges_7");
  EXPECT_EQ(names[18], "crossed_1");
  EXPECT_EQ(names[24], "crossed_7");
}

TEST(Moments, ContinueFromTheirStateBitForBit) {
  const auto x = block_means(4, 16, 8);
  const Moments whole = moments_of(x);
  Moments resumed{1, 16};
  resumed.restore(moments_of({x[0], x[1], x[2]}).state(), 3);
  resumed.add(series_of(x[3]));
  EXPECT_EQ(resumed.state(), whole.state());
  EXPECT_EQ(resumed.realisations(), 4);
}

TEST(Moments, KeepDigitsFarFromZero) {
  auto x = block_means(3, 8, 9);
  const double error = moments_of(x).standard_error()[0];
  for (auto& series : x)
    for (double& value : series)
      value += 1e8;
  EXPECT_NEAR(moments_of(x).standard_error()[0], error, 1e-6 * error);
}

TEST(Moments, SayNothingFromTooFewBlocks) {
  EXPECT_THAT((Moments{1, 8}.mean()), Each(IsNan()));
  const Moments few = moments_of({{1.0, 2.0}});
  EXPECT_THAT(few.mean(), ElementsAre(1.5));
  EXPECT_THAT(few.standard_error(), Each(IsNan()));
  EXPECT_THAT(few.drift().standard_error, Each(IsNan()));
  EXPECT_THAT(few.drift().difference, ElementsAre(1.0));
}

TEST(Moments, OfAConstantHaveNoError) {
  const Moments constant = moments_of(std::vector(3, std::vector<double>(8, 0.3)));
  EXPECT_THAT(constant.mean(), ElementsAre(DoubleNear(0.3, 1e-15)));
  EXPECT_THAT(constant.standard_error(), ElementsAre(DoubleNear(0.0, 1e-15)));
}

TEST(IndependentMean, GivesMeanAndStandardError) {
  IndependentMean mean{2};
  mean.add(std::vector{1.0, 5.0});
  EXPECT_THAT(mean.standard_error(), Each(IsNan()));
  IndependentMean resumed{2};
  resumed.restore(mean.state(), 1);
  for (IndependentMean* m : {&mean, &resumed}) {
    m->add(std::vector{2.0, 5.0});
    m->add(std::vector{6.0, 5.0});
  }
  EXPECT_THAT(mean.mean(), ElementsAre(DoubleNear(3, 1e-15), 5.0));
  // squared deviations 4 + 1 + 9, over n (n - 1) = 6
  EXPECT_THAT(mean.standard_error(), ElementsAre(DoubleNear(std::sqrt(14.0 / 6), 1e-15), 0.0));
  EXPECT_THAT(resumed.state(), ElementsAreArray(mean.state()));
}

TEST(IndependentMean, JoinsPartsToTheWhole) {
  const std::vector<double> values{1.0, 2.0, 6.0, -3.0, 4.0};
  IndependentMean whole{1}, first{1}, rest{1};
  for (std::size_t i = 0; i < values.size(); ++i) {
    whole.add(std::span{values}.subspan(i, 1));
    (i < 2 ? first : rest).add(std::span{values}.subspan(i, 1));
  }
  rest.add(IndependentMean{1});  // nothing
  first.add(rest);
  EXPECT_NEAR(first.mean()[0], whole.mean()[0], 1e-15);
  EXPECT_NEAR(first.standard_error()[0], whole.standard_error()[0], 1e-15);
  IndependentMean empty{1};
  empty.add(first);
  EXPECT_THAT(empty.state(), ElementsAreArray(first.state()));
}

}  // namespace
}  // namespace kapitza::micro
