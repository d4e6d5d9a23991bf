#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "kapitza/base/error.hpp"
#include "kapitza/model/defect.hpp"

namespace kapitza::model {
namespace {

double box(double y) {
  return smooth_box(y, 0.05);
}

TEST(SmoothBox, HasUnitHeightHalfHeightAtTheEdgesAndUnitArea) {
  EXPECT_NEAR(smooth_box(0, 0.05), 1, 1e-8);
  EXPECT_NEAR(smooth_box(0.5, 0.05), 0.5, 1e-15);
  EXPECT_NEAR(smooth_box(-0.5, 0.05), 0.5, 1e-15);
  EXPECT_NEAR(smooth_box(0.55, 0.05), (1 - std::tanh(1.0)) / 2, 1e-15);
  double area = 0;
  for (double y = -2; y < 2; y += 1e-3)
    area += 1e-3 * smooth_box(y, 0.05);
  EXPECT_NEAR(area, 1, 1e-9);
}

TEST(SampledDefect, SamplesTheProfileAboutTheCentre) {
  const auto shifted = [](double y) { return box(y - 0.3); };
  const DefectProfile defect = sampled_defect(shifted, 250, 1000, 4096);
  for (std::size_t j = 0; j < defect.D.size(); ++j) {
    const double y = static_cast<double>(defect.first + static_cast<std::int64_t>(j) - 1000) / 250;
    EXPECT_EQ(defect.D[j], shifted(y));
  }
}

TEST(SampledDefect, IsCutWhereItHasFallenForGood) {
  const auto two_humps = [](double y) { return box(y + 2) - 0.5 * box(y - 2); };
  const DefectProfile defect = sampled_defect(two_humps, 50, 300, 600);
  EXPECT_GT(std::abs(defect.D.front()), 1e-8);
  EXPECT_GT(std::abs(defect.D.back()), 1e-8);
  EXPECT_LE(std::abs(two_humps(static_cast<double>(defect.first - 1 - 300) / 50)), 1e-8);
  const std::int64_t end = defect.first + static_cast<std::int64_t>(defect.D.size());
  EXPECT_LE(std::abs(two_humps(static_cast<double>(end - 300) / 50)), 1e-8);
  EXPECT_LT(defect.first, 300 - 100);
  EXPECT_GT(end, 300 + 100);
}

TEST(SampledDefect, RejectsProfilesThatMakeNoDefect) {
  const auto message = [](const std::function<double(double)>& D) -> std::string {
    try {
      sampled_defect(D, 50, 100, 200);
      return "accepted";
    } catch (const InvalidInput& error) {
      return error.what();
    }
  };
  EXPECT_THAT(message([](double) { return 0.0; }), testing::HasSubstr("vanishes"));
  EXPECT_THAT(message([](double y) { return y == 0.5 ? std::nan("") : box(y); }),
              testing::HasSubstr("y = 0.5"));
  EXPECT_THAT(message([](double y) { return 1 / (1 + y * y); }), testing::HasSubstr("y = -2"));
  EXPECT_THAT(message([](double y) { return y > 0 ? 1.0 : 0.0; }), testing::HasSubstr("y = 1.98"));
}

TEST(SharpBox, HasExactlyTheLengthAskedFor) {
  for (const std::int64_t length : {1, 2, 101, 250}) {
    const DefectProfile defect = sharp_box(length, 1000);
    EXPECT_EQ(defect.D, std::vector<double>(static_cast<std::size_t>(length), 1.0));
    const double middle = static_cast<double>(defect.first) + static_cast<double>(length - 1) / 2;
    EXPECT_LE(std::abs(middle - 1000), 0.5);
  }
  EXPECT_THROW(sharp_box(0, 10), InvalidInput);
}

TEST(EffectiveInteraction, IsLambdaSquaredTimesTheSumOfSquares) {
  const std::vector<double> D{0.5, -1, 2};
  EXPECT_DOUBLE_EQ(effective_interaction(0.1, D), 0.0525);
  EXPECT_DOUBLE_EQ(coupling(0.0525, D), 0.1);
  EXPECT_EQ(coupling(0, D), 0);
}

// (11), corrected in docs/theory.md: Lambda = L lambda^2 int D(y)^2 dy for a long defect.
TEST(EffectiveInteraction, OfALongDefectIsItsLengthTimesTheIntegral) {
  double integral = 0;
  for (double y = -1; y < 1; y += 1e-4)
    integral += 1e-4 * box(y) * box(y);
  const DefectProfile defect = sampled_defect(box, 1000, 2048, 4096);
  EXPECT_NEAR(effective_interaction(0.01, defect.D), 1000 * 1e-4 * integral, 1e-8);
}

}  // namespace
}  // namespace kapitza::model
