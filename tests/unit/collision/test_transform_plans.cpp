#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "transform_plans.hpp"

namespace kapitza::collision {
namespace {

constexpr int howmany = 8;
constexpr double endless = std::numeric_limits<double>::infinity();

class TransformPlans : public testing::Test {
 protected:
  void SetUp() override { fftw_forget_wisdom(); }
  void TearDown() override { fftw_forget_wisdom(); }

  bool measured(int length) {
    fftw_complex* z = as_fftw(buffer_.data());
    return static_cast<bool>(
        FftwPlan{fftw_plan_many_dft(1, &length, howmany, z, nullptr, 1, length, z, nullptr, 1,
                                    length, FFTW_BACKWARD, FFTW_MEASURE | FFTW_WISDOM_ONLY)});
  }
  void plan(Planning planning, double budget) {
    const auto plans = plan_blocks(wanted_, howmany, buffer_, planning, budget);
    ASSERT_EQ(plans.size(), wanted_.size());
    for (const FftwPlan& one : plans)
      EXPECT_TRUE(one);
  }

  std::array<BlockOfTransforms, 3> wanted_{{{4, 1.0}, {8, 3.0}, {6, 2.0}}};
  FftwVector<std::complex<double>> buffer_ = FftwVector<std::complex<double>>(howmany * 8);
};

TEST_F(TransformPlans, MeasuresWhatHasMostWorkUntilTheBudgetIsSpent) {
  constexpr double spent_by_the_first = 1e-12;
  plan(Planning::Measure, spent_by_the_first);
  EXPECT_TRUE(measured(8));
  EXPECT_FALSE(measured(6));
  EXPECT_FALSE(measured(4));
}

TEST_F(TransformPlans, AddsTheWorkOfOneLength) {
  wanted_ = {{{6, 2.0}, {8, 3.0}, {6, 2.0}}};
  plan(Planning::Measure, 1e-12);
  EXPECT_TRUE(measured(6));
  EXPECT_FALSE(measured(8));
}

TEST_F(TransformPlans, NextTimeMeasuresOn) {
  for (int run = 0; run < 2; ++run)
    plan(Planning::Measure, 1e-12);
  EXPECT_TRUE(measured(8));
  EXPECT_TRUE(measured(6));
  EXPECT_FALSE(measured(4));
}

TEST_F(TransformPlans, MeasuresAllWithinItsBudget) {
  plan(Planning::Measure, endless);
  for (const auto& block : wanted_)
    EXPECT_TRUE(measured(block.length)) << block.length;
}

TEST_F(TransformPlans, OnesThatAreKnownOrEstimatedMeasureNothing) {
  for (const Planning planning : {Planning::Known, Planning::Estimate}) {
    plan(planning, endless);
    for (const auto& block : wanted_)
      EXPECT_FALSE(measured(block.length)) << block.length;
  }
}

}  // namespace
}  // namespace kapitza::collision
