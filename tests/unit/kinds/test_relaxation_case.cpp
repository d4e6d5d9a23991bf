// Cases of kind "relaxation": every key, rows from lists, and times in whole steps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case_text.hpp"
#include "kinds/relaxation/problem.hpp"

namespace kapitza::kinds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RelaxationCase parsed(const std::vector<std::string>& overrides = {}) {
  return testing::parsed_as<RelaxationCase>(testing::shortest_relaxation, overrides);
}

TEST(RelaxationCase, EveryKeyIsTaken) {
  const RelaxationCase input = testing::parsed_as<RelaxationCase>(R"toml(
kind = "relaxation"
momentum.points = 64
[interaction]
coefficients = { "2" = 1.5 }
lambda = [0.02, -0.02]
[collision]
accuracy = 1e-3
resummation = "sum"
next_tau_max = 4
next_tau_step = 0.1
[initial]
occupation = "2 + sin(k)"
[lattice]
sites = 512
[time]
step = 0.1
order = 4
end = [20, 40]
measured = [0.25, 1]
tolerance = 1e-8
[ensemble]
realisations = [5, 6]
seed = 42
[fft]
planning = "estimate"
)toml");
  EXPECT_EQ(input.points, 64);
  EXPECT_THAT(input.lambda, ElementsAre(0.02, -0.02));
  EXPECT_EQ(input.collision.accuracy, 1e-3);
  EXPECT_EQ(input.next,
            (NextOrderKeys{collision::Order::Next, collision::Resummation::Sum, 4, 0.1}));
  EXPECT_EQ(input.initial.n.text(), "2 + sin(k)");
  EXPECT_EQ(input.sites, 512);
  EXPECT_EQ(input.time, (RelaxationTime{0.1, 4, {20, 40}, {0.25, 1}, 1e-8}));
  EXPECT_THAT(input.realisations, ElementsAre(5, 6));
  EXPECT_EQ(input.seed, 42);
  EXPECT_EQ(input.planning, micro::Planning::Estimate);
}

TEST(RelaxationCase, IsAskedForInTheWholeZone) {
  EXPECT_THAT(testing::complaint(testing::shortest_relaxation, {"initial.occupation=0.5 - k/6"}),
              HasSubstr("initial.occupation: the occupation is n = -"));
  EXPECT_NO_THROW(parsed({"initial.occupation=0.5 - k/6.3"}));
}

TEST(RelaxationProblem, MakesRowsOfWholeSteps) {
  const RelaxationProblem problem{parsed({"interaction.lambda=[0.01, 0.02, 0.01]",
                                          "time.end=[20.1, 7, 4]", "time.measured=[1, 0, 0.3]"})};
  EXPECT_EQ(problem.input().time.step, 0.2);
  EXPECT_THAT(problem.fractions(), ElementsAre(0, 0.3, 0.5, 1));
  ASSERT_EQ(problem.rows().size(), 3);
  const RelaxationRow& first = problem.rows()[0];
  EXPECT_EQ(first.lambda, 0.01);
  EXPECT_DOUBLE_EQ(first.end, 20.0);
  EXPECT_THAT(first.looks, ElementsAre(0, 30, 50, 100));
  EXPECT_EQ(first.half, 2);
  EXPECT_DOUBLE_EQ(first.times[1], 6.0);
  EXPECT_EQ(first.realisations, 10);
  EXPECT_THAT(problem.rows()[1].looks, ElementsAre(0, 11, 18, 36));  // 7.2: twice 18 steps
}

TEST(RelaxationProblem, RefusesTimesThatFallTogether) {
  try {
    const RelaxationProblem problem{parsed({"time.end=2", "time.measured=[0.5, 0.52]"})};
    FAIL() << "accepted";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("time.measured: found 0.5 and 0.52 of time.end"));
  }
}

TEST(RelaxationProblem, WarnsOfAFieldThatFocuses) {
  EXPECT_THAT(RelaxationProblem{parsed()}.warnings(), IsEmpty());
  EXPECT_THAT(RelaxationProblem{parsed({"interaction.lambda=[0.01, -0.01]"})}.warnings(),
              ElementsAre(HasSubstr("lambda = -0.01, t = 100: lambda c_3 < 0")));
  EXPECT_THAT(RelaxationProblem{parsed({"interaction.coefficients={\"3\" = -6.0}"})}.warnings(),
              ElementsAre(HasSubstr("lambda c_3 < 0")));
  // A focusing |psi|^4 only makes solitons.
  EXPECT_THAT(RelaxationProblem{parsed({"interaction.coefficients={\"2\" = 2.0}",
                                        "interaction.lambda=-0.01"})}
                  .warnings(),
              IsEmpty());
}

}  // namespace
}  // namespace kapitza::kinds
