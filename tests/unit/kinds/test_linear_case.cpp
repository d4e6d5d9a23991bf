#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "case_text.hpp"
#include "kapitza/kinds/injection.hpp"

namespace kapitza::kinds {
namespace {

using testing::complaint;
using ::testing::HasSubstr;
using testing::parsed_linear;
using testing::shortest_linear;
using testing::with;

TEST(LinearCase, ShortestInputIsTaken) {
  const LinearCase input = parsed_linear(shortest_linear);
  EXPECT_EQ(input.background, (model::ThermalState{1.0, -1.0}));
  EXPECT_EQ(std::get<FormulaSource>(input.left.source).text(), "sin(k)");
  EXPECT_EQ(input.Lambda, (std::vector{0.1, 1.0}));
}

TEST(LinearCase, EveryKeyIsTaken) {
  const LinearCase input = parsed_linear(R"toml(
kind = "linear"
momentum.points = 64
momentum.estimate = false
[interaction]
coefficients = { "2" = 1.5 }
[collision]
accuracy = 1e-4
tau_max = 32
tau_step = 0.1
lattice = 512
[background]
thermal = { beta = 0.5, mu = -0.25 }
[perturbation]
left = "-1"
right = { file = "right.h5", dataset = "reflected" }
[defect]
Lambda = 3
[space]
profile_points = 0
[scan]
mu = [-0.1, -10]
[output]
file = "result.h5"
)toml");
  EXPECT_EQ(input.momentum.points, 64);
  EXPECT_FALSE(input.momentum_estimate);
  EXPECT_EQ(input.coefficients, (std::map<int, double>{{2, 1.5}}));
  EXPECT_EQ(input.collision, (collision::CollisionSettings{1e-4, 32.0, 0.1, 512}));
  EXPECT_EQ(input.background, (model::ThermalState{0.5, -0.25}));
  EXPECT_EQ(std::get<FormulaSource>(input.left.source).text(), "-1");
  EXPECT_EQ(std::get<TableSource>(input.right.source),
            (TableSource{std::filesystem::current_path() / "right.h5", "reflected"}));
  EXPECT_EQ(input.Lambda, std::vector{3.0});
  EXPECT_EQ(input.profile_points, 0);
  EXPECT_EQ(input.scan_mu, (std::vector{-0.1, -10.0}));
  EXPECT_EQ(input.output_file, "result.h5");
}

TEST(LinearCase, NeedsNoPerturbationBesideAScan) {
  const std::string text = with("[perturbation]\nleft = \"sin(k)\"\n", "", shortest_linear);
  EXPECT_THAT(complaint(text), HasSubstr("perturbation.left: missing; allowed: a formula"));
  const LinearCase input = parsed_linear(text + "[scan]\nmu = -2\n");
  EXPECT_EQ(std::get<FormulaSource>(input.left.source).text(), "0");
}

TEST(LinearCase, PerturbationsAreReadWhereTheyEnterOnly) {
  const model::MomentumGrid grid{16};
  const auto input = parsed_linear(
      shortest_linear, {"perturbation.left=-sqrt(k)", "perturbation.right=1/(k - abs(k))"});
  const auto [left, right] = sampled(input.left, input.right, grid);
  for (int i = 0; i < grid.size(); ++i) {
    const double k = grid[i];
    const auto j = static_cast<std::size_t>(i);
    EXPECT_DOUBLE_EQ(left[j], k > 0 ? -std::sqrt(k) : 0.0);
    EXPECT_DOUBLE_EQ(right[j], k < 0 ? 0.5 / k : 0.0);
  }
}

TEST(LinearCase, PerturbationsOfTablesMayHaveAnySign) {
  const auto file = std::filesystem::path{::testing::TempDir()} / "kapitza_perturbation_table";
  {
    std::ofstream table{file};
    table.precision(17);
    table << "k c d\n";
    const model::MomentumGrid fine{400};
    for (const double k : fine.points())
      table << k << " 7 " << std::sin(k) << "\n";
  }
  const model::MomentumGrid grid{64};
  const auto input = parsed_linear(
      shortest_linear, {"perturbation.right={file=\"" + file.string() + "\", dataset=\"d\"}"});
  const auto right = sampled(input.left, input.right, grid).right;
  for (int i = 0; i < grid.size(); ++i)
    EXPECT_NEAR(right[static_cast<std::size_t>(i)], grid[i] < 0 ? std::sin(grid[i]) : 0.0, 1e-10);
  std::filesystem::remove(file);
}

struct BadInput {
  std::string name;
  std::string old_text, new_text;
  std::vector<std::string> expected;  // all of these in the message
};

void PrintTo(const BadInput& input, std::ostream* out) {
  *out << input.name;
}

const std::string thermal = "thermal = { beta = 1.0, mu = -1 }";
const std::string left = "left = \"sin(k)\"";
const std::string Lambda = "Lambda = [0.1, 1]";

// Lines of the shortest input: 5 the background, 7 the perturbation, 9 Lambda.
const std::vector<BadInput> bad_inputs{
    {"MuOfZero",
     "mu = -1",
     "mu = 0",
     {"case.toml:5:", "background.thermal.mu: found 0; allowed: a number below 0"}},
    {"PositiveMu", "mu = -1", "mu = 0.5", {"background.thermal.mu: found 0.5", "below 0"}},
    {"InfiniteMu", "mu = -1", "mu = -inf", {"background.thermal.mu: found -inf", "below 0"}},
    {"BetaOfZero",
     "beta = 1.0",
     "beta = 0.0",
     {"background.thermal.beta: found 0.0", "a number above 0"}},
    {"NoMu", ", mu = -1", "", {"background.thermal.mu: missing"}},
    {"MisspelledBeta", "beta = 1.0", "beat = 1.0", {"did you mean \"beta\"?"}},
    {"BackgroundOfAFormula",
     thermal,
     "thermal = \"1/(k^2 + 1)\"",
     {"background.thermal: found", "allowed: {beta = ..., mu = ...}"}},
    {"BackgroundOfAnotherForm",
     thermal,
     "formula = \"1/(k^2 + 1)\"",
     {"background.formula: unknown key; allowed: thermal",
      "background.thermal: missing; allowed: {beta = number above 0, mu = number below 0}"}},
    {"NoBackground", "[background]\n" + thermal + "\n", "", {"background.thermal: missing"}},
    {"InjectionInstead",
     "[perturbation]",
     "[injection]",
     {"case.toml:6:", "injection: unknown", "perturbation"}},
    {"InfinitePerturbation",
     left,
     "left = \"1/(k - k)\"",
     {"case.toml:7:8: perturbation.left: the perturbation is inf at k = 0.0",
      "it must be finite where k > 0"}},
    {"PerturbationNotANumber",
     left,
     "left = \"sqrt(-k)\"",
     {"perturbation.left: the perturbation is nan", "finite where k > 0"}},
    {"RightNotANumber",
     left,
     left + "\nright = \"sqrt(k)\"",
     {"perturbation.right: the perturbation is nan", "finite where k < 0"}},
    {"PerturbationThatDoesNotParse",
     left,
     "left = \"sin(q)\"",
     {"case.toml:7:8: perturbation.left: position"}},
    {"NumberForAFormula", left, "left = 0", {"perturbation.left: found 0; allowed: a formula"}},
    {"ThermalPerturbation",
     left,
     "left = { thermal = { beta = 1, mu = -1 } }",
     {"perturbation.left.thermal: unknown key; allowed: file, dataset"}},
    {"Mirror", left, "left = \"mirror\"", {"perturbation.left: position"}},
    {"LambdaOfZero", Lambda, "Lambda = 0", {"case.toml:9:10: defect.Lambda: found 0", "above 0"}},
    {"NegativeLambda", Lambda, "Lambda = [1, -2.5]", {"defect.Lambda: found -2.5", "above 0"}},
    {"InfiniteLambda", Lambda, "Lambda = inf", {"defect.Lambda: found inf", "above 0"}},
    {"LambdaTwice", Lambda, "Lambda = [1, 2, 1]", {"defect.Lambda: found 1 twice"}},
    {"NoLambda", "[defect]\n" + Lambda, "", {"defect.Lambda: missing"}},
    {"OneProfilePoint",
     Lambda,
     Lambda + "\n[space]\nprofile_points = 1",
     {"space.profile_points: found 1", "not 1"}},
    {"NegativeProfilePoints",
     Lambda,
     Lambda + "\n[space]\nprofile_points = -2",
     {"space.profile_points: found -2", "at least 0"}},
    {"SpaceOfAnotherKind",
     Lambda,
     Lambda + "\n[space]\ncells = 3",
     {"space.cells: unknown key; allowed: profile_points"}},
    {"PositiveMuInAScan",
     Lambda,
     Lambda + "\n[scan]\nmu = [-1, 0.25]",
     {"case.toml:11:6: scan.mu: found 0.25", "below 0"}},
    {"MuOfZeroInAScan", Lambda, Lambda + "\n[scan]\nmu = 0", {"scan.mu: found 0", "below 0"}},
    {"EmptyScan", Lambda, Lambda + "\n[scan]\nmu = []", {"scan.mu: found"}},
    {"MuTwiceInAScan", Lambda, Lambda + "\n[scan]\nmu = [-1, -1]", {"scan.mu: found -1 twice"}},
    {"SchemeOfThePaper",
     Lambda,
     Lambda + "\n[collision]\nscheme = \"paper\"",
     {"collision.scheme: unknown key; allowed: accuracy, tau_max, tau_step, lattice"}},
    {"StepAboveMaximum",
     Lambda,
     Lambda + "\n[collision]\ntau_max = 1\ntau_step = 2",
     {"collision.tau_step: found tau_step = 2 and tau_max = 1"}},
    {"OddMomenta", Lambda, Lambda + "\n[momentum]\npoints = 33", {"momentum.points: found 33"}},
    {"UnknownKind", "\"linear\"", "\"linaer\"", {"kind: found", "did you mean \"linear\"?"}},
};

class BadLinearInput : public ::testing::TestWithParam<BadInput> {};

TEST_P(BadLinearInput, IsNamedWithItsPlaceAndWhatIsAllowed) {
  const BadInput& input = GetParam();
  const auto message = complaint(with(input.old_text, input.new_text, shortest_linear));
  for (const std::string& part : input.expected)
    EXPECT_THAT(message, HasSubstr(part));
}

INSTANTIATE_TEST_SUITE_P(Keys, BadLinearInput, ::testing::ValuesIn(bad_inputs),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace kapitza::kinds
