#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/case_kind.hpp"
#include "kapitza/kinds/read_case.hpp"
#include "kinds/boltzmann/result.hpp"
#include "kinds/boltzmann/state_fields.hpp"
#include "mpi/io/inspection.hpp"
#include "mpi/kinds/sample_values.hpp"

namespace kapitza::kinds {
namespace {

namespace fs = std::filesystem;
using io::testing::scales;
using io::testing::text_attribute;
using testing::K;
using testing::P;
using Shape = std::vector<std::size_t>;

constexpr std::string_view text = R"toml(kind = "boltzmann"
momentum.points = 8
interaction.coefficients = { "3" = 6.0 }
[injection]
left = "1/(k^2 + 1)"
right = "1 + 1e-6*abs(k)"
[defect]
Lambda = [0.1, 1]
[space]
scheme = "upwind"
points = [3, 5]
)toml";

constexpr std::size_t cells = 3;  // of the coarsest grid

boltzmann::StationaryState sample_state(const Communicator& comm, std::size_t i) {
  const testing::Points points = testing::share(comm, {0.1, 0.3, 0.5, 0.7, 0.9});
  const auto [X, first, count] = points;
  boltzmann::StationaryState state;
  state.Lambda = testing::Lambdas[i];
  state.X = X;
  state.block = {static_cast<int>(first), static_cast<int>(count)};
  state.n = testing::rows(1, i, points);
  state.n_left = testing::momenta(2, i);
  state.n_right = testing::momenta(3, i);
  state.n_center = testing::momenta(4, i);
  state.density = testing::column(5, i, first, count);
  state.energy = testing::column(6, i, first, count);
  state.number_current = testing::column(7, i, 0, P);
  state.energy_current = testing::column(8, i, 0, P);
  state.beta = testing::column(9, i, first, count);
  state.mu = testing::column(10, i, first, count);
  state.deviation = testing::column(11, i, first, count);
  state.fit_center.state.beta = testing::value(13, i, 0, 0);
  state.fit_center.state.mu = testing::value(14, i, 0, 0);
  state.fit_center.deviation = testing::value(15, i, 0, 0);
  state.fit_left = {{testing::value(26, i, 0, 0), 0}, 0};
  state.fit_right = {{testing::value(27, i, 0, 0), 0}, 0};
  state.entropy_production = testing::value(28, i, 0, 0);
  state.resolution.indicator = testing::value(16, i, 0, 0);
  state.resolution.layer = testing::value(17, i, 0, 0);
  state.resolution.left = testing::momenta(18, i);
  state.resolution.right = testing::momenta(19, i);
  state.resolution.center = testing::momenta(29, i);
  state.resolution.cells = testing::column(20, i, 0, cells);
  state.n_left_error = testing::momenta(30, i);
  state.n_right_error = testing::momenta(31, i);
  state.n_center_error = testing::momenta(32, i);
  state.n_error = testing::rows(33, i, points);
  state.resolution.inside = testing::rows(39, i, points);
  state.collision_difference = {testing::momenta(40, i), testing::momenta(41, i),
                                testing::momenta(42, i), testing::rows(43, i, points)};
  state.density_error = testing::column(34, i, first, count);
  state.energy_error = testing::column(35, i, first, count);
  state.beta_error = testing::column(36, i, first, count);
  state.mu_error = testing::column(37, i, first, count);
  state.deviation_error = testing::column(38, i, first, count);
  state.residual = 1e-12;
  state.number_flatness = 1e-14;
  state.energy_flatness = 1e-13;
  state.steps = 7 + static_cast<int>(i);
  state.seconds = 1.5;
  state.reason = i == 0 ? "small residual" : "rounding floor";
  return state;
}

std::vector<boltzmann::Solution> sample_solutions(const Communicator& comm) {
  std::vector<boltzmann::Solution> solutions;
  for (std::size_t i = 0; i < testing::Lambdas.size(); ++i) {
    const testing::Points points = testing::share(comm, {0.25, 0.5, 0.75});
    boltzmann::StationaryState coarse;
    coarse.X = points.X;
    coarse.block = {static_cast<int>(points.first), static_cast<int>(points.count)};
    coarse.n = testing::rows(12, i, points);
    solutions.push_back({i, sample_state(comm, i), {coarse}});
  }
  return solutions;
}

class BoltzmannResultFile : public io::testing::ResultFileTest {
 protected:
  fs::path written(bool complete = true, const std::vector<std::string>& overrides = {}) const {
    const fs::path file = folder_ / "result.h5";
    const BoltzmannProblem problem{
        CaseKind<BoltzmannCase>::input_of(*parse_case(text, "case.toml", overrides))};
    const Provenance provenance = testing::sample_provenance();
    const TimingReport timing;
    const io::CaseIdentity of{"boltzmann", "kind = \"boltzmann\"\n", ""};
    write_boltzmann(comm_, file, problem, sample_solutions(comm_),
                    {provenance, of, "in words", complete ? "" : "1 of 2 Lambda",
                     io::Former::Replaced, timing});
    return file;
  }
};

TEST_F(BoltzmannResultFile, HoldsEveryDatasetOfTheContractWithItsScales) {
  const io::ResultReader file{written()};
  const std::size_t L = testing::Lambdas.size();
  const std::vector<std::pair<std::string, std::vector<std::string>>> contract{
      {"/n", {"/Lambda", "/X", "/k"}},
      {"/n_left", {"/Lambda", "/k"}},
      {"/n_right", {"/Lambda", "/k"}},
      {"/n_center", {"/Lambda", "/k"}},
      {"/n_error", {"/Lambda", "/X", "/k"}},
      {"/space/correction", {"/Lambda", "/X", "/k"}},
      {"/n_left_error", {"/Lambda", "/k"}},
      {"/n_right_error", {"/Lambda", "/k"}},
      {"/n_center_error", {"/Lambda", "/k"}},
      {"/density_error", {"/Lambda", "/X"}},
      {"/energy_error", {"/Lambda", "/X"}},
      {"/current/number_error", {"/Lambda"}},
      {"/current/energy_error", {"/Lambda"}},
      {"/thermal/beta_error", {"/Lambda", "/X"}},
      {"/thermal/mu_error", {"/Lambda", "/X"}},
      {"/thermal/deviation_error", {"/Lambda", "/X"}},
      {"/thermal_center/beta_error", {"/Lambda"}},
      {"/thermal_left/mu_error", {"/Lambda"}},
      {"/thermal_right/deviation_error", {"/Lambda"}},
      {"/collision/difference", {"/Lambda", "/X", "/k"}},
      {"/collision/difference_left", {"/Lambda", "/k"}},
      {"/collision/difference_center", {"/Lambda", "/k"}},
      {"/collision/difference_right", {"/Lambda", "/k"}},
      {"/density", {"/Lambda", "/X"}},
      {"/energy", {"/Lambda", "/X"}},
      {"/current/number", {"/Lambda", "/X"}},
      {"/current/energy", {"/Lambda", "/X"}},
      {"/thermal/beta", {"/Lambda", "/X"}},
      {"/thermal/mu", {"/Lambda", "/X"}},
      {"/thermal/deviation", {"/Lambda", "/X"}},
      {"/thermal_center/beta", {"/Lambda"}},
      {"/thermal_center/mu", {"/Lambda"}},
      {"/thermal_center/deviation", {"/Lambda"}},
      {"/thermal_left/beta", {"/Lambda"}},
      {"/thermal_left/mu", {"/Lambda"}},
      {"/thermal_left/deviation", {"/Lambda"}},
      {"/thermal_right/beta", {"/Lambda"}},
      {"/thermal_right/mu", {"/Lambda"}},
      {"/thermal_right/deviation", {"/Lambda"}},
      {"/entropy_production", {"/Lambda"}},
      {"/injected_thermal/beta", {"/side"}},
      {"/injected_thermal/mu", {"/side"}},
      {"/outgoing_thermal/beta", {"/side"}},
      {"/outgoing_thermal/mu", {"/side"}},
      {"/outgoing_thermal/n", {"/side", "/k"}},
      {"/injected/left", {"/k"}},
      {"/injected/right", {"/k"}},
      {"/residual", {"/Lambda"}},
      {"/steps", {"/Lambda"}},
      {"/seconds", {"/Lambda"}},
      {"/flatness/number", {"/Lambda"}},
      {"/flatness/energy", {"/Lambda"}},
      {"/space/indicator", {"/Lambda"}},
      {"/space/layer", {"/Lambda"}},
      {"/space/correction_left", {"/Lambda", "/k"}},
      {"/space/correction_right", {"/Lambda", "/k"}},
      {"/space/correction_center", {"/Lambda", "/k"}},
      {"/space/cell_indicator", {"/Lambda", "/space/cell"}},
      {"/resolution/N=3/n", {"/Lambda", "/resolution/N=3/X", "/k"}},
  };
  const std::map<std::string, std::size_t> sizes{
      {"/Lambda", L},          {"/X", P}, {"/k", K}, {"/side", 2}, {"/space/cell", cells},
      {"/resolution/N=3/X", 3}};
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
    EXPECT_EQ(text_attribute(file, path, "units").empty(), false) << path;
  }
}

TEST_F(BoltzmannResultFile, PredictsOnlyForMirrorImagesWithThermalCurrents) {
  const std::string mirrored = "injection.right=mirror", other = "injection.left=1 + 1e-6*abs(k)";
  const io::ResultReader file{written(true, {mirrored})};
  for (const std::size_t side : {0, 1}) {
    EXPECT_NEAR(file.numbers("/outgoing_thermal/beta")[side], 1, 1e-12);
    EXPECT_NEAR(file.numbers("/outgoing_thermal/mu")[side], -1, 1e-12);
    EXPECT_NEAR(file.numbers("/outgoing_thermal/n")[side * K + 3],
                file.numbers("/injected/left")[3], 1e-12);
  }
  for (const std::vector<std::string>& overrides :
       {std::vector<std::string>{}, std::vector{mirrored, other}}) {
    const io::ResultReader undefined{written(true, overrides)};
    const auto beta = undefined.numbers("/injected_thermal/beta");
    if (overrides.empty()) {
      EXPECT_NEAR(beta[0], 1, 1e-12) << "what is injected is thermal";
      EXPECT_NEAR(undefined.numbers("/injected_thermal/mu")[0], -1, 1e-12);
    }
    EXPECT_TRUE(std::isnan(beta[1]));
    for (const char* name : {"beta", "mu", "n"})
      for (const double value : undefined.numbers(std::string{"/outgoing_thermal/"} + name))
        EXPECT_TRUE(std::isnan(value)) << name;
  }
}

TEST_F(BoltzmannResultFile, HoldsTheRowsOfAllRanksInPlace) {
  const io::ResultReader file{written()};
  const auto n = file.numbers("/n"), density = file.numbers("/density");
  const auto energy_current = file.numbers("/current/energy");
  const auto coarse = file.numbers("/resolution/N=3/n"), n_center = file.numbers("/n_center");
  for (std::size_t i = 0; i < testing::Lambdas.size(); ++i) {
    for (std::size_t x = 0; x < P; ++x) {
      EXPECT_EQ(density[i * P + x], testing::value(5, i, x, 0));
      EXPECT_EQ(energy_current[i * P + x], testing::value(8, i, x, 0));
      for (std::size_t k = 0; k < K; ++k)
        EXPECT_EQ(n[(i * P + x) * K + k], testing::value(1, i, x, k));
    }
    for (std::size_t x = 0; x < 3; ++x)
      for (std::size_t k = 0; k < K; ++k)
        EXPECT_EQ(coarse[(i * 3 + x) * K + k], testing::value(12, i, x, k));
    EXPECT_EQ(n_center[i * K + 3], testing::value(4, i, 0, 3));
  }
  for (const auto& [path, dataset] : {std::pair{"/n_left", 2}, {"/n_right", 3}})
    EXPECT_EQ(file.numbers(path)[K + 3], testing::value(dataset, 1, 0, 3)) << path;
  for (const auto& [path, dataset] : {std::pair{"/energy", 6},
                                      {"/current/number", 7},
                                      {"/thermal/beta", 9},
                                      {"/thermal/mu", 10},
                                      {"/thermal/deviation", 11}})
    EXPECT_EQ(file.numbers(path)[P + 4], testing::value(dataset, 1, 4, 0)) << path;
  for (const auto& [name, dataset] : {std::pair{"beta", 13}, {"mu", 14}, {"deviation", 15}})
    EXPECT_EQ(file.numbers(std::string{"/thermal_center/"} + name)[1],
              testing::value(dataset, 1, 0, 0));
  for (const auto& [path, dataset] : {std::pair{"/thermal_left/beta", 26},
                                      {"/thermal_right/beta", 27},
                                      {"/entropy_production", 28}})
    EXPECT_EQ(file.numbers(path)[1], testing::value(dataset, 1, 0, 0)) << path;
  EXPECT_EQ(file.numbers("/steps")[1], 8);
  EXPECT_EQ(file.numbers("/side"), (std::vector<double>{0, 1}));
}

TEST_F(BoltzmannResultFile, CarriesItsProvenance) {
  const io::ResultReader file{written()};
  EXPECT_EQ(file.text_attribute("kind"), "boltzmann");
  EXPECT_EQ(file.text_attribute("version"), "1.2.3");
  EXPECT_EQ(file.text_attribute("revision"), "abcdef");
  EXPECT_EQ(file.text_attribute("libraries"), "HDF5 1.10; PETSc 3.18");
  EXPECT_EQ(file.text_attribute("command_line"), "kapitza run case.toml");
  EXPECT_EQ(file.text_attribute("input"), "kind = \"boltzmann\"\n");
  EXPECT_EQ(file.text_attribute("start_time"), "2024-02-29T12:00:00Z");
  EXPECT_EQ(file.text_attribute("end_time").size(), 20U);
  EXPECT_EQ(file.integer_attribute("ranks"), 1);
  const Hdf5Attribute reasons{H5Aopen(file.get(), "converged_reason", H5P_DEFAULT)};
  const Hdf5Dataspace space{H5Aget_space(reasons.get())};
  ASSERT_EQ(H5Sget_simple_extent_npoints(space.get()), 2);
  const Hdf5Type type{H5Aget_type(reasons.get())};
  char* texts[2] = {nullptr, nullptr};
  H5Aread(reasons.get(), type.get(), texts);
  EXPECT_STREQ(texts[0], "small residual");
  EXPECT_STREQ(texts[1], "rounding floor");
  H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, texts);
}

TEST_F(BoltzmannResultFile, SaysWhetherAllLambdaConverged) {
  EXPECT_EQ(io::ResultReader{written()}.text_attribute("status"), "complete");
  comm_.barrier();
  const io::ResultReader partial{written(false)};
  EXPECT_EQ(partial.text_attribute("status"), "partial");
  EXPECT_EQ(partial.text_attribute("progress"), "1 of 2 Lambda");
}

TEST_F(BoltzmannResultFile, LeavesNothingButItself) {
  const fs::path file = written();
  comm_.barrier();
  EXPECT_TRUE(fs::exists(file));
  EXPECT_EQ(std::distance(fs::directory_iterator{folder_}, fs::directory_iterator{}), 1);
}

TEST_F(BoltzmannResultFile, ReadsBackByTheListThatWroteIt) {
  const io::ResultReader file{written()};
  const auto states = state_fields().read(file, testing::Lambdas.size(), true);
  ASSERT_EQ(states.size(), 2U);
  EXPECT_EQ(states[1].n[P * K - 1], testing::value(1, 1, P - 1, K - 1));
  EXPECT_EQ(states[1].n_center, testing::momenta(4, 1));
  EXPECT_EQ(states[1].energy_current, testing::column(8, 1, 0, P));
  EXPECT_EQ(states[1].steps, 8);
  EXPECT_EQ(states[1].resolution.indicator, testing::value(16, 1, 0, 0));
  EXPECT_EQ(states[1].resolution.layer, testing::value(17, 1, 0, 0));
  EXPECT_EQ(states[1].resolution.left, testing::momenta(18, 1));
  EXPECT_EQ(states[1].resolution.right, testing::momenta(19, 1));
  EXPECT_EQ(states[1].resolution.cells, testing::column(20, 1, 0, cells));
  EXPECT_EQ(states[0].number_flatness, 1e-14);
  EXPECT_TRUE(state_fields().read(file, 2).front().n.empty()) << "points only if wanted";
}

}  // namespace
}  // namespace kapitza::kinds
