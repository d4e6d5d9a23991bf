#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/noise/embedding.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::micro {
namespace {

using std::numbers::pi;

std::vector<double> smooth(int M) {
  std::vector<double> s;
  const model::MomentumGrid grid{M};
  for (const double k : grid.points())
    s.push_back(1 + 0.5 * std::cos(k));
  return s;
}

std::vector<double> jumping(int M) {
  std::vector<double> s;
  const model::MomentumGrid grid{M};
  for (const double k : grid.points())
    s.push_back(k > 0 ? 1.5 : 0.5);
  return s;
}

/// Largest error of the embedded correlation below `region` for `jumping`, whose exact one is i (1 - cos pi r) / (2 pi r).
double error_with_jump(std::int64_t M, std::int64_t region) {
  const model::MomentumGrid grid{static_cast<int>(M)};
  const std::vector<double> s = jumping(static_cast<int>(M));
  double largest = 0;
  for (std::int64_t r = 1; r < region; ++r) {
    std::complex<double> C = 0;
    for (int i = 0; i < grid.size(); ++i)
      C += s[static_cast<std::size_t>(i)] *
           std::polar(1.0 / static_cast<double>(M), grid[i] * static_cast<double>(r));
    const std::complex<double> exact{0, r % 2 == 0 ? 0.0 : 1 / (pi * static_cast<double>(r))};
    largest = test::max_or_nan(largest, std::abs(C - exact));
  }
  return largest;
}

TEST(EmbeddingLength, OfAShortCorrelationIsTheNextGoodLength) {
  EXPECT_EQ(embedding_length(4096, 100, 1e-10, smooth), 128);
  EXPECT_EQ(embedding_length(4096, 1599, 1e-10, smooth), 1600);
  // C(1) of the nearest image reaches the far end of 1600 sites; 1664 = 64 * 26 is no good length.
  EXPECT_EQ(embedding_length(4096, 1600, 1e-10, smooth), 1728);
}

TEST(EmbeddingLength, KeepsTheImagesOfASlowCorrelationBelowTheTolerance) {
  constexpr std::int64_t region = 100;
  for (const double tolerance : {1e-2, 3e-3, 1e-3, 5e-4}) {
    const std::int64_t M = embedding_length(2048, region, tolerance, jumping);
    EXPECT_LT(error_with_jump(M, region), 1.05 * tolerance) << "M = " << M;
    // One length less does not do; the lengths are multiples of 64, so it is at least 64 shorter.
    EXPECT_GT(error_with_jump(M - 64, region), 0.5 * tolerance) << "M = " << M;
    EXPECT_LT(M, 2048);
  }
}

TEST(EmbeddingLength, IsTheRingWhereNothingShorterDoes) {
  EXPECT_EQ(embedding_length(500, 300, 1e-6, jumping), 500);
  EXPECT_EQ(embedding_length(100, 90, 1e-6, smooth), 100);
}

TEST(EmbeddingLength, RejectsARegionLongerThanTheRing) {
  EXPECT_THROW(embedding_length(100, 101, 1e-6, smooth), InvalidInput);
  EXPECT_THROW(embedding_length(100, 0, 1e-6, smooth), InvalidInput);
}

}  // namespace
}  // namespace kapitza::micro
