#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "case_text.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

using testing::complaint;
using ::testing::HasSubstr;
using testing::shortest;
using testing::with;

struct BadInput {
  std::string name;
  std::string text;
  std::vector<std::string> expected;  // all of these in the message
};

void PrintTo(const BadInput& input, std::ostream* out) {
  *out << input.name;
}

std::string appended(std::string_view text) {
  return std::string{shortest} + std::string{text};
}

const std::string left = "left = \"0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)\"";
const std::string Lambda = "Lambda = [0.05, 0.5, 1, 2]";
const std::string coefficients = "coefficients = { \"3\" = 6.0 }";
const std::string upwind = "[space]\nscheme = \"upwind\"\n";

// The text appended to the shortest input begins on line 8.
const std::vector<BadInput> bad_inputs{
    // the text as such
    {"NotToml", "kind = = 3", {"case.toml:1:8:"}},
    {"Empty",
     " \n",
     {"case.toml: kind: missing", "defect.Lambda: missing", "injection.left: missing"}},
    {"Nul", appended(std::string("# a\0b", 5)), {"case.toml:8:4: byte 0x00"}},
    {"NotUtf8InAString", with("abs(k)", "\xE4(k)"), {"case.toml:5:27: byte 0xE4"}},
    {"NotUtf8AfterAHashInAString", appended("a = '#\xC3\xA4\xE4'"), {"case.toml:8:8: byte 0xE4"}},
    {"NotUtf8InALongString",
     appended("a = \"\"\"\n#\n\\\"\"\"\xC3\"\"\""),
     {"case.toml:10:5: byte 0xC3"}},
    {"NotUtf8AfterAnEscapedQuote", appended("a = \"\\\"#\xC3\""), {"case.toml:8:9: byte 0xC3"}},
    {"NotAsciiAfterAString", appended("a = \"#\" \xC3\xA4"), {"case.toml:8:9: byte 0xC3; outside"}},
    {"NotAsciiAfterALongString",
     appended("a = \"\"\"\n#\xC3\xA4\"\"\"\xC3\xA4"),
     {"case.toml:9:6: byte 0xC3; outside"}},
    {"NotAsciiInAnUnclosedString",
     appended("a = \"\xC3\xA4\nb\xC3\xA4"),
     {"case.toml:9:2: byte 0xC3; outside"}},
    {"SecondByteOrderMark",
     "\xEF\xBB\xBF\xEF\xBB\xBF" + std::string{shortest},
     {"case.toml:1:1: byte 0xEF"}},
    {"ByteOrderMarkAndAnError",
     "\xEF\xBB\xBF"
     "a = 1\n" +
         std::string{shortest},
     {"case.toml:1:1: a: unknown"}},
    {"DuplicateKey",
     appended("[momentum]\npoints = 64\npoints = 128\n"),
     {"case.toml:10:", "points"}},
    {"DuplicateTable", appended("[defect]\n"), {"case.toml:8:", "defect"}},
    {"UnclosedString", with("0.4)^2)\"", "0.4)^2)"), {"case.toml:5:"}},
    {"IntegerOverflow", appended("[momentum]\npoints = 99999999999999999999\n"), {"case.toml:9:"}},
    {"DurationAsNumber",
     appended("[checkpoint]\nevery = 600\n"),
     {"case.toml:9:9: checkpoint.every: found 600", "\"10min\"", "\"never\""}},
    {"DurationWithoutUnit",
     appended("[checkpoint]\nevery = \"600\"\n"),
     {"case.toml:9:9: checkpoint.every: found \"600\"", "\"10min\""}},
    {"DurationZero",
     appended("[checkpoint]\nevery = \"0s\"\n"),
     {"checkpoint.every: found \"0s\""}},
    // kinds, tables and keys
    {"KindMissing", with("kind = \"boltzmann\"", ""), {"kind: missing", "\"boltzmann\""}},
    {"KindUnknown",
     with("\"boltzmann\"", "\"quantum\""),
     {"case.toml:1:8: kind: found \"quantum\"; allowed: \"boltzmann\""}},
    {"KindMisspelt", with("\"boltzmann\"", "\"boltzman\""), {"did you mean \"boltzmann\"?"}},
    {"KindNotAWord", with("\"boltzmann\"", "1"), {"case.toml:1:8: kind: found 1"}},
    {"TableMisspelt",
     appended("[momentun]\npoints = 64\n"),
     {"case.toml:8:2: momentun: unknown", "did you mean \"momentum\"?"}},
    {"TableUnknown",
     appended("[zebra]\n"),
     {"case.toml:8:2: zebra: unknown table or key; allowed: kind, momentum"}},
    {"KeyMisspelt",
     appended("[collision]\nacuracy = 1e-5\n"),
     {"case.toml:9:1: collision.acuracy: unknown key", "did you mean \"accuracy\"?"}},
    {"KeyWithNeighboursExchanged",
     appended("[space]\nndoes = 3\n"),
     {"space.ndoes", "did you mean \"nodes\"?"}},
    {"KeyInTheWrongCase",
     appended("[space]\nNodes = 3\n"),
     {"case.toml:9:1: space.Nodes", "did you mean \"nodes\"?"}},
    {"KeyInTheWrongTable",
     appended("[momentum]\ncells = 3\n"),
     {"case.toml:9:1: momentum.cells", "did you mean \"space.cells\"?"}},
    {"KeyAboveItsTable",
     "points = 12\n" + std::string{shortest},
     {"case.toml:1:1: points", "did you mean \"momentum.points\"?"}},
    {"ValueInPlaceOfATable",
     "space = 3\n" + std::string{shortest},
     {"case.toml:1:9: space: found 3; allowed: a table [space]"}},
    {"ArrayOfTables", appended("[[space]]\ncells = 3\n"), {"case.toml:8:", "space: found a list"}},
    // momentum
    {"PointsOdd",
     appended("[momentum]\npoints = 127\n"),
     {"case.toml:9:10: momentum.points: found 127", "even"}},
    {"PointsFew",
     appended("[momentum]\npoints = 6\n"),
     {"case.toml:9:10: momentum.points: found 6", "at least 8"}},
    {"PointsMany", appended("[momentum]\npoints = 65538\n"), {"found 65538", "at most 65536"}},
    {"PointsHuge", appended("[momentum]\npoints = 4294967424\n"), {"found 4294967424"}},
    {"PointsReal",
     appended("[momentum]\npoints = 128.5\n"),
     {"momentum.points: found 128.5; allowed: an integer"}},
    {"PointsText",
     appended("[momentum]\npoints = \"128\"\n"),
     {"momentum.points: found \"128\"; allowed: an integer"}},
    {"PointsBoolean", appended("[momentum]\npoints = true\n"), {"momentum.points: found true"}},
    {"PointsDate",
     appended("[momentum]\npoints = 2020-01-01\n"),
     {"momentum.points: found a date"}},
    // interaction
    {"CoefficientsMissing", with(coefficients, ""), {"interaction.coefficients: missing"}},
    {"CoefficientsEmpty",
     with(coefficients, "coefficients = {}"),
     {"case.toml:3:16: interaction.coefficients: found an empty table"}},
    {"CoefficientsNumber",
     with(coefficients, "coefficients = 6"),
     {"case.toml:3:16: interaction.coefficients: found 6"}},
    {"CoefficientNan", with("6.0", "nan"), {"case.toml:3:24: interaction.coefficients: found nan"}},
    {"CoefficientInfinite", with("6.0", "-inf"), {"interaction.coefficients: found -inf"}},
    {"CoefficientText", with("6.0", "\"6\""), {"interaction.coefficients: found \"6\""}},
    {"OrderNoNumber",
     with("\"3\"", "three"),
     {"case.toml:3:18: interaction.coefficients: found order \"three\""}},
    {"OrderZero", with("\"3\"", "\"0\""), {"order \"0\"", "orders 1 to 8"}},
    {"OrderNine", with("\"3\"", "\"9\""), {"order \"9\""}},
    {"OrderWithTail", with("\"3\"", "\"3x\""), {"order \"3x\""}},
    {"NothingCollides", with("\"3\"", "\"1\""), {"interaction.coefficients:", "nothing collides"}},
    // collision
    {"AccuracyNegative",
     appended("[collision]\naccuracy = -1e-5\n"),
     {"case.toml:9:12: collision.accuracy: found -1e-05"}},
    {"AccuracyNan", appended("[collision]\naccuracy = nan\n"), {"collision.accuracy: found nan"}},
    {"AccuracyForThePaperScheme",
     appended("[collision]\nscheme = \"paper\"\naccuracy = 1e-5\n"),
     {"case.toml:10:12: collision.accuracy: belongs to scheme = \"fast\""}},
    {"BandForTheFastScheme",
     appended("[collision]\nband = 64\n"),
     {"collision.band: belongs to scheme = \"paper\""}},
    {"BandAboveTheLattice",
     appended("[collision]\nscheme = \"paper\"\nband = 8192\n"),
     {"collision.band: found 8192", "4096"}},
    {"SchemeMisspelt",
     appended("[collision]\nscheme = \"papr\"\n"),
     {"collision.scheme: found \"papr\"; allowed: \"fast\" or \"paper\"; did you mean \"paper\"?"}},
    {"StepAboveTheMaximum",
     appended("[collision]\ntau_max = 0.1\ntau_step = 0.2\n"),
     {"case.toml:10:12: collision.tau_step", "tau_max = 0.1"}},
    {"StepZero",
     appended("[collision]\ntau_step = 0.0\n"),
     {"collision.tau_step: found 0.0", "above 0"}},
    {"PaperSchemeWithPseudoTime",
     appended("[collision]\nscheme = \"paper\"\n"),
     {"steady.method: \"pseudo\" needs the exact linearisation", "\"march\""}},
    // injection
    {"LeftMissing", with(left, ""), {"injection.left: missing"}},
    {"LeftMirror",
     with(left, "left = \"mirror\""),
     {"case.toml:5:8: injection.left: found \"mirror\"", "right side only"}},
    {"LeftNumber",
     with(left, "left = 0.5"),
     {"case.toml:5:8: injection.left: found 0.5", "a formula as a string"}},
    {"LeftEmpty", with(left, "left = \"\""), {"case.toml:5:8: injection.left:", "empty"}},
    {"FormulaWithBars",
     with("abs(k)", "|k|"),
     {"case.toml:5:8: injection.left: position 19", "abs("}},
    {"FormulaDoesNotParse", with("abs(k)", "abs(k"), {"case.toml:5:8: injection.left: position "}},
    {"FormulaWithAnotherVariable",
     with("abs(k)", "abs(q)"),
     {"injection.left: position 23", "\"q\""}},
    {"FormulaNegativeSomewhere",
     with(left, "left = \"2 - k\""),
     {"case.toml:5:8: injection.left: the occupation is n = -0.0", "at k = 2.0"}},
    {"FormulaProductWithoutAsterisk",
     with(left, "left = \"1 + 2k\""),
     {"a product is written with *; the variable is k"}},
    {"FormulaDecimalComma", with(left, "left = \"1,5\""), {"decimals follow a point"}},
    {"NumberDecimalComma",
     appended("[momentum]\npoints = 1,5"),
     {"decimals of a number after a point"}},
    {"FormulaBelowZero", with(left, "left = \"-1e-9\""), {"n = -1e-09 at k = 0.024"}},
    {"FormulaNan", with(left, "left = \"sqrt(-k)\""), {"n = nan at k = 0.024"}},
    {"FormulaInfinite", with(left, "left = \"exp(1000)\""), {"n = inf at k = 0.024"}},
    {"RightFormulaNegative",
     with(left, left + "\nright = \"cos(k)\""),
     {"case.toml:6:9: injection.right: the occupation is n = -0.99"}},
    {"ThermalMuZero",
     with(left, "left = { thermal = { beta = 1, mu = 0 } }"),
     {"case.toml:5:37: injection.left.thermal.mu: found 0; allowed: a number below 0"}},
    {"ThermalBetaNegative",
     with(left, "left = { thermal = { beta = -1.5, mu = -1 } }"),
     {"case.toml:5:29: injection.left.thermal.beta: found -1.5; allowed: a number above 0"}},
    {"ThermalMuInfinite",
     with(left, "left = { thermal = { beta = 1, mu = -inf } }"),
     {"injection.left.thermal.mu: found -inf"}},
    {"ThermalMuMissing",
     with(left, "left = { thermal = { beta = 1 } }"),
     {"injection.left.thermal.mu: missing"}},
    {"ThermalKeyMisspelt",
     with(left, "left = { thermal = { beta = 1, mu = -1, temperature = 1 } }"),
     {"injection.left.thermal.temperature: unknown key; allowed: beta, mu"}},
    {"ThermalNoTable", with(left, "left = { thermal = 3 }"), {"injection.left.thermal: found 3"}},
    {"FormMisspelt",
     with(left, "left = { thermel = { beta = 1, mu = -1 } }"),
     {"case.toml:5:10: injection.left.thermel", "did you mean \"thermal\"?"}},
    {"ThermalAndFile",
     with(left, "left = { thermal = { beta = 1, mu = -1 }, file = \"a\" }"),
     {"injection.left: found both"}},
    {"DatasetWithoutFile",
     with(left, "left = { dataset = \"n\" }"),
     {"case.toml:5:8: injection.left:"}},
    {"FileNoText",
     with(left, "left = { file = 3, dataset = \"n\" }"),
     {"case.toml:5:17: injection.left.file: found 3"}},
    // defect
    {"LambdaMissing", with(Lambda, ""), {"defect.Lambda: missing"}},
    {"LambdaEmpty",
     with(Lambda, "Lambda = []"),
     {"case.toml:7:10: defect.Lambda: found an empty list"}},
    {"LambdaNegative",
     with("0.5,", "-0.5,"),
     {"case.toml:7:17: defect.Lambda: found -0.5", "above 0"}},
    {"LambdaZero", with(Lambda, "Lambda = 0"), {"case.toml:7:10: defect.Lambda: found 0"}},
    {"LambdaInfinite", with(Lambda, "Lambda = inf"), {"defect.Lambda: found inf"}},
    {"LambdaText",
     with(Lambda, "Lambda = [1, \"two\"]"),
     {"case.toml:7:14: defect.Lambda: found \"two\""}},
    {"LambdaNested", with(Lambda, "Lambda = [[1], 2]"), {"defect.Lambda: found a list"}},
    {"LambdaTwice", with(Lambda, "Lambda = [1, 2, 1.0]"), {"defect.Lambda: found 1 twice"}},
    // space
    {"CellsZero",
     appended("[space]\ncells = 0\n"),
     {"case.toml:9:9: space.cells: found 0", "at least 1"}},
    {"NodesNine", appended("[space]\nnodes = 9\n"), {"space.nodes: found 9", "at most 8"}},
    {"PointsWithoutUpwind",
     appended("[space]\npoints = 11\n"),
     {"space.points: belongs to scheme = \"upwind\"; here \"dg\""}},
    {"CellsWithUpwind",
     appended(upwind + "points = 11\ncells = 3\n"),
     {"case.toml:11:9: space.cells: belongs to scheme = \"dg\""}},
    {"UpwindWithoutPoints", appended(upwind), {"space.points: missing"}},
    {"UpwindPointsDescend",
     appended(upwind + "points = [21, 11]\n"),
     {"space.points: found a list that does not ascend"}},
    {"UpwindPointsEmpty",
     appended(upwind + "points = []\n"),
     {"space.points: found an empty list"}},
    {"UpwindPointsReal",
     appended(upwind + "points = [11, 21.5]\n"),
     {"case.toml:10:15: space.points: found 21.5"}},
    // steady and output
    {"MethodUnknown",
     appended("[steady]\nmethod = \"newton\"\n"),
     {"steady.method: found \"newton\"; allowed: \"pseudo\" or \"march\""}},
    {"MarchOnDg",
     appended("[steady]\nmethod = \"march\"\n"),
     {"case.toml:9:10: steady.method:", "\"upwind\""}},
    {"ToleranceZero", appended("[steady]\ntolerance = 0\n"), {"steady.tolerance: found 0"}},
    {"StepsNegative", appended("[steady]\nmax_steps = -1\n"), {"steady.max_steps: found -1"}},
    {"OutputEmpty", appended("[output]\nfile = \"\"\n"), {"output.file: found \"\""}},
};

class BadInputs : public ::testing::TestWithParam<BadInput> {};

TEST_P(BadInputs, AreRefusedWithPlaceAndReason) {
  const std::string message = complaint(GetParam().text);
  for (const std::string& piece : GetParam().expected)
    EXPECT_THAT(message, HasSubstr(piece));
}

INSTANTIATE_TEST_SUITE_P(Case, BadInputs, ::testing::ValuesIn(bad_inputs),
                         [](const auto& entry) { return entry.param.name; });

TEST(BadInputs, AMisspeltWordIsTakenAsMeantForTheOtherKeys) {
  const auto message = complaint(
      appended("[space]\nscheme = \"upwnd\"\npoints = 11\n[steady]\nmethod = \"march\"\n"));
  EXPECT_THAT(message, HasSubstr("did you mean \"upwind\"?"));
  EXPECT_EQ(std::ranges::count(message, '\n'), 0) << message;
}

TEST(BadInputs, AreReportedTogetherInTheOrderOfTheFile) {
  const std::string message = complaint(R"toml(kind = "boltzmann"
[momentum]
point = 64
points = 7
[collision]
accuracy = "small"
[injection]
left = "1 - |k|"
[space]
scheme = "upwnd"
points = 3.5
)toml");
  const std::vector<std::string> begins{"case.toml:3:1: momentum.point:",
                                        "case.toml:4:10: momentum.points:",
                                        "case.toml:6:12: collision.accuracy:",
                                        "case.toml:8:8: injection.left:",
                                        "case.toml:10:10: space.scheme:",
                                        "case.toml:11:10: space.points:",
                                        "case.toml: interaction.coefficients: missing",
                                        "case.toml: defect.Lambda: missing"};
  std::size_t at = 0;
  for (const std::string& begin : begins) {
    EXPECT_EQ(message.substr(at, begin.size()), begin) << message;
    at = std::min(message.find('\n', at), message.size() - 1) + 1;
  }
  EXPECT_EQ(std::ranges::count(message, '\n') + 1, static_cast<long>(begins.size())) << message;
}

}  // namespace
}  // namespace kapitza::kinds
