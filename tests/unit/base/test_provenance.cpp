#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <ctime>

#include "kapitza/base/blas.hpp"
#include "kapitza/base/provenance.hpp"

namespace {

using testing::MatchesRegex;

TEST(Provenance, NamesVersionRevisionAndCompiler) {
  EXPECT_THAT(kapitza::version(), MatchesRegex("[0-9]+[.][0-9]+[.][0-9]+"));
  EXPECT_THAT(kapitza::revision(), MatchesRegex("unknown|[0-9a-f]+(-dirty)?"));
  EXPECT_THAT(kapitza::compiler(), MatchesRegex("[A-Za-z]+ [0-9].*, [A-Z].*"));
}

TEST(Provenance, KnowsEveryLibraryThatTheNumbersDependOn) {
  std::vector<std::string> names;
  for (const auto& [name, version] : kapitza::library_versions()) {
    names.push_back(name);
    EXPECT_THAT(version, testing::ContainsRegex("[0-9]+[.][0-9]+")) << name;
  }
  std::vector<std::string> expected{"MPI", "PETSc", "FFTW", "HDF5"};
  if (!kapitza::blas_kernels().empty()) expected.emplace_back("OpenBLAS");
  EXPECT_EQ(names, expected);
}

TEST(UtcTimestamp, IsIso8601InUtcWhereverTheMachineStands) {
  setenv("TZ", "<+09>-9", 1);
  tzset();
  const auto leap_day = std::chrono::sys_days{std::chrono::February / 29 / 2024};
  EXPECT_EQ(kapitza::utc_timestamp(leap_day + std::chrono::seconds{45296}), "2024-02-29T12:34:56Z");
  unsetenv("TZ");
  tzset();
}

}  // namespace
