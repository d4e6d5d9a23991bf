#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <tuple>

#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/case_kind.hpp"
#include "kapitza/kinds/read_case.hpp"
#include "kinds/micro/result.hpp"
#include "mpi/io/inspection.hpp"
#include "mpi/kinds/sample_values.hpp"

namespace kapitza::kinds {
namespace {

namespace fs = std::filesystem;
using io::testing::scales;
using io::testing::text_attribute;
using testing::K;
using testing::value;
using Names = std::vector<std::string>;
using Shape = std::vector<std::size_t>;

constexpr std::size_t windows = 3, times = 4, rows = micro::Moments::rows;
const micro::Observables::Layout layout = micro::Observables::layout(K, windows);
const std::size_t components = layout.size;

constexpr std::string_view text = R"toml(kind = "micro"
momentum.points = 8
interaction.coefficients = { "3" = 6.0 }
injection.left = "1/(k^2 + 1)"
injection.right = "2 + sin(k)"
[defect]
Lambda = 0.05
length = 250
[lattice]
sites = 1000
[reservoir]
width = 100
rate = 0.16
[time]
step = 0.125
settle = 1.5
measure = 800
[ensemble]
realisations = 2
seed = 42
first = 5
[wigner]
windows = 3
)toml";

MicroProblem problem(const std::vector<std::string>& overrides = {}) {
  return MicroProblem{CaseKind<MicroCase>::input_of(*parse_case(text, "case.toml", overrides))};
}

/// `count` numbers of the i-th case; odd datasets are the errors of even ones.
std::vector<double> values(int dataset, std::size_t i, std::size_t count) {
  std::vector<double> result;
  for (std::size_t j = 0; j < count; ++j)
    result.push_back(value(dataset, i, 0, j));
  return result;
}

MeasuredDefect sample_defect(std::size_t i) {
  MeasuredDefect defect;
  defect.setup = problem().setups().front();
  defect.setup.length = 100 + static_cast<int>(i);
  defect.setup.system.sites = 1000 + static_cast<int>(i);
  defect.setup.lambda = value(2, i, 0, 0);
  defect.setup.Lambda = value(3, i, 0, 0);
  defect.setup.renormalised = i == 1;
  defect.setup.A = value(4, i, 0, 0);
  micro::EnsembleResult& m = defect.measured;
  for (std::size_t k = 0; k < K; ++k)
    m.k.push_back(-3.0 + static_cast<double>(k));
  m.realisations_done = 7 + static_cast<int>(i);
  m.relative_error = value(5, i, 0, 0);
  m.left_x = value(6, i, 0, 0);
  m.right_x = value(7, i, 0, 0);
  m.wigner_x = values(12, i, windows);
  m.layout = layout;
  m.mean = values(8, i, components);
  m.standard_error = values(9, i, components);
  m.drift.difference = values(28, i, components);
  m.drift.standard_error = values(29, i, components);
  m.step_difference = values(34, i, 2 * K);
  m.step_difference_error = values(35, i, 2 * K);
  m.trace = {{1, 2, 3, 4}, values(38, i, times), values(39, i, times), values(40, i, times)};
  m.moments = values(40, i, rows * components);
  return defect;
}

std::vector<MeasuredDefect> sample_micro(std::size_t cases) {
  std::vector<MeasuredDefect> defects;
  for (std::size_t i = 0; i < cases; ++i)
    defects.push_back(sample_defect(i));
  return defects;
}

class MicroResultFile : public io::testing::ResultFileTest {
 protected:
  fs::path written(const std::vector<MeasuredDefect>& defects,
                   const std::string& compared = "true") const {
    const fs::path file = folder_ / "result.h5";
    write_micro(comm_, file, problem({"time.compare_half_step=" + compared}), defects,
                {"micro", "kind = \"micro\"\n", ""}, testing::sample_provenance(), {});
    return file;
  }
};

/// Datasets that depend on the case, with their axes beside it.
const std::vector<std::pair<std::string, Names>> by_case{
    {"/lead_left/n", {"/k"}},
    {"/lead_left/n_stderr", {"/k"}},
    {"/lead_left/x", {}},
    {"/lead_right/n", {"/k"}},
    {"/lead_right/n_stderr", {"/k"}},
    {"/lead_right/x", {}},
    {"/current/number", {"/side"}},
    {"/current/number_stderr", {"/side"}},
    {"/current/energy", {"/side"}},
    {"/current/energy_stderr", {"/side"}},
    {"/current/number_imbalance", {}},
    {"/current/number_imbalance_stderr", {}},
    {"/current/energy_imbalance", {}},
    {"/current/energy_imbalance_stderr", {}},
    {"/outgoing/flux", {"/side"}},
    {"/outgoing/flux_stderr", {"/side"}},
    {"/outgoing/relative_error", {}},
    {"/density", {}},
    {"/density_stderr", {}},
    {"/stationarity/density_drift", {}},
    {"/stationarity/density_drift_stderr", {}},
    {"/stationarity/density_z", {}},
    {"/stationarity/outgoing_drift", {"/side"}},
    {"/stationarity/outgoing_drift_stderr", {"/side"}},
    {"/stationarity/outgoing_z", {"/side"}},
    {"/stationarity/lead_left_z", {"/k"}},
    {"/stationarity/lead_right_z", {"/k"}},
    {"/trace/density", {"/trace/t"}},
    {"/trace/density_stderr", {"/trace/t"}},
    {"/trace/squares", {"/trace/t"}},
    {"/step_difference/left", {"/k"}},
    {"/step_difference/left_stderr", {"/k"}},
    {"/step_difference/right", {"/k"}},
    {"/step_difference/right_stderr", {"/k"}},
    {"/moments/sums", {"/moments/row", "/moments/component"}},
    {"/realisations_done", {}},
};
const std::map<std::string, std::size_t> sizes{{"/k", K},
                                               {"/side", 2},
                                               {"/trace/t", times},
                                               {"/moments/row", rows},
                                               {"/moments/component", components},
                                               {"/case", 2}};

void expect_dataset(const io::ResultReader& file, const std::string& path, const Names& axes,
                    const std::map<std::string, std::size_t>& all_sizes) {
  Shape expected;
  for (const std::string& axis : axes)
    expected.push_back(all_sizes.at(axis));
  ASSERT_TRUE(file.contains(path)) << path;
  EXPECT_EQ(scales(file, path), axes) << path;
  EXPECT_EQ(file.shape(path), expected) << path;
  EXPECT_NE(text_attribute(file, path, "units"), "") << path;
  EXPECT_NE(text_attribute(file, path, "long_name"), "") << path;
}

TEST_F(MicroResultFile, OfOneCaseHasNoAxisOfCases) {
  const io::ResultReader file{written(sample_micro(1))};
  auto all_sizes = sizes;
  all_sizes["/wigner/x"] = windows;
  for (const auto& [path, axes] : by_case)
    expect_dataset(file, path, axes, all_sizes);
  for (const std::string name : {"/wigner/n", "/wigner/n_stderr"})
    expect_dataset(file, name, {"/wigner/x", "/k"}, all_sizes);
  EXPECT_FALSE(file.contains("/case"));
  EXPECT_FALSE(file.contains("/case_length"));
  EXPECT_EQ(file.integer_attribute("length"), 100);
  EXPECT_EQ(file.integer_attribute("sites"), 1000);
  EXPECT_EQ(file.number_attribute("lambda"), value(2, 0, 0, 0));
  EXPECT_EQ(file.number_attribute("Lambda"), value(3, 0, 0, 0));
  EXPECT_EQ(file.integer_attribute("renormalised", 9), 0);
  EXPECT_EQ(file.number_attribute("A"), value(4, 0, 0, 0));
  EXPECT_EQ(file.numbers("/wigner/x"), values(12, 0, windows));
}

TEST_F(MicroResultFile, OfSeveralCasesHasThemFirstWithTheirCoordinates) {
  const io::ResultReader file{written(sample_micro(2))};
  auto all_sizes = sizes;
  all_sizes["/wigner/window"] = windows;
  for (const auto& [path, inner] : by_case) {
    Names axes{"/case"};
    axes.insert(axes.end(), inner.begin(), inner.end());
    expect_dataset(file, path, axes, all_sizes);
  }
  for (const std::string name : {"/wigner/n", "/wigner/n_stderr"})
    expect_dataset(file, name, {"/case", "/wigner/window", "/k"}, all_sizes);
  expect_dataset(file, "/wigner/x", {"/case", "/wigner/window"}, all_sizes);
  EXPECT_TRUE(std::isnan(file.number_attribute("lambda")));
  EXPECT_EQ(file.numbers("/case_length"), (std::vector{100.0, 101.0}));
  EXPECT_EQ(file.numbers("/case_sites"), (std::vector{1000.0, 1001.0}));
  EXPECT_EQ(file.numbers("/case_renormalised"), (std::vector{0.0, 1.0}));
  const std::vector<std::pair<std::string, int>> numbers{
      {"/case_lambda", 2}, {"/case_Lambda", 3}, {"/case_A", 4}};
  for (const auto& [path, dataset] : numbers)
    EXPECT_EQ(file.numbers(path), (std::vector{value(dataset, 0, 0, 0), value(dataset, 1, 0, 0)}))
        << path;
}

TEST_F(MicroResultFile, HoldsEveryNumberInPlace) {
  const io::ResultReader file{written(sample_micro(2))};
  /// `count` numbers from `offset` on, of both cases.
  const auto expect_values = [&](const std::string& path, int dataset, std::size_t offset,
                                 std::size_t count) {
    const auto all = file.numbers(path);
    ASSERT_EQ(all.size(), 2 * count) << path;
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < count; ++j)
        EXPECT_EQ(all[i * count + j], value(dataset, i, 0, offset + j)) << path;
  };
  using Row = std::tuple<std::string, int, std::size_t, std::size_t>;
  const std::vector<Row> with_errors{{"/lead_left/n", 8, layout.left, K},
                                     {"/lead_right/n", 8, layout.right, K},
                                     {"/wigner/n", 8, layout.wigner, windows * K},
                                     {"/current/number", 8, layout.current, 2},
                                     {"/current/energy", 8, layout.current + 2, 2},
                                     {"/current/number_imbalance", 8, layout.imbalance, 1},
                                     {"/current/energy_imbalance", 8, layout.imbalance + 1, 1},
                                     {"/outgoing/flux", 8, layout.outgoing, 2},
                                     {"/density", 8, layout.density, 1},
                                     {"/stationarity/density_drift", 28, layout.density, 1},
                                     {"/stationarity/outgoing_drift", 28, layout.outgoing, 2},
                                     {"/step_difference/left", 34, 0, K},
                                     {"/step_difference/right", 34, K, K},
                                     {"/trace/density", 38, 0, times}};
  for (const auto& [path, dataset, offset, count] : with_errors) {
    expect_values(path, dataset, offset, count);
    expect_values(path + "_stderr", dataset + 1, offset, count);
  }
  expect_values("/trace/squares", 40, 0, times);
  expect_values("/outgoing/relative_error", 5, 0, 1);
  expect_values("/lead_left/x", 6, 0, 1);
  expect_values("/lead_right/x", 7, 0, 1);
  expect_values("/wigner/x", 12, 0, windows);
  expect_values("/moments/sums", 40, 0, rows * components);
  EXPECT_EQ(file.numbers("/injected/left"), problem().injected().left);
  EXPECT_EQ(file.numbers("/injected/right"), problem().injected().right);
  EXPECT_EQ(file.numbers("/trace/t"), (std::vector{1.0, 2.0, 3.0, 4.0}));
  EXPECT_EQ(file.numbers("/realisations_done"), (std::vector{7.0, 8.0}));
  const auto z = [&](std::size_t i, std::size_t offset) {
    return value(28, i, 0, offset) / value(29, i, 0, offset);
  };
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(file.numbers("/stationarity/density_z")[i], z(i, layout.density));
    EXPECT_EQ(file.numbers("/stationarity/outgoing_z")[2 * i + 1], z(i, layout.outgoing + 1));
    EXPECT_EQ(file.numbers("/stationarity/lead_left_z")[K * i + 2], z(i, layout.left + 2));
    EXPECT_EQ(file.numbers("/stationarity/lead_right_z")[K * i + 2], z(i, layout.right + 2));
  }
}

TEST_F(MicroResultFile, CarriesItsParametersAndProvenance) {
  const io::ResultReader file{written(sample_micro(2))};
  EXPECT_EQ(file.number_attribute("Gamma"), problem().Gamma());
  EXPECT_EQ(file.number_attribute("reservoir_transmission"), problem().reservoir().transmission);
  EXPECT_EQ(file.number_attribute("reservoir_reflecting_below"),
            problem().reservoir().reflecting_below);
  EXPECT_EQ(file.number_attribute("step"), 0.125);
  EXPECT_EQ(file.number_attribute("settle"), 1.5);
  EXPECT_EQ(file.number_attribute("measure"), 800);
  EXPECT_EQ(file.integer_attribute("seed"), 42);
  EXPECT_EQ(file.integer_attribute("first"), 5);
  EXPECT_EQ(file.text_attribute("kind"), "micro");
  EXPECT_EQ(file.text_attribute("status"), "complete");
  EXPECT_EQ(file.text_attribute("input"), "kind = \"micro\"\n");
}

TEST_F(MicroResultFile, LeavesOutTheStepDifferenceThatWasNotAskedFor) {
  EXPECT_FALSE(io::ResultReader{written(sample_micro(1), "false")}.contains("/step_difference"));
}

TEST_F(MicroResultFile, IsNoLargerThanAnnounced) {
  const MicroProblem two = problem({"defect.Lambda=[0.1, 1]"});
  ASSERT_EQ(two.setups().size(), 2U);
  EXPECT_LE(fs::file_size(written(sample_micro(2), "false")), result_size(two));
}

}  // namespace
}  // namespace kapitza::kinds
