#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "case_text.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/config/injection.hpp"

namespace kapitza::config {
namespace {

using ::testing::HasSubstr;
using testing::parsed;
using testing::shortest;

const model::MomentumGrid grid{128};
const model::ParabolicDispersion parabola;

Table no_table(const std::filesystem::path&, const std::string&) {
  throw InputOutputFailure("no table was expected to be read");
}

std::string complaint(const BoltzmannCase& input, const TableReader& reader) {
  try {
    injected_occupations(input, grid, parabola, reader);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "(accepted)";
}

TEST(InjectedOccupations, OfAFormulaAndItsMirrorImage) {
  const auto [left, right] = injected_occupations(parsed(shortest, {"injection.left=2 + sin(k)"}),
                                                  grid, parabola, no_table);
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double k = grid[static_cast<int>(i)];
    EXPECT_DOUBLE_EQ(left[i], 2.0 + std::sin(k));
    EXPECT_DOUBLE_EQ(right[i], 2.0 - std::sin(k));
  }
}

TEST(InjectedOccupations, OfThermalStates) {
  const auto input = parsed(shortest, {"injection.left={thermal={beta=1, mu=-1}}",
                                       "injection.right={thermal={beta=2, mu=-0.5}}"});
  const auto [left, right] = injected_occupations(input, grid, parabola, no_table);
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double k = grid[static_cast<int>(i)];
    EXPECT_DOUBLE_EQ(left[i], 1.0 / (k * k + 1.0));
    EXPECT_DOUBLE_EQ(right[i], 0.5 / (k * k + 0.5));
  }
}

class TableInjections : public ::testing::Test {
 protected:
  TableInjections() { std::ofstream{file_} << "content is the reader's affair"; }
  ~TableInjections() override { std::filesystem::remove(file_); }

  BoltzmannCase input() const {
    return parsed(shortest, {"injection.left={file=\"" + file_.string() + "\", dataset=\"a/n\"}"});
  }

  std::filesystem::path file_ =
      std::filesystem::path{::testing::TempDir()} /
      ("kapitza_table_" +
       std::string{::testing::UnitTest::GetInstance()->current_test_info()->name()});
};

TEST_F(TableInjections, AreReadAndInterpolated) {
  const auto reader = [&](const std::filesystem::path& file, const std::string& dataset) {
    EXPECT_EQ(file, file_);
    EXPECT_EQ(dataset, "a/n");
    Table table;
    const model::MomentumGrid fine{400};
    for (const double k : fine.points()) {
      table.k.push_back(k);
      table.n.push_back(1.5 + std::sin(k));
    }
    return table;
  };
  const auto [left, right] = injected_occupations(input(), grid, parabola, reader);
  for (std::size_t i = 0; i < left.size(); ++i) {
    EXPECT_NEAR(left[i], 1.5 + std::sin(grid[static_cast<int>(i)]), 1e-10);
    EXPECT_EQ(right[i], left[left.size() - 1 - i]);
  }
}

TEST_F(TableInjections, OfMissingFilesNameThePlaceAndTheFile) {
  std::filesystem::remove(file_);
  EXPECT_THAT(complaint(input(), no_table),
              HasSubstr("injection.left: there is no file " + file_.string()));
  const auto elsewhere = std::get<BoltzmannCase>(
      parse_case(testing::with("left = \"0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)\"",
                               "left = { file = \"n.h5\" }"),
                 "/nowhere/case.toml"));
  EXPECT_THAT(complaint(elsewhere, no_table),
              HasSubstr("/nowhere/case.toml:5:8: injection.left: there is no file /nowhere/n.h5"));
}

TEST_F(TableInjections, ReportWhatTheReaderOrTheGridRefuses) {
  EXPECT_THAT(complaint(input(), no_table), HasSubstr("dataset a/n: no table was expected"));
  const auto short_table = [](const auto&, const auto&) { return Table{{-1, 1}, {1, 1}}; };
  EXPECT_THAT(complaint(input(), short_table), HasSubstr("does not cover"));
}

TEST_F(TableInjections, OfBothSidesAreReportedTogether) {
  std::filesystem::remove(file_);
  const auto both = parsed(
      shortest, {"injection.left={file=\"/nowhere/a\"}", "injection.right={file=\"/nowhere/b\"}"});
  const std::string message = complaint(both, no_table);
  EXPECT_THAT(message, HasSubstr("injection.left: there is no file /nowhere/a\n"));
  EXPECT_THAT(message, HasSubstr("injection.right: there is no file /nowhere/b"));
}

}  // namespace
}  // namespace kapitza::config
