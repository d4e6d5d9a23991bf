#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/model/defect.hpp"
#include "kapitza/model/defect_coordinate.hpp"

namespace kapitza::model {
namespace {

// D = 1 / cosh y: int D^2 = 2, X = (1 + tanh y) / 2, hence D(X) = 2 sqrt(X (1 - X)).
TEST(DefectCoordinate, CountsTheCollisionsBehindACarrier) {
  const DefectCoordinate D{[](double y) { return 1 / std::cosh(y); }};
  EXPECT_NEAR(D.squared(), 2, 1e-11);
  for (const double X : {1e-12, 1e-6, 0.01, 0.2, 0.5, 0.73, 0.999, 1 - 1e-9})
    EXPECT_NEAR(D(X), 2 * std::sqrt(X * (1 - X)), 1e-8 * std::sqrt(X * (1 - X))) << X;
  EXPECT_EQ(D(0), 0);
  EXPECT_EQ(D(1), 0);
}

TEST(DefectCoordinate, ConvertsBetweenTheCouplingAndLambda) {
  const DefectCoordinate D{[](double y) { return smooth_box(y, 0.05); }};
  EXPECT_NEAR(D.squared(), 0.95, 1e-12);  // 1 - w for a box with tanh edges of width w
  EXPECT_NEAR(D.coupling(0.05, 1000), std::sqrt(0.05 / 950), 1e-15);
  EXPECT_NEAR(D.effective_interaction(D.coupling(3, 77), 77), 3, 1e-14);
  EXPECT_EQ(DefectCoordinate::box().coupling(0.05, 1000), std::sqrt(0.05 / 1000));
}

TEST(DefectCoordinate, MirrorImagesAreExactWhereTheProfileHasOne) {
  const DefectCoordinate even{[](double y) { return std::exp(-y * y); }};
  EXPECT_TRUE(even.symmetric());
  EXPECT_EQ(even(0.125), even(0.875));
  const DefectCoordinate skew{[](double y) { return std::exp(-y * y) * (1.5 + std::tanh(y)); }};
  EXPECT_FALSE(skew.symmetric());
  EXPECT_GT(std::abs(skew(0.125) - skew(0.875)), 0.01);
}

// Two humps with nothing between them: X does not move there, D does.
TEST(DefectCoordinate, FindsItsWayBetweenTwoHumps) {
  const DefectCoordinate D{[](double y) {
    return std::exp(-10 * (y - 2) * (y - 2)) + std::exp(-10 * (y + 2) * (y + 2));
  }};
  EXPECT_NEAR(D(0.25), 1, 1e-6);
  EXPECT_NEAR(D(0.75), 1, 1e-6);
  EXPECT_LT(std::abs(D(0.5)), 1e-3);
}

TEST(DefectCoordinate, RefusesWhatIsNoDefect) {
  const auto message = [](const std::function<double(double)>& D) -> std::string {
    try {
      DefectCoordinate{D};
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  EXPECT_THAT(message([](double) { return 0.0; }), testing::HasSubstr("vanishes everywhere"));
  EXPECT_THAT(message([](double) { return 1.0; }), testing::HasSubstr("has not fallen below"));
  EXPECT_THAT(message([](double y) {
                return y > 1 ? std::numeric_limits<double>::quiet_NaN() : std::exp(-y * y);
              }),
              testing::HasSubstr("not finite at y = 1.00781"));
}

}  // namespace
}  // namespace kapitza::model
