#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "kapitza/micro/transform/wisdom.hpp"
#include "support/max_or_nan.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;

Complex psi(std::int64_t x) {
  return {std::sin(1.0 + 0.7 * static_cast<double>(x * x % 1000)),
          std::cos(3.1 * static_cast<double>(x))};
}

// Lengths are short because FFTW-MPI measures slowly where ranks share a core.
// 3840 = 2^8 3 5 splits evenly over 1, 2 and 4 ranks, 4096 over 3 does not.
TEST(DistributedTransform, EqualsTheSerialOneModeByMode) {
  const Communicator world = Communicator::world();
  for (const std::int64_t N : {3840, 4096}) {
    const auto whole = serial_transform(N, Planning::Estimate);
    FftwVector<Complex> all(whole->storage()), all_modes(whole->storage());
    for (std::int64_t x = 0; x < N; ++x)
      all[x] = psi(x);
    whole->to_modes(all.data(), all_modes.data());

    const auto part = distributed_transform(N, world, Planning::Estimate);
    FftwVector<Complex> field(part->storage()), image(part->storage());
    for (std::int64_t x = 0; x < part->local_sites(); ++x)
      field[x] = psi(part->first_site() + x);
    part->to_modes(field.data(), image.data());
    double worst = 0.0;
    for (std::size_t i = 0; i < part->modes().size(); ++i)
      worst = test::max_or_nan(worst, std::abs(image[i] - all_modes[part->modes()[i]]));
    EXPECT_LT(worst, 1e-10) << "N = " << N;  // round-off of sums of N numbers of modulus 1

    part->to_sites(image.data(), field.data());
    worst = 0.0;
    for (std::int64_t x = 0; x < part->local_sites(); ++x)
      worst = test::max_or_nan(
          worst, std::abs(field[x] / static_cast<double>(N) - psi(part->first_site() + x)));
    EXPECT_LT(worst, 1e-13) << "N = " << N;
  }
}

TEST(DistributedTransform, HoldsEachSiteAndEachModeOnce) {
  const Communicator world = Communicator::world();
  constexpr std::int64_t N = 4096;
  const auto part = distributed_transform(N, world, Planning::Estimate);
  std::vector<double> sites(N, 0.0), modes(N, 0.0);
  for (std::int64_t x = 0; x < part->local_sites(); ++x)
    sites[part->first_site() + x] += 1.0;
  for (const std::int64_t m : part->modes())
    modes[m] += 1.0;
  world.sum(sites);
  world.sum(modes);
  EXPECT_THAT(sites, testing::Each(1.0));
  EXPECT_THAT(modes, testing::Each(1.0));
}

TEST(DistributedTransform, RefusesALengthThatLeavesARankEmpty) {
  const Communicator world = Communicator::world();
  if (world.size() == 1) GTEST_SKIP() << "one rank holds everything";
  try {
    distributed_transform(4099, world, Planning::Estimate);  // a prime
    ADD_FAILURE() << "nothing thrown";
  } catch (const InvalidInput& error) {
    const std::int64_t unit = world.size() * world.size();
    EXPECT_THAT(error.what(), testing::HasSubstr(std::to_string(4099 / unit * unit + unit)));
  }
}

TEST(Wisdom, GivesAllRanksThePlansOfTheFirst) {
  const Communicator world = Communicator::world();
  fftw_forget_wisdom();
  std::string plans;
  wisdom::plan_in_turn(world, world.root(),
                       [&] { plans = serial_transform(640, Planning::Measure)->plans(); });
  EXPECT_FALSE(plans.empty());
  EXPECT_EQ(plans, world.broadcast(plans));
}

TEST(Wisdom, FailsOnAllRanksIfPlanningFailsOnOne) {
  const Communicator world = Communicator::world();
  const bool last = world.rank() == world.size() - 1;
  EXPECT_THROW(wisdom::plan_in_turn(world, world.root(),
                                    [&] {
                                      if (last) throw InvalidInput("no plan");
                                    }),
               InvalidInput);
}

class WisdomCache : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "kapitza-cache-XXXXXX").string();
    if (world_.root()) {
      EXPECT_NE(mkdtemp(name.data()), nullptr);
    }
    folder_ = world_.broadcast(name);
    setenv("XDG_CACHE_HOME", folder_.c_str(), 1);
  }
  void TearDown() override {
    world_.barrier();
    if (world_.root()) std::filesystem::remove_all(folder_);
  }
  std::filesystem::path file() const {
    return std::filesystem::path{folder_} / "kapitza" / (std::string{fftw_version} + ".wisdom");
  }

  Communicator world_ = Communicator::world();
  std::string folder_;
};

TEST_F(WisdomCache, IsEmptyAtFirst) {
  fftw_forget_wisdom();
  EXPECT_FALSE(wisdom::load_cache(world_));
}

TEST_F(WisdomCache, BringsTheSamePlansToTheNextRun) {
  fftw_forget_wisdom();
  std::string serial, split;
  wisdom::plan_in_turn(world_, world_.root(),
                       [&] { serial = serial_transform(576, Planning::Measure)->plans(); });
  split = distributed_transform(576, world_, Planning::Measure)->plans();
  EXPECT_TRUE(wisdom::save_cache(world_));
  fftw_forget_wisdom();
  EXPECT_TRUE(wisdom::load_cache(world_));
  EXPECT_EQ(serial_transform(576, Planning::Estimate)->plans(), serial);
  EXPECT_EQ(distributed_transform(576, world_, Planning::Estimate)->plans(), split);
}

TEST_F(WisdomCache, KeepsWhatOtherRunsHaveAdded) {
  fftw_forget_wisdom();
  std::string plans;
  wisdom::plan_in_turn(world_, world_.root(),
                       [&] { plans = serial_transform(320, Planning::Measure)->plans(); });
  EXPECT_TRUE(wisdom::save_cache(world_));
  fftw_forget_wisdom();
  serial_transform(384, Planning::Measure);
  wisdom::share(world_);
  const std::size_t own = wisdom::exported().size();
  EXPECT_TRUE(wisdom::save_cache(world_));
  EXPECT_EQ(wisdom::exported().size(), own);  // what is exported need not keep its order
  fftw_forget_wisdom();
  EXPECT_TRUE(wisdom::load_cache(world_));
  EXPECT_EQ(serial_transform(320, Planning::Estimate)->plans(), plans);
}

TEST_F(WisdomCache, SurvivesADamagedFileAndAnUnusableFolder) {
  if (world_.root()) {
    std::filesystem::create_directories(file().parent_path());
    std::ofstream{file()} << "not wisdom";
  }
  world_.barrier();
  EXPECT_FALSE(wisdom::load_cache(world_));
  EXPECT_TRUE(wisdom::save_cache(world_));

  setenv("XDG_CACHE_HOME", file().c_str(), 1);  // a file where a folder should be
  EXPECT_FALSE(wisdom::save_cache(world_));
  EXPECT_FALSE(wisdom::load_cache(world_));
}

}  // namespace
