#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kapitza/boltzmann/relaxation_fit.hpp"

namespace kapitza::boltzmann {
namespace {

/// Steps of growing length, as a solver of stiff equations takes them.
std::vector<double> times() {
  std::vector<double> t;
  for (double now = 0, step = 0.01; now < 12; now += step, step *= 1.02)
    t.push_back(now);
  return t;
}
template <class Decay>
std::vector<double> decayed(const Decay& decay) {
  std::vector<double> d;
  for (const double t : times())
    d.push_back(decay(t));
  return d;
}

TEST(RelaxationFit, FindsTheSlowestOfTwoRatesAboveTheFloor) {
  const auto d =
      decayed([](double t) { return std::exp(-1.5 * t) + 20 * std::exp(-9 * t) + 1e-6; });
  const auto fit = fit_relaxation(times(), d, 1e-4);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->rate, 1.5, 0.01);  // the floor is a hundredth of what is fitted
  EXPECT_LT(fit->error, 0.01);
  EXPECT_GT(fit->from, 4);
  EXPECT_LT(fit->to, 7);
}

TEST(RelaxationFit, OfAStraightLineIsExact) {
  const auto fit =
      fit_relaxation(times(), decayed([](double t) { return 3 * std::exp(-0.7 * t); }), 1e-9);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->rate, 0.7, 1e-10);
  EXPECT_LT(fit->error, 1e-8);
}

TEST(RelaxationFit, SaysNothingOfWhatHasNotDecayed) {
  EXPECT_FALSE(fit_relaxation(times(), decayed([](double t) { return 1 + 0 * t; }), 1e-9));
  EXPECT_FALSE(fit_relaxation(times(), decayed([](double t) { return std::exp(0.1 * t); }), 1e-9));
  EXPECT_FALSE(fit_relaxation(times(), decayed([](double t) { return std::exp(-0.05 * t); }), 1e-9))
      << "less than a decade";
  EXPECT_FALSE(fit_relaxation(std::vector{0.0, 1.0}, std::vector{1.0, 0.1}, 1e-9));
}

}  // namespace
}  // namespace kapitza::boltzmann
