#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "case_text.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "kinds/boltzmann/defect.hpp"
#include "kinds/boltzmann/problem.hpp"

namespace kapitza::kinds {
namespace {

using testing::complaint;
using ::testing::HasSubstr;
using testing::parsed;
using testing::shortest;
using testing::with;

const std::string Lambda = "Lambda = [0.05, 0.5, 1, 2]";

TEST(FiniteDefect, WithoutALengthTheScalingLimitIsSolved) {
  const BoltzmannCase input = parsed(shortest);
  EXPECT_EQ(input.defect, FiniteDefect{});
  EXPECT_FALSE(BoltzmannProblem{input}.barrier);
}

TEST(FiniteDefect, ALengthBringsItsDefaults) {
  const BoltzmannCase input = parsed(shortest, {"defect.length=1000"});
  EXPECT_EQ(input.defect.profile->text, "smooth");
  EXPECT_EQ(input.defect.smoothing, 0.05);
  EXPECT_EQ(input.defect.renormalised, false);
  const BoltzmannProblem problem{input};
  ASSERT_TRUE(problem.barrier);
  EXPECT_EQ(problem.barrier->length, 1000);
  EXPECT_EQ(problem.barrier->A, 0);
  EXPECT_NEAR(problem.barrier->coupling(0.05), std::sqrt(0.05 / 950), 1e-12);
}

TEST(FiniteDefect, LambdaFollowsFromTheCoupling) {
  const BoltzmannCase input =
      parsed(with(Lambda, "lambda = [0.01, 0.02]\nlength = 100\nprofile = \"box\""));
  ASSERT_EQ(input.Lambda.size(), 2u);
  EXPECT_NEAR(input.Lambda[0], 0.01, 1e-15);
  EXPECT_NEAR(input.Lambda[1], 0.04, 1e-15);
  EXPECT_TRUE(BoltzmannProblem{input}.barrier->profile.sharp());
}

TEST(FiniteDefect, RenormalisationCancelsTheBarrierAtTheInjectedDensity) {
  const BoltzmannProblem problem{
      parsed(shortest, {"defect.length=1000", "defect.renormalised=true"})};
  const double rho = entering_density(problem.injection, problem.grid, problem.dispersion);
  EXPECT_NEAR(problem.barrier->A, -18 * rho * rho, 1e-12);
  EXPECT_NEAR(rho, 0.15 + 1.6 * 0.4 / std::sqrt(std::numbers::pi), 1e-4);
}

TEST(FiniteDefect, APanelOfManyMomentaEndsAboveTheCriticalOne) {
  const BoltzmannProblem problem{parsed(shortest, {"defect.length=1000", "defect.Lambda=0.05"})};
  const auto breaks = problem.grid.breaks();
  const auto first = problem.grid.first_after_break();
  ASSERT_EQ(breaks.size(), 5u);
  EXPECT_GT(breaks[3], 0.2);  // k_c = 0.195
  EXPECT_LT(breaks[3], 0.35);
  EXPECT_EQ(first[3] - first[2], 16);
  const BoltzmannProblem limit{parsed(shortest, {"defect.Lambda=0.05"})};
  EXPECT_EQ(limit.grid.breaks().size(), 3u);
}

TEST(FiniteDefect, TheResolvedTextReadsBackToTheSameCase) {
  for (const std::string& text :
       {std::string{shortest}, with(Lambda, "lambda = [0.01, 0.02]\nlength = 100"),
        with(Lambda, Lambda + "\nlength = 100\nprofile = \"exp(-y^2)\"\nrenormalised = true")}) {
    const BoltzmannCase first = parsed(text);
    const std::string resolved =
        config::resolved_text("boltzmann", boltzmann_keys().resolved(first));
    EXPECT_EQ(parsed(resolved), first) << resolved;
  }
}

TEST(FiniteDefect, WhatDoesNotGoTogetherIsNamed) {
  const auto bent = [](const std::string& text) { return complaint(with(Lambda, text)); };
  EXPECT_THAT(bent("lambda = 0.01"), HasSubstr("defect.lambda: given without defect.length"));
  EXPECT_THAT(bent(Lambda + "\nprofile = \"box\""),
              HasSubstr("defect.profile: given without defect.length"));
  EXPECT_THAT(bent("lambda = 0.01\nlength = 1000.5"),
              AllOf(HasSubstr("defect.length: found 1000.5; allowed: an integer"),
                    Not(HasSubstr("without defect.length"))));
  EXPECT_THAT(bent("length = 100"), HasSubstr("defect.Lambda: missing; allowed: Lambda or lambda"));
  EXPECT_THAT(bent("Lambda = 1\nlambda = 0.01\nlength = 100"),
              HasSubstr("defect.lambda: given beside another defect.Lambda"));
  EXPECT_THAT(bent(Lambda + "\nlength = 100\nprofile = \"box\"\nsmoothing = 0.1"),
              HasSubstr("defect.smoothing: given beside a profile that has edges of its own"));
  EXPECT_THAT(bent("lambda = 0.01\nlength = 100\nprofile = \"1\""),
              HasSubstr("defect.profile: defect profile D(y) has not fallen"));
  const auto set = [](const std::string& override) {
    return complaint(shortest, {"defect.length=100", override});
  };
  EXPECT_THAT(set("momentum.scheme=uniform"), HasSubstr("momentum.scheme: found \"uniform\""));
  EXPECT_THAT(set("space={scheme=\"upwind\", points=11}"),
              HasSubstr("space.scheme: found \"upwind\""));
  EXPECT_THAT(set("space={nodes=1}"), HasSubstr("space.nodes: found 1; allowed: at least 2"));
  EXPECT_THAT(complaint(shortest, {"defect.length=0"}), HasSubstr("defect.length: found 0"));
}

}  // namespace
}  // namespace kapitza::kinds
