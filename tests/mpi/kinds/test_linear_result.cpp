#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/momentum.hpp"
#include "kinds/linear/errors.hpp"
#include "kinds/linear/result.hpp"
#include "mpi/io/inspection.hpp"
#include "mpi/kinds/sample_values.hpp"

namespace kapitza::kinds {
namespace {

namespace fs = std::filesystem;
using io::testing::scales;
using io::testing::text_attribute;
using testing::K;
using testing::value;
using Shape = std::vector<std::size_t>;

constexpr std::size_t P = 3;

linear::Pair2x2 matrix(int dataset, std::size_t i) {
  return {{{value(dataset, i, 0, 0), value(dataset, i, 0, 1)},
           {value(dataset, i, 1, 0), value(dataset, i, 1, 1)}}};
}

LinearResult sample_linear() {
  LinearResult result;
  result.X = {0.0, 0.5, 1.0};
  result.junction = {.beta = 0.5,
                     .mu = -0.25,
                     .background = testing::momenta(1, 0),
                     .injected_left = testing::momenta(2, 0),
                     .injected_right = testing::momenta(3, 0),
                     .conductivity = matrix(4, 0),
                     .resistance = matrix(5, 0),
                     .weight = {testing::momenta(6, 0), testing::momenta(6, 1)},
                     .profile = {testing::momenta(7, 0), testing::momenta(7, 1)},
                     .profile_thermal = {testing::momenta(22, 0), testing::momenta(22, 1)},
                     .profile_deviation = {0.75, 0.5},
                     .laws = {1, 2, {3, 4}, {5, 6}, 7, 8, 9},
                     .invariant_defect = 10,
                     .weight_error = {},
                     .profile_error = {}};
  for (std::size_t i = 0; i < testing::Lambdas.size(); ++i) {
    SlabResponse state;
    state.Lambda = testing::Lambdas[i];
    state.reflected = testing::momenta(8, i);
    state.transmitted = testing::momenta(9, i);
    state.reflected_thermal = testing::momenta(23, i);
    for (std::size_t x = 0; x < P; ++x)
      for (std::size_t k = 0; k < K; ++k)
        state.delta_n.push_back(value(10, i, x, k));
    state.current = {value(11, i, 0, 0), value(12, i, 0, 0)};
    state.entropy_production = value(13, i, 0, 0);
    state.reflected_deviation = value(14, i, 0, 0);
    state.transmitted_deviation = value(15, i, 0, 0);
    state.total_resistance = matrix(16, i);
    state.slab_law_difference = value(17, i, 0, 0);
    result.states.push_back(state);
  }
  for (std::size_t i = 0; i < 3; ++i)
    result.scan.push_back({-1.0 - static_cast<double>(i),
                           matrix(18, i),
                           matrix(19, i),
                           value(20, i, 0, 0),
                           value(21, i, 0, 0),
                           {},
                           {}});
  leave_errors_open(result);
  result.junction.resistance_error = matrix(24, 0);
  for (std::size_t i = 0; i < testing::Lambdas.size(); ++i) {
    result.states[i].reflected_error = testing::momenta(25, i);
    result.states[i].current_error = {value(26, i, 0, 0), value(27, i, 0, 0)};
  }
  for (std::size_t i = 0; i < 3; ++i)
    result.scan[i].resistance_error = matrix(28, i);
  return result;
}

class LinearResultFile : public io::testing::ResultFileTest {
 protected:
  const std::vector<double> breaks_{0.0, 1.0, std::numbers::pi};
  const std::vector<int> nodes_{2, 2};
  const model::MomentumGrid momenta_ = model::MomentumGrid::panels(breaks_, nodes_);

  fs::path written(const LinearResult& result) const {
    const fs::path file = folder_ / "result.h5";
    write_linear(comm_, file, momenta_, result, {"linear", "kind = \"linear\"\n", ""},
                 testing::sample_provenance());
    return file;
  }
};

TEST_F(LinearResultFile, HoldsEveryDatasetOfTheContractWithItsScales) {
  const io::ResultReader file{written(sample_linear())};
  const std::vector<std::pair<std::string, std::vector<std::string>>> contract{
      {"/reflected", {"/Lambda", "/k"}},
      {"/transmitted", {"/Lambda", "/k"}},
      {"/delta_n", {"/Lambda", "/X", "/k"}},
      {"/injected/left", {"/k"}},
      {"/injected/right", {"/k"}},
      {"/k_weight", {"/k"}},
      {"/background/n", {"/k"}},
      {"/background/beta", {}},
      {"/background/mu", {}},
      {"/current/number", {"/Lambda"}},
      {"/current/energy", {"/Lambda"}},
      {"/entropy_production", {"/Lambda"}},
      {"/reflected_deviation", {"/Lambda"}},
      {"/transmitted_deviation", {"/Lambda"}},
      {"/conductivity", {"/effect", "/cause"}},
      {"/resistance", {"/effect", "/cause"}},
      {"/total_resistance", {"/Lambda", "/effect", "/cause"}},
      {"/slab_law_difference", {"/Lambda"}},
      {"/half_space/weight", {"/effect", "/k"}},
      {"/half_space/profile", {"/cause", "/k"}},
      {"/half_space/profile_thermal", {"/cause", "/k"}},
      {"/half_space/profile_deviation", {"/cause"}},
      {"/reflected_thermal", {"/Lambda", "/k"}},
      {"/consistency/conductivity_asymmetry", {}},
      {"/consistency/resistance_asymmetry", {}},
      {"/consistency/conductivity_eigenvalues", {"/consistency/order"}},
      {"/consistency/resistance_eigenvalues", {"/consistency/order"}},
      {"/consistency/conservation", {}},
      {"/consistency/detailed_balance", {}},
      {"/consistency/reciprocity", {}},
      {"/scan/conductivity", {"/scan/mu", "/effect", "/cause"}},
      {"/scan/resistance", {"/scan/mu", "/effect", "/cause"}},
      {"/reflected_error", {"/Lambda", "/k"}},
      {"/delta_n_error", {"/Lambda", "/X", "/k"}},
      {"/current/energy_error", {"/Lambda"}},
      {"/conductivity_error", {"/effect", "/cause"}},
      {"/total_resistance_error", {"/Lambda", "/effect", "/cause"}},
      {"/half_space/weight_error", {"/effect", "/k"}},
      {"/scan/resistance_error", {"/scan/mu", "/effect", "/cause"}},
      {"/scan/conductivity_asymmetry", {"/scan/mu"}},
      {"/scan/resistance_asymmetry", {"/scan/mu"}},
  };
  const std::map<std::string, std::size_t> sizes{{"/Lambda", testing::Lambdas.size()},
                                                 {"/X", P},
                                                 {"/k", K},
                                                 {"/consistency/order", 2},
                                                 {"/cause", 2},
                                                 {"/effect", 2},
                                                 {"/scan/mu", 3}};
  for (const auto& [path, axes] : contract) {
    EXPECT_EQ(scales(file, path), axes) << path;
    Shape expected;
    for (const std::string& axis : axes)
      expected.push_back(sizes.at(axis));
    EXPECT_EQ(file.shape(path), expected) << path;
    EXPECT_NE(text_attribute(file, path, "units"), "") << path;
    EXPECT_NE(text_attribute(file, path, "long_name"), "") << path;
  }
  for (const auto& [path, size] : sizes) {
    EXPECT_EQ(file.shape(path), Shape{size}) << path;
    EXPECT_NE(text_attribute(file, path, "units"), "") << path;
  }
  EXPECT_EQ(file.text_attribute("kind"), "linear");
  EXPECT_EQ(file.text_attribute("status"), "complete");
  EXPECT_EQ(file.text_attribute("input"), "kind = \"linear\"\n");
  EXPECT_EQ(file.text_attribute("revision"), "abcdef");
}

TEST_F(LinearResultFile, HoldsEveryNumberInPlace) {
  const io::ResultReader file{written(sample_linear())};
  const auto flat = [](const linear::Pair2x2& A) {
    return std::vector<double>{A[0][0], A[0][1], A[1][0], A[1][1]};
  };
  EXPECT_EQ(file.numbers("/k_break").size(), 5U);
  const model::MomentumGrid momenta = read_momenta(file);
  EXPECT_THAT(momenta.points(), ::testing::ElementsAreArray(momenta_.points()));
  EXPECT_THAT(momenta.relative_weights(), ::testing::ElementsAreArray(momenta_.relative_weights()));
  EXPECT_EQ(file.numbers("/k_weight")[1], momenta_.weight(1));
  EXPECT_EQ(file.numbers("/background/beta"), std::vector{0.5});
  EXPECT_EQ(file.numbers("/background/mu"), std::vector{-0.25});
  EXPECT_EQ(file.numbers("/background/n"), testing::momenta(1, 0));
  EXPECT_EQ(file.numbers("/injected/left"), testing::momenta(2, 0));
  EXPECT_EQ(file.numbers("/injected/right"), testing::momenta(3, 0));
  EXPECT_EQ(file.numbers("/conductivity"), flat(matrix(4, 0)));
  EXPECT_EQ(file.numbers("/resistance"), flat(matrix(5, 0)));
  EXPECT_EQ(file.numbers("/resistance_error"), flat(matrix(24, 0)));
  EXPECT_TRUE(std::isnan(file.numbers("/conductivity_error")[0]));
  EXPECT_EQ(file.numbers("/reflected_error")[K + 2], value(25, 1, 0, 2));
  EXPECT_EQ(file.numbers("/half_space/weight")[K + 1], value(6, 1, 0, 1));
  EXPECT_EQ(file.numbers("/half_space/profile")[K + 1], value(7, 1, 0, 1));
  EXPECT_EQ(file.numbers("/half_space/profile_thermal")[K + 1], value(22, 1, 0, 1));
  EXPECT_EQ(file.numbers("/reflected_thermal")[K + 1], value(23, 1, 0, 1));
  EXPECT_EQ(file.numbers("/half_space/profile_deviation"), (std::vector{0.75, 0.5}));
  EXPECT_EQ(file.numbers("/cause"), (std::vector{0.0, 1.0}));
  const std::vector<std::pair<std::string, std::vector<double>>> laws{
      {"conductivity_asymmetry", {1}},
      {"resistance_asymmetry", {2}},
      {"conductivity_eigenvalues", {3, 4}},
      {"resistance_eigenvalues", {5, 6}},
      {"conservation", {7}},
      {"detailed_balance", {8}},
      {"reciprocity", {9}},
      {"invariant_defect", {10}}};
  for (const auto& [name, expected] : laws)
    EXPECT_EQ(file.numbers("/consistency/" + name), expected) << name;
  const std::vector<std::pair<std::string, int>> by_Lambda{{"/current/number", 11},
                                                           {"/current/energy", 12},
                                                           {"/current/number_error", 26},
                                                           {"/current/energy_error", 27},
                                                           {"/entropy_production", 13},
                                                           {"/reflected_deviation", 14},
                                                           {"/transmitted_deviation", 15},
                                                           {"/slab_law_difference", 17},
                                                           {"/scan/conductivity_asymmetry", 20},
                                                           {"/scan/resistance_asymmetry", 21}};
  for (const auto& [path, dataset] : by_Lambda)
    for (std::size_t i = 0; i < testing::Lambdas.size(); ++i)
      EXPECT_EQ(file.numbers(path)[i], value(dataset, i, 0, 0)) << path;
  const std::vector<std::pair<std::string, int>> matrices{{"/total_resistance", 16},
                                                          {"/scan/conductivity", 18},
                                                          {"/scan/resistance", 19},
                                                          {"/scan/resistance_error", 28}};
  for (const auto& [path, dataset] : matrices) {
    const auto all = file.numbers(path);
    EXPECT_EQ(std::vector<double>(all.begin() + 4, all.begin() + 8), flat(matrix(dataset, 1)))
        << path;
  }
  EXPECT_EQ(file.numbers("/reflected")[K + 2], value(8, 1, 0, 2));
  EXPECT_EQ(file.numbers("/transmitted")[K + 2], value(9, 1, 0, 2));
  EXPECT_EQ(file.numbers("/delta_n")[(P + 2) * K + 3], value(10, 1, 2, 3));
  EXPECT_EQ(file.numbers("/scan/mu"), (std::vector{-1.0, -2.0, -3.0}));
}

TEST_F(LinearResultFile, ReadsBackByTheListsThatWroteIt) {
  const LinearResult result = sample_linear();
  const io::ResultReader file{written(result)};
  const Junction junction = junction_fields().read(file, 1).front();
  EXPECT_EQ(junction.conductivity, result.junction.conductivity);
  EXPECT_EQ(junction.laws.resistance_eigenvalues, (linear::Pair{5, 6}));
  EXPECT_EQ(junction.invariant_defect, 10);
  const auto states = slab_fields(true).read(file, 2);
  EXPECT_EQ(states[1].current, result.states[1].current);
  EXPECT_EQ(states[1].delta_n, result.states[1].delta_n);
  const auto scan = scan_fields().read(file, 3);
  EXPECT_EQ(scan[2].resistance, matrix(19, 2));
}

TEST(ScanFields, PackAndUnpackAPoint) {
  const ScanPoint point{-1, matrix(18, 0), matrix(19, 0), 0.5, 0.25, matrix(28, 0), matrix(29, 0)};
  const auto& fields = scan_fields();
  EXPECT_EQ(fields.width(), 18U);
  const ScanPoint back = fields.unpacked(fields.packed(point));
  EXPECT_EQ(back.conductivity, point.conductivity);
  EXPECT_EQ(back.resistance, point.resistance);
  EXPECT_EQ(back.conductivity_asymmetry, 0.5);
  EXPECT_EQ(back.resistance_asymmetry, 0.25);
  EXPECT_EQ(back.resistance_error, point.resistance_error);
}

TEST_F(LinearResultFile, LeavesOutWhatWasNotAskedFor) {
  LinearResult result = sample_linear();
  result.X.clear();
  result.scan.clear();
  for (SlabResponse& state : result.states)
    state.delta_n.clear();
  const io::ResultReader file{written(result)};
  EXPECT_FALSE(file.contains("/delta_n"));
  EXPECT_FALSE(file.contains("/X"));
  EXPECT_FALSE(file.contains("/scan"));
  EXPECT_TRUE(file.contains("/reflected"));
}

}  // namespace
}  // namespace kapitza::kinds
