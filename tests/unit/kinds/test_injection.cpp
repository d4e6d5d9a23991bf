#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "case_text.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/kinds/injection.hpp"

namespace kapitza::kinds {
namespace {

using ::testing::HasSubstr;
using testing::parsed;
using testing::shortest;

const model::MomentumGrid grid{128};
const model::ParabolicDispersion parabola;

model::Injected sampled(const BoltzmannCase& input) {
  return kinds::sampled(input.left, input.right, grid, parabola);
}

std::string complaint(const BoltzmannCase& input) {
  try {
    sampled(input);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "(accepted)";
}

TEST(InjectedOccupations, OfAFormulaAndItsMirrorImage) {
  const auto [left, right] = sampled(parsed(shortest, {"injection.left=2 + sin(k)"}));
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double k =
        std::abs(grid[static_cast<int>(i)]);  // what enters, k > 0, is continued evenly
    EXPECT_DOUBLE_EQ(left[i], 2.0 + std::sin(k));
    EXPECT_DOUBLE_EQ(right[i], 2.0 + std::sin(k));
  }
}

TEST(InjectedOccupations, OfThermalStates) {
  const auto input = parsed(shortest, {"injection.left={thermal={beta=1, mu=-1}}",
                                       "injection.right={thermal={beta=2, mu=-0.5}}"});
  const auto [left, right] = sampled(input);
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double k = grid[static_cast<int>(i)];
    EXPECT_DOUBLE_EQ(left[i], 1.0 / (k * k + 1.0));
    EXPECT_DOUBLE_EQ(right[i], 0.5 / (k * k + 0.5));
  }
}

class TableInjections : public ::testing::Test {
 protected:
  ~TableInjections() override { std::filesystem::remove(file_); }

  /// 1.5 + sin k on so many momenta, as a table with columns k, m, n of which m is constant.
  void write(int momenta) const {
    std::ofstream table{file_};
    table.precision(17);
    table << "k m n\n";
    const model::MomentumGrid fine{momenta};
    for (const double k : fine.points())
      table << k << " 7 " << 1.5 + std::sin(k) << "\n";
  }
  BoltzmannCase input(const std::string& dataset = "n") const {
    return parsed(shortest, {"injection.left={file=\"" + file_.string() + "\", dataset=\"" +
                             dataset + "\"}"});
  }

  std::filesystem::path file_ =
      std::filesystem::path{::testing::TempDir()} /
      ("kapitza_table_" +
       std::string{::testing::UnitTest::GetInstance()->current_test_info()->name()});
};

TEST_F(TableInjections, AreReadAndInterpolated) {
  write(400);
  const auto [left, right] = sampled(input());
  for (std::size_t i = 0; i < left.size(); ++i) {
    EXPECT_NEAR(left[i], 1.5 + std::sin(std::abs(grid[static_cast<int>(i)])), 1e-10);
    EXPECT_EQ(right[i], left[left.size() - 1 - i]);
  }
}

TEST_F(TableInjections, AreReadOnceForAllGrids) {
  write(400);
  const BoltzmannCase once = input(), copy = once;
  const auto before = sampled(once);
  std::filesystem::remove(file_);
  EXPECT_EQ(sampled(once).left, before.left);
  EXPECT_EQ(sampled(copy).left, before.left) << "copies share what was read";
  const model::MomentumGrid other{64};
  const auto coarse = kinds::sampled(copy.left, copy.right, other, parabola).left;
  for (int i = 0; i < other.size(); ++i)
    EXPECT_NEAR(coarse[static_cast<std::size_t>(i)], 1.5 + std::sin(std::abs(other[i])), 1e-10);
}

TEST_F(TableInjections, HaveAFingerprintOfTheirValuesAlone) {
  write(400);
  const std::string first = fingerprint("injection.left", input().left);
  EXPECT_EQ(fingerprint("injection.left", input().left), first);
  EXPECT_THAT(first, ::testing::StartsWith("injection.left "));
  EXPECT_NE(fingerprint("injection.left", input("m").left), first);
  write(402);
  EXPECT_NE(fingerprint("injection.left", input().left), first);
  EXPECT_EQ(fingerprint("injection.left", parsed(shortest).left), "");
}

TEST_F(TableInjections, OfMissingFilesNameThePlaceAndTheFile) {
  EXPECT_THAT(complaint(input()), HasSubstr("injection.left: there is no file " + file_.string()));
  const auto elsewhere = testing::parsed_as<BoltzmannCase>(
      testing::with("left = \"0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)\"",
                    "left = { file = \"n.h5\" }"),
      {}, "/nowhere/case.toml");
  EXPECT_THAT(complaint(elsewhere),
              HasSubstr("/nowhere/case.toml:5:8: injection.left: there is no file /nowhere/n.h5"));
}

TEST_F(TableInjections, ReportWhatTheReaderOrTheGridRefuses) {
  write(400);
  EXPECT_THAT(complaint(input("absent")),
              ::testing::EndsWith("injection.left: " + file_.string() +
                                  ": there is no column absent (there are: k, m, n)"));
  std::ofstream{file_} << "k n\n-1 1\n1 1\n";
  EXPECT_THAT(complaint(input()), HasSubstr("does not cover"));
}

TEST_F(TableInjections, OfBothSidesAreReportedTogether) {
  const auto both = parsed(
      shortest, {"injection.left={file=\"/nowhere/a\"}", "injection.right={file=\"/nowhere/b\"}"});
  const std::string message = complaint(both);
  EXPECT_THAT(message, HasSubstr("injection.left: there is no file /nowhere/a\n"));
  EXPECT_THAT(message, HasSubstr("injection.right: there is no file /nowhere/b"));
}

}  // namespace
}  // namespace kapitza::kinds
