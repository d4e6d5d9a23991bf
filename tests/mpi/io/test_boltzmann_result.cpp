#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/io/boltzmann_result.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/result_reader.hpp"
#include "mpi/io/inspection.hpp"
#include "mpi/io/sample_result.hpp"

namespace kapitza::io {
namespace {

namespace fs = std::filesystem;
using testing::K;
using testing::P;
using testing::scales;
using testing::text_attribute;
using Shape = std::vector<std::size_t>;

class BoltzmannResultFile : public testing::ResultFileTest {
 protected:
  fs::path written(bool complete = true) const {
    const fs::path file = folder_ / "result.h5";
    BoltzmannResult result = testing::sample_result(comm_);
    result.complete = complete;
    write_boltzmann(comm_, file, result, testing::sample_provenance(), "kind = \"boltzmann\"\n");
    return file;
  }
};

TEST_F(BoltzmannResultFile, HoldsEveryDatasetOfTheContractWithItsScales) {
  const ResultReader file{written()};
  const std::size_t L = testing::Lambdas.size();
  const std::vector<std::pair<std::string, std::vector<std::string>>> contract{
      {"/n", {"/Lambda", "/X", "/k"}},
      {"/n_left", {"/Lambda", "/k"}},
      {"/n_right", {"/Lambda", "/k"}},
      {"/n_center", {"/Lambda", "/k"}},
      {"/density", {"/Lambda", "/X"}},
      {"/energy", {"/Lambda", "/X"}},
      {"/current/number", {"/Lambda", "/X"}},
      {"/current/energy", {"/Lambda", "/X"}},
      {"/thermal/beta", {"/Lambda", "/X"}},
      {"/thermal/mu", {"/Lambda", "/X"}},
      {"/thermal/deviation", {"/Lambda", "/X"}},
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
      {"/resolution/N=3/n", {"/Lambda", "/resolution/N=3/X", "/k"}},
  };
  const std::map<std::string, std::size_t> sizes{
      {"/Lambda", L}, {"/X", P}, {"/k", K}, {"/side", 2}, {"/resolution/N=3/X", 3}};
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

TEST_F(BoltzmannResultFile, HoldsTheRowsOfAllRanksInPlace) {
  const ResultReader file{written()};
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
  EXPECT_EQ(file.numbers("/outgoing_thermal/n")[3], testing::value(22, 0, 0, 3));
  EXPECT_TRUE(std::isnan(file.numbers("/outgoing_thermal/beta")[1]));
  EXPECT_EQ(file.numbers("/steps")[1], 8);
  EXPECT_EQ(file.numbers("/side"), (std::vector<double>{0, 1}));
}

TEST_F(BoltzmannResultFile, CarriesItsProvenance) {
  const ResultReader file{written()};
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
  EXPECT_EQ(ResultReader{written()}.text_attribute("status"), "complete");
  comm_.barrier();
  EXPECT_EQ(ResultReader{written(false)}.text_attribute("status"), "partial");
}

TEST_F(BoltzmannResultFile, LeavesNothingButItself) {
  const fs::path file = written();
  comm_.barrier();
  EXPECT_TRUE(fs::exists(file));
  EXPECT_EQ(std::distance(fs::directory_iterator{folder_}, fs::directory_iterator{}), 1);
}

TEST_F(BoltzmannResultFile, LeavesNothingWhenAbandoned) {
  {
    ResultFile file{comm_, folder_ / "result.h5"};
    const std::vector<double> k{1, 2, 3};
    file.scale({"/k", {}, "1", "momentum"}, k);
    comm_.barrier();
    EXPECT_TRUE(fs::exists(folder_ / "result.h5.part"));
    comm_.barrier();
  }
  comm_.barrier();
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(BoltzmannResultFile, FailsOnAllRanksWhenOneFallsShort) {
  {
    ResultFile file{comm_, folder_ / "result.h5"};
    const std::vector<double> k{1, 2, 3};
    file.scale({"/k", {}, "1", "momentum"}, k);
    const Points mine = testing::share(comm_, k);
    const bool last = comm_.rank() == comm_.size() - 1;
    const std::vector<double> values(last ? 0 : mine.count);
    EXPECT_THROW(file.write({"/n", {"/k"}, "1", "n"}, values, Slab{0, mine.first, mine.count}),
                 InputOutputFailure);
  }
  comm_.barrier();
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(BoltzmannResultFile, IsRefusedWhereItCannotBeWritten) {
  EXPECT_NO_THROW(require_writable(comm_, folder_ / "result.h5", 1000));
  EXPECT_THROW(require_writable(comm_, folder_ / "none" / "result.h5"), InputOutputFailure);
  EXPECT_THROW(require_writable(comm_, folder_), InputOutputFailure);
  EXPECT_THROW(require_writable(comm_, folder_ / "result.h5", std::size_t{1} << 60),
               InputOutputFailure);
  comm_.barrier();
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace kapitza::io
