#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "case_text.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/kinds/read_case.hpp"

namespace kapitza::kinds {
namespace {

using ::testing::HasSubstr;
using testing::parsed;
using testing::shortest;
using testing::with;

TEST(ReadCase, ShortestInputIsTaken) {
  const BoltzmannCase input = parsed(shortest);
  EXPECT_EQ(input.coefficients, (std::map<int, double>{{3, 6.0}}));
  EXPECT_EQ(
      input.left.source,
      (decltype(input.left.source){FormulaSource{"0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"}}));
  EXPECT_TRUE(std::holds_alternative<Mirror>(input.right.source));
  EXPECT_EQ(input.Lambda, (std::vector{0.05, 0.5, 1.0, 2.0}));
}

TEST(ReadCase, EveryKeyIsTaken) {
  const BoltzmannCase input = parsed(R"toml(
kind = "boltzmann"
momentum.points = 64
[interaction]
coefficients = { 1 = -18, "3" = 6.0 }
[collision]
scheme = "fast"
accuracy = 1e-6
tau_max = 32
tau_step = 0.1
lattice = 512
[injection]
left = { thermal = { beta = 0.5, mu = -0.25 } }
right = { file = "tables/../right.h5", dataset = "/a/n" }
[defect]
Lambda = 3
[space]
scheme = "upwind"
points = [11, 21, 41]
[steady]
method = "march"
tolerance = 1e-8
max_steps = 77
[output]
file = "result.h5"
)toml");
  EXPECT_EQ(input.momentum.points, 64);
  EXPECT_EQ(input.coefficients, (std::map<int, double>{{1, -18.0}, {3, 6.0}}));
  EXPECT_EQ(input.collision, (collision::CollisionSettings{1e-6, 32.0, 0.1, 512}));
  EXPECT_EQ(std::get<model::ThermalState>(input.left.source), (model::ThermalState{0.5, -0.25}));
  const auto table = std::get<TableSource>(input.right.source);
  EXPECT_EQ(table.file(), std::filesystem::current_path() / "right.h5");
  EXPECT_EQ(table.dataset(), "/a/n");
  EXPECT_EQ(input.Lambda, std::vector{3.0});
  EXPECT_EQ(input.space.points, (std::vector{11, 21, 41}));
  EXPECT_EQ(input.steady, (Steady{boltzmann::SteadyMethod::March, 1e-8, 77}));
  EXPECT_EQ(input.output_file, "result.h5");
}

TEST(ReadCase, PaperSchemeHasTheParametersOfAppendixC) {
  const auto input =
      parsed(std::string{shortest} +
             "[collision]\nscheme = \"paper\"\n[space]\nscheme = \"upwind\"\npoints = 11\n"
             "[steady]\nmethod = \"march\"\n");
  EXPECT_EQ(input.collision.tau_max, 130.0);
  EXPECT_EQ(input.collision.tau_step, 0.03);
  EXPECT_EQ(input.collision.lattice, 4096);
  EXPECT_EQ(input.band, 256);
  EXPECT_EQ(input.steady.max_steps, 1000000);
}

TEST(ReadCase, AByteOrderMarkAndLinesOfWindowsChangeNothing) {
  std::string text{"\xEF\xBB\xBF"};
  for (const char c : shortest)
    text += c == '\n' ? std::string{"\r\n"} : std::string{c};
  EXPECT_EQ(parsed(text), parsed(shortest));
}

TEST(ReadCase, RemembersWhereAnInjectionStands) {
  const auto input = parsed(shortest);
  EXPECT_EQ(config::to_string(input.left.where), "case.toml:5:8");
  EXPECT_EQ(config::to_string(input.right.where), "case.toml");
}

TEST(ReadCase, CommentsMayHoldAnyLanguage) {
  EXPECT_NO_THROW(parsed(std::string{shortest} + "# schl\xC3\xBCssig, \"\xCE\x9B\n"));
}

TEST(ReadCase, NamesMayHoldAnyLanguage) {
  const std::string name = "r\xC3\xA9sultat \xCE\x9B \xF0\x9F\x98\x80.h5";
  const auto input =
      parse_case(std::string{shortest} + "[output]\nfile = \"" + name + "\"\n", "case.toml");
  const std::string resolved = input->resolved_text();
  EXPECT_EQ(parsed(resolved).output_file, name);
  for (const char c : resolved)
    EXPECT_LT(static_cast<unsigned char>(c), 0x80) << resolved;
}

class ReadText : public ::testing::Test {
 protected:
  ReadText() { std::filesystem::create_directory(folder_); }
  ~ReadText() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(const std::string& name, std::string_view text) const {
    std::ofstream{folder_ / name} << text;
    return folder_ / name;
  }
  static std::string complaint(const std::filesystem::path& path) {
    try {
      read_case(path);
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "(accepted)";
  }

  std::filesystem::path folder_ =
      std::filesystem::path{::testing::TempDir()} /
      ("kapitza_read_" +
       std::string{::testing::UnitTest::GetInstance()->current_test_info()->name()});
};

TEST_F(ReadText, TablesAreRelativeToTheFolderOfTheFile) {
  const auto path = file("case.toml", with("left = \"0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)\"",
                                           "left = { file = \"n.txt\" }"));
  const auto input = CaseKind<BoltzmannCase>::input_of(*read_case(path));
  EXPECT_EQ(std::get<TableSource>(input.left.source).file(), folder_ / "n.txt");
  EXPECT_EQ(std::get<TableSource>(input.left.source).dataset(), "");
}

TEST_F(ReadText, RefusesWhatIsNoRegularNonEmptyFile) {
  EXPECT_THAT(complaint(folder_ / "absent.toml"), HasSubstr("absent.toml: there is no such file"));
  EXPECT_THAT(complaint(folder_), HasSubstr("not a regular file"));
  EXPECT_THAT(complaint("/dev/null"), HasSubstr("not a regular file"));
  EXPECT_THAT(complaint(file("empty.toml", "")), HasSubstr("empty file"));
  EXPECT_THAT(complaint(file("large.toml", std::string(2 << 20, ' '))), HasSubstr("1 MiB"));
}

}  // namespace
}  // namespace kapitza::kinds
