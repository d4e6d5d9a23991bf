#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case_text.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

using testing::complaint;
using ::testing::HasSubstr;
using testing::parsed;
using testing::shortest;
using testing::with;

TEST(Override, ReplacesAValueOfTheFileAndSetsAbsentOnes) {
  const auto input = parsed(shortest, {"defect.Lambda=[3.0, 4]", "momentum.points = 64",
                                       "injection.right={thermal={beta=1, mu=-2}}"});
  EXPECT_EQ(input.Lambda, (std::vector{3.0, 4.0}));
  EXPECT_EQ(input.momentum.points, 64);
  EXPECT_EQ(std::get<model::ThermalState>(input.right.source), (model::ThermalState{1.0, -2.0}));
  EXPECT_EQ(input.coefficients.at(3), 6.0);
}

TEST(Override, RepairsAValueThatIsWrongInTheFile) {
  const auto text = with("Lambda = [0.05, 0.5, 1, 2]", "Lambda = -1");
  EXPECT_EQ(parsed(text, {"defect.Lambda=1"}).Lambda, std::vector{1.0});
}

TEST(Override, OfTextNeedsNoQuotes) {
  const auto input = parsed(shortest, {"space.scheme=upwind", "space.points=11",
                                       "output.file=out.h5", "injection.left=exp(-k^2) + 0.1"});
  EXPECT_EQ(input.space.scheme, SpatialMethod::Upwind);
  EXPECT_EQ(input.output_file, "out.h5");
  EXPECT_EQ(std::get<FormulaSource>(input.left.source).text(), "exp(-k^2) + 0.1");
  EXPECT_EQ(parsed(shortest, {"output.file=\"out.h5\""}).output_file, "out.h5");
}

TEST(Override, OfAWholeTableLeavesNothingOfTheFile) {
  const auto text = std::string{shortest} + "[space]\ncells = 5\n";
  const auto input = parsed(text, {"space={scheme=\"upwind\", points=[3, 4]}"});
  EXPECT_EQ(input.space.points, (std::vector{3, 4}));
  EXPECT_THAT(complaint(text, {"space.scheme=upwind", "space.points=11"}),
              HasSubstr("case.toml:9:9: space.cells: belongs to"));
}

TEST(Override, IsNamedInItsErrors) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"space.cells=0", "--set space.cells=0: space.cells: found 0"},
      {"space.cels=3", "--set space.cels=3: space.cels: unknown key"},
      {"space.cels=3", "did you mean \"cells\"?"},
      {"spice.cells=3", "did you mean \"space\"?"},
      {"space.cells=", "--set space.cells=: "},
      {"space.cells=three", "--set space.cells=three: "},
      {"space.cells=1\nnodes=2", "more than one value"},
      {"space.cells", "--set space.cells: not of the form table.key=value"},
      {"=3", "not of the form table.key=value"},
      {"", "not of the form table.key=value"},
      {"space=3", "--set space=3: space: found 3; allowed: a table [space]"},
      {"injection.right.thermal={beta=1, mu=-1}", "injection.right.thermal: unknown key"},
      {"injection.left=1 + |k|", "--set injection.left=1 + |k|: injection.left: position 5"},
      {"space.scheme=upwnd", "did you mean \"upwind\"?"},
      {"space.scheme=\"\xC3\xBC\"", "space.scheme: found \"\\u00FC\""},
      {"injection.right={thermal={beta=1, mu=-1}",
       "--set injection.right={thermal={beta=1, mu=-1}: "},
      {"injection.right={thermal={beta=1, mu=-1}", "inline table"},
      {"kind=quantum", "--set kind=quantum: kind: found \"quantum\""}};
  for (const auto& [setting, expected] : wrong) {
    EXPECT_THAT(complaint(shortest, {setting}), HasSubstr(expected)) << setting;
  }
}

TEST(Override, MustNotBeGivenTwice) {
  EXPECT_THAT(complaint(shortest, {"space.cells=3", "space.cells=4"}),
              HasSubstr("--set space.cells=4: space.cells: given twice"));
}

TEST(Override, ErrorsAreReportedWithThoseOfTheFile) {
  const auto message = complaint(std::string{shortest} + "[space]\ncells = 0\n",
                                 {"momentum.points=7", "collision.accuracy=x"});
  EXPECT_THAT(message, HasSubstr("case.toml:9:9: space.cells"));
  EXPECT_THAT(message, HasSubstr("--set momentum.points=7: momentum.points"));
  EXPECT_THAT(message, HasSubstr("--set collision.accuracy=x: "));
}

}  // namespace
}  // namespace kapitza::kinds
