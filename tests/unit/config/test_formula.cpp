#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/config/formula.hpp"

namespace kapitza::config {
namespace {

using ::testing::HasSubstr;

double value(const std::string& text, double k) {
  return Formula{text, "k"}(k);
}

std::string complaint(const std::string& text) {
  try {
    Formula{text, "k"};
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "(accepted)";
}

TEST(Formula, EvaluatesTheInjectionOfThePaper) {
  const Formula n{"0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)", "k"};
  for (const double k : {-3.0, -1.2, -0.1, 0.4, 1.3, 3.0}) {
    EXPECT_DOUBLE_EQ(n(k), 0.15 + 1.6 * std::exp(-std::pow((std::abs(k) - 1.2) / 0.4, 2)));
  }
}

TEST(Formula, APowerBindsTighterThanASign) {
  EXPECT_DOUBLE_EQ(value("-k^2", 3.0), -9.0);
  EXPECT_DOUBLE_EQ(value("exp(-k^2)", 2.0), std::exp(-4.0));
  EXPECT_DOUBLE_EQ(value("2^-k", 1.0), 0.5);
  EXPECT_DOUBLE_EQ(value("2^3^k", 2.0), 512.0);
}

TEST(Formula, KnowsTheConstantsAndFunctions) {
  EXPECT_DOUBLE_EQ(value("pi", 0), std::numbers::pi);
  EXPECT_DOUBLE_EQ(value("_pi + _e - e", 0), std::numbers::pi);
  EXPECT_DOUBLE_EQ(value("sin(k) + cos(k) + tanh(k)", 0.7),
                   std::sin(0.7) + std::cos(0.7) + std::tanh(0.7));
  EXPECT_DOUBLE_EQ(value("ln(k) + log(k) + log10(k)", 2), 2 * std::log(2.0) + std::log10(2.0));
  EXPECT_DOUBLE_EQ(value("sqrt(abs(k)) + min(k, 2, 3) + max(k, 1)", -4), 2.0 - 4.0 + 1.0);
}

TEST(Formula, ChoosesByAComparison) {
  EXPECT_EQ(value("k < 0 ? 1 : 2", -0.1), 1.0);
  EXPECT_EQ(value("k >= 0 && k <= 1 ? 1 : 2", 0.5), 1.0);
  EXPECT_EQ(value("k < 0 || k > 1 ? 1 : 2", 0.5), 2.0);
  EXPECT_EQ(value("k == 1 ? 3 : 4", 1.0), 3.0);
}

TEST(Formula, TakesAnyVariable) {
  EXPECT_EQ((Formula{"4*y*(1-y)", "y"}(0.5)), 1.0);
}

TEST(Formula, SurvivesAMove) {
  Formula first{"k + 1", "k"};
  Formula second{std::move(first)};
  EXPECT_EQ(second(2.0), 3.0);
  Formula third{"k", "k"};
  third = std::move(second);
  EXPECT_EQ(third(4.0), 5.0);
  EXPECT_EQ(third.text(), "k + 1");
}

TEST(Formula, HandsOnWhatIsNotFinite) {
  EXPECT_TRUE(std::isinf(value("1/k", 0.0)));
  EXPECT_TRUE(std::isnan(value("sqrt(k)", -1.0)));
}

TEST(Formula, SaysWhereItStopsMakingSense) {
  EXPECT_THAT(complaint("1 + q"), HasSubstr("position 5 of the formula \"1 + q\""));
  EXPECT_THAT(complaint("1 + q"), HasSubstr("the variable is k"));
  EXPECT_THAT(complaint("1 + k)"), HasSubstr("position 6"));
  EXPECT_THAT(complaint("(1 + k"), HasSubstr("position "));
  EXPECT_THAT(complaint("1 +"), HasSubstr("position "));
  EXPECT_THAT(complaint("1 2"), HasSubstr("position "));
  EXPECT_THAT(complaint("exp()"), HasSubstr("position "));
  EXPECT_THAT(complaint("max(1, 2"), HasSubstr("position "));
  EXPECT_THAT(complaint("k $ 2"), HasSubstr("position 3"));
  EXPECT_THAT(complaint("1 + q"), HasSubstr("constants are _e _pi e pi, functions are abs acos "));
  EXPECT_THAT(complaint("k $ 2"), HasSubstr("the variable is k, operators are <= "));
}

TEST(Formula, ExplainsForeignNotation) {
  EXPECT_THAT(complaint("1 + |k|"), HasSubstr("position 5"));
  EXPECT_THAT(complaint("1 + |k|"), HasSubstr("abs("));
  EXPECT_THAT(complaint("k**2"), HasSubstr("^ instead of **"));
  EXPECT_THAT(complaint("n = k"), HasSubstr("'=' assigns"));
  EXPECT_THAT(complaint("k = 3"), HasSubstr("'=' assigns"));
  EXPECT_THAT(complaint("1, 2"), HasSubstr("one value"));
  EXPECT_THAT(complaint("  "), HasSubstr("empty"));
  EXPECT_THAT(complaint(""), HasSubstr("empty"));
}

}  // namespace
}  // namespace kapitza::config
