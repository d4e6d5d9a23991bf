#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include "kapitza/io/micro_result.hpp"
#include "kapitza/io/result_reader.hpp"
#include "mpi/io/inspection.hpp"
#include "mpi/io/sample_result.hpp"

namespace kapitza::io {
namespace {

namespace fs = std::filesystem;
using testing::K;
using testing::scales;
using testing::text_attribute;
using testing::value;
using Names = std::vector<std::string>;
using Shape = std::vector<std::size_t>;

constexpr std::size_t windows = 3, times = 4, rows = 2, components = 5;

/// `count` numbers of the i-th case; odd datasets are the errors of even ones.
std::vector<double> values(int dataset, std::size_t i, std::size_t count) {
  std::vector<double> result;
  for (std::size_t j = 0; j < count; ++j)
    result.push_back(value(dataset, i, 0, j));
  return result;
}

Measured measured(int dataset, std::size_t i, std::size_t count) {
  return {values(dataset, i, count), values(dataset + 1, i, count)};
}

MicroState sample_state(std::size_t i) {
  MicroState state;
  state.length = 100 + static_cast<int>(i);
  state.sites = 1000 + static_cast<int>(i);
  state.lambda = value(2, i, 0, 0);
  state.Lambda = value(3, i, 0, 0);
  state.renormalised = i == 1;
  state.A = value(4, i, 0, 0);
  state.realisations_done = 7 + static_cast<int>(i);
  state.relative_error = value(5, i, 0, 0);
  state.left_x = value(6, i, 0, 0);
  state.right_x = value(7, i, 0, 0);
  state.left = measured(8, i, K);
  state.right = measured(10, i, K);
  state.wigner_x = values(12, i, windows);
  state.wigner = measured(14, i, windows * K);
  state.number_current = measured(16, i, 2);
  state.energy_current = measured(18, i, 2);
  state.imbalance = measured(20, i, 2);
  state.outgoing = measured(22, i, 2);
  state.density = measured(24, i, 1);
  state.density_drift = measured(26, i, 1);
  state.outgoing_drift = measured(28, i, 2);
  state.left_drift = measured(30, i, K);
  state.right_drift = measured(32, i, K);
  state.left_step_difference = measured(34, i, K);
  state.right_step_difference = measured(36, i, K);
  state.density_trace = measured(38, i, times);
  state.moments = values(40, i, rows * components);
  return state;
}

MicroResult sample_micro(std::size_t cases) {
  MicroResult result;
  for (std::size_t k = 0; k < K; ++k)
    result.k.push_back(-3.0 + static_cast<double>(k));
  result.trace_t = {1, 2, 3, 4};
  result.injected_left = testing::momenta(0, 0);
  result.injected_right = testing::momenta(1, 0);
  result.moment_rows = {"origin", "sum"};
  result.Gamma = 16;
  result.transmission = 0.125;
  result.reflecting_below = 0.0625;
  result.step = 0.25;
  result.settle = 1.5;
  result.measure = 2.5;
  result.seed = 42;
  result.first = 5;
  for (std::size_t i = 0; i < cases; ++i)
    result.states.push_back(sample_state(i));
  return result;
}

class MicroResultFile : public testing::ResultFileTest {
 protected:
  fs::path written(const MicroResult& result) const {
    const fs::path file = folder_ / "result.h5";
    write_micro(comm_, file, result, testing::sample_provenance(), "kind = \"micro\"\n");
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

void expect_dataset(const ResultReader& file, const std::string& path, const Names& axes,
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
  const ResultReader file{written(sample_micro(1))};
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
  const ResultReader file{written(sample_micro(2))};
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
  const ResultReader file{written(sample_micro(2))};
  const auto expect_values = [&](const std::string& path, int dataset, std::size_t count) {
    const auto all = file.numbers(path);
    EXPECT_EQ(std::vector<double>(all.end() - static_cast<std::ptrdiff_t>(count), all.end()),
              values(dataset, 1, count))
        << path;
    EXPECT_EQ(std::vector<double>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)),
              values(dataset, 0, count))
        << path;
  };
  const std::vector<std::tuple<std::string, int, std::size_t>> with_errors{
      {"/lead_left/n", 8, K},
      {"/lead_right/n", 10, K},
      {"/wigner/n", 14, windows * K},
      {"/current/number", 16, 2},
      {"/current/energy", 18, 2},
      {"/outgoing/flux", 22, 2},
      {"/density", 24, 1},
      {"/stationarity/density_drift", 26, 1},
      {"/stationarity/outgoing_drift", 28, 2},
      {"/step_difference/left", 34, K},
      {"/step_difference/right", 36, K},
      {"/trace/density", 38, times}};
  for (const auto& [path, dataset, count] : with_errors) {
    expect_values(path, dataset, count);
    expect_values(path + "_stderr", dataset + 1, count);
  }
  expect_values("/outgoing/relative_error", 5, 1);
  expect_values("/lead_left/x", 6, 1);
  expect_values("/lead_right/x", 7, 1);
  expect_values("/wigner/x", 12, windows);
  expect_values("/moments/sums", 40, rows * components);
  EXPECT_EQ(file.numbers("/injected/left"), testing::momenta(0, 0));
  EXPECT_EQ(file.numbers("/injected/right"), testing::momenta(1, 0));
  EXPECT_EQ(file.numbers("/trace/t"), (std::vector{1.0, 2.0, 3.0, 4.0}));
  EXPECT_EQ(file.numbers("/realisations_done"), (std::vector{7.0, 8.0}));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(file.numbers("/current/number_imbalance")[i], value(20, i, 0, 0));
    EXPECT_EQ(file.numbers("/current/energy_imbalance")[i], value(20, i, 0, 1));
    EXPECT_EQ(file.numbers("/current/energy_imbalance_stderr")[i], value(21, i, 0, 1));
    EXPECT_EQ(file.numbers("/stationarity/outgoing_z")[2 * i + 1],
              value(28, i, 0, 1) / value(29, i, 0, 1));
    EXPECT_EQ(file.numbers("/stationarity/lead_left_z")[K * i + 2],
              value(30, i, 0, 2) / value(31, i, 0, 2));
    EXPECT_EQ(file.numbers("/stationarity/lead_right_z")[K * i + 2],
              value(32, i, 0, 2) / value(33, i, 0, 2));
  }
  EXPECT_EQ(file.number_attribute("Gamma"), 16);
  EXPECT_EQ(file.number_attribute("reservoir_transmission"), 0.125);
  EXPECT_EQ(file.number_attribute("reservoir_reflecting_below"), 0.0625);
  EXPECT_EQ(file.number_attribute("step"), 0.25);
  EXPECT_EQ(file.number_attribute("settle"), 1.5);
  EXPECT_EQ(file.number_attribute("measure"), 2.5);
  EXPECT_EQ(file.integer_attribute("seed"), 42);
  EXPECT_EQ(file.integer_attribute("first"), 5);
  EXPECT_EQ(file.text_attribute("kind"), "micro");
  EXPECT_EQ(file.text_attribute("status"), "complete");
  EXPECT_EQ(file.text_attribute("input"), "kind = \"micro\"\n");
}

TEST_F(MicroResultFile, LeavesOutTheStepDifferenceThatWasNotAskedFor) {
  MicroResult result = sample_micro(1);
  result.states[0].left_step_difference = {};
  result.states[0].right_step_difference = {};
  EXPECT_FALSE(ResultReader{written(result)}.contains("/step_difference"));
}

TEST_F(MicroResultFile, IsNoLargerThanAnnounced) {
  const MicroResult result = sample_micro(2);
  EXPECT_LE(fs::file_size(written(result)),
            micro_file_size(2, K, windows, times, rows, components));
}

}  // namespace
}  // namespace kapitza::io
