#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case_text.hpp"

namespace kapitza::kinds {
namespace {

using testing::complaint;
using ::testing::HasSubstr;
using testing::parsed_micro;
using testing::shortest_micro;
using testing::with;

TEST(MicroCase, ShortestInputIsTaken) {
  const MicroCase input = parsed_micro(shortest_micro);
  EXPECT_EQ(input.coefficients, (std::map<int, double>{{3, 6.0}}));
  EXPECT_EQ(std::get<FormulaSource>(input.left.source).text(), "1/(k^2 + 1)");
  EXPECT_TRUE(std::holds_alternative<Mirror>(input.right.source));
  EXPECT_EQ(input.defect.Lambda, std::vector{0.05});
  EXPECT_EQ(input.defect.length, std::vector{250});
  EXPECT_EQ(input.sites, std::vector{4096});
  EXPECT_EQ(input.reservoir, (MicroReservoir{800, 0.02}));
  EXPECT_EQ(input.time.settle, 15000);
  EXPECT_EQ(input.time.measure, 60000);
  EXPECT_EQ(input.ensemble.realisations, 2);
}

TEST(MicroCase, EveryKeyIsTaken) {
  const MicroCase input = parsed_micro(R"toml(
kind = "micro"
momentum.points = 128
[interaction]
coefficients = { "2" = 1.5 }
[injection]
left = { thermal = { beta = 1, mu = -1 } }
right = "2 + sin(k)"
[defect]
lambda = [0, 0.5]
length = [100, 200]
profile = "exp(-y^2)"
renormalised = false
A = -3
[lattice]
sites = [1024, 2048]
[reservoir]
width = 200
rate = 0.1
[time]
step = 0.05
settle = 0
measure = 3200
order = 4
sample = 10
blocks = 16
compare_half_step = true
[ensemble]
realisations = 7
seed = 42
first = 100
ranks_per_realisation = 2
target = 0.01
[wigner]
windows = 5
[fft]
planning = "estimate"
[output]
file = "result.h5"
)toml");
  EXPECT_EQ(input.points, 128);
  EXPECT_EQ(std::get<FormulaSource>(input.right.source).text(), "2 + sin(k)");
  EXPECT_EQ(input.defect,
            (MicroDefect{{}, {0, 0.5}, {100, 200}, {"exp(-y^2)"}, 0.05, {false}, -3.0}));
  EXPECT_EQ(input.sites, (std::vector{1024, 2048}));
  EXPECT_EQ(input.reservoir, (MicroReservoir{200, 0.1}));
  EXPECT_EQ(input.time, (MicroTime{FieldStart::Empty, {}, 0.05, 0, 3200, 4, 10, 16, true}));
  EXPECT_EQ(input.ensemble, (MicroEnsemble{7, 42, 100, 2, 0.01}));
  EXPECT_EQ(input.windows, 5);
  EXPECT_EQ(input.planning, micro::Planning::Estimate);
  EXPECT_EQ(input.output_file, "result.h5");
}

TEST(MicroCase, WordsAndTruthValuesNeedNoQuotesInOverrides) {
  const MicroCase input = parsed_micro(
      shortest_micro,
      {"defect.profile=exp(-y^2)", "defect.renormalised=[false, true]", "fft.planning=estimate"});
  EXPECT_EQ(input.defect.profile.text, "exp(-y^2)");
  EXPECT_EQ(input.defect.renormalised, (std::vector{false, true}));
  EXPECT_EQ(input.planning, micro::Planning::Estimate);
}

TEST(MicroCase, RemembersWhereItsValuesStand) {
  const MicroCase input = parsed_micro(shortest_micro, {"time.step=0.1"});
  EXPECT_EQ(config::to_string(input.where("lattice.sites")), "case.toml:10:9");
  EXPECT_EQ(config::to_string(input.where("time.step")), "--set time.step=0.1");
  EXPECT_EQ(config::to_string(input.where("time.order")), "case.toml");
}

struct BadInput {
  std::string name;
  std::string old_text, new_text;
  std::vector<std::string> expected;  // all of these in the message
};

void PrintTo(const BadInput& input, std::ostream* out) {
  *out << input.name;
}

const std::string Lambda = "Lambda = 0.05", length = "length = 250", sites = "sites = 4096",
                  measure = "measure = 60000", realisations = "realisations = 2";

// Lines of the shortest input: 7 Lambda, 8 the length, 10 the sites, 12 and 13 the reservoir, 15 and 16 the times, 18 the
// realisations.
const std::vector<BadInput> bad_inputs{
    {"BothStrengths",
     Lambda,
     Lambda + "\nlambda = 0.1",
     {"case.toml:8:10: defect.lambda: given beside defect.Lambda; allowed: one of the two"}},
    {"NoStrength", Lambda, "", {"defect.Lambda: missing; allowed: Lambda or lambda"}},
    {"NegativeLambda", Lambda, "Lambda = [1, -1]", {"defect.Lambda: found -1", "at least 0"}},
    {"LambdaTwice", Lambda, "lambda = [1, 1]", {"defect.lambda: found 1 twice"}},
    {"NoLength", length, "", {"defect.length: missing"}},
    {"LengthOfZero",
     length,
     "length = 0",
     {"case.toml:8:10: defect.length: found 0", "at least 1"}},
    {"LengthTwice", length, "length = [250, 250]", {"defect.length: found 250 twice"}},
    {"UnknownProfile",
     length,
     length + "\nprofile = \"smoth\"",
     {"case.toml:9:11: defect.profile: position", "did you mean \"smooth\"?"}},
    {"ProfileInAnotherVariable",
     length,
     length + "\nprofile = \"exp(-x^2)\"",
     {"defect.profile: position"}},
    {"ProfileOfANumber", length, length + "\nprofile = 1", {"defect.profile: found 1", "\"box\""}},
    {"SmoothingOfABox",
     length,
     length + "\nprofile = \"box\"\nsmoothing = 0.1",
     {"defect.smoothing: belongs to profile = \"smooth\""}},
    {"SmoothingOfZero",
     length,
     length + "\nsmoothing = 0",
     {"defect.smoothing: found 0", "above 0"}},
    {"RenormalisedByANumber",
     length,
     length + "\nrenormalised = 1",
     {"defect.renormalised: found 1; allowed: true, false, or a list of both"}},
    {"RenormalisedTwice",
     length,
     length + "\nrenormalised = [true, true]",
     {"defect.renormalised: found true twice"}},
    {"RenormalisedByHand",
     length,
     length + "\nrenormalised = [false, true]\nA = -3",
     {"defect.A: given beside defect.renormalised = true"}},
    {"OddSites", sites, "sites = 4097", {"case.toml:10:9: lattice.sites: found 4097", "even"}},
    {"TooManySites",
     sites,
     "sites = [4096, 8192]",
     {"lattice.sites: found 2 values beside 1 of defect.length", "one for each length"}},
    {"NoReservoir",
     "[reservoir]\nwidth = 800\nrate = 0.02\n",
     "",
     {"reservoir.width: missing", "reservoir.rate: missing"}},
    {"RateOfZero",
     "rate = 0.02",
     "rate = 0",
     {"case.toml:13:8: reservoir.rate: found 0", "above 0"}},
    {"NoMeasurement",
     measure,
     "measure = 0",
     {"case.toml:16:11: time.measure: found 0", "above 0"}},
    {"NegativeStep", measure, measure + "\nstep = -0.1", {"time.step: found -0.1", "above 0"}},
    {"OrderOfThree",
     measure,
     measure + "\norder = 3",
     {"time.order: found 3; allowed: an integer, at least 2 and at most 4, 2 or 4"}},
    {"OddBlocks", measure, measure + "\nblocks = 31", {"time.blocks: found 31", "even"}},
    {"WordForABoolean",
     measure,
     measure + "\ncompare_half_step = \"yes\"",
     {"time.compare_half_step: found \"yes\"; allowed: true or false"}},
    {"NoRealisations",
     realisations,
     "realisations = 0",
     {"case.toml:18:16: ensemble.realisations: found 0", "at least 1"}},
    {"RealisationsBeyondTheIndices",
     realisations,
     realisations + "\nfirst = 2147483647",
     {"ensemble.first: found 2147483647 beside 2 realisations"}},
    {"TargetOfZero",
     realisations,
     realisations + "\ntarget = 0",
     {"ensemble.target: found 0", "above 0"}},
    {"PlanningOfAnotherName",
     realisations,
     realisations + "\n[fft]\nplanning = \"mesure\"",
     {"fft.planning: found \"mesure\"", "did you mean \"measure\"?"}},
    {"NegativeOccupation", "\"1/(k^2 + 1)\"", "\"cos(k)\"", {"case.toml:5:8: injection.left: "}},
    {"InfiniteOccupation", "\"1/(k^2 + 1)\"", "\"1/(k - k)\"", {"injection.left: ", "inf"}},
    {"CollisionsAreNotComputed",
     realisations,
     realisations + "\n[collision]\naccuracy = 1e-5",
     {"collision: unknown table or key"}},
};

class BadMicroInput : public ::testing::TestWithParam<BadInput> {};

TEST_P(BadMicroInput, IsNamedWithItsPlaceAndWhatIsAllowed) {
  const BadInput& input = GetParam();
  const auto message = complaint(with(input.old_text, input.new_text, shortest_micro));
  for (const std::string& part : input.expected)
    EXPECT_THAT(message, HasSubstr(part));
}

INSTANTIATE_TEST_SUITE_P(Keys, BadMicroInput, ::testing::ValuesIn(bad_inputs),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace kapitza::kinds
