// Each rank can also run an ensemble all by itself: the reference for what several ranks do together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/ensemble/ensemble.hpp"
#include "support/driven_ring.hpp"

namespace kapitza::micro {
namespace {

using test::DrivenRing;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsNan;
using testing::Not;
using testing::Property;
using testing::Throws;

EnsembleSettings small_settings() {
  EnsembleSettings settings;
  settings.splitting.step = 0.2;
  settings.seed = 11;
  settings.realisations = 7;
  settings.settle_steps = 32;
  settings.steps_per_sample = 5;
  settings.samples_per_block = 2;
  settings.blocks = 4;
  settings.trace_points = 9;
  settings.points = 32;
  settings.windows = 5;
  settings.planning = Planning::Estimate;
  return settings;
}

class EnsembleOnRanks : public testing::Test {
 protected:
  std::unique_ptr<Ensemble> ensemble(const Communicator& comm) const {
    return std::make_unique<Ensemble>(comm, ring.system, ring.dispersion, ring.spectrum(),
                                      settings);
  }
  EnsembleResult finished(const Communicator& comm) const {
    const auto made = ensemble(comm);
    EXPECT_TRUE(made->run({}));
    return made->result();
  }
  // The first n ranks; a rank of its own for each of the others.
  Communicator first_ranks(int n) const {
    return world.split(world.rank() < n ? 0 : world.rank(), world.rank());
  }

  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  DrivenRing ring{256, 30, 0.2, 40, 0.01};
  EnsembleSettings settings = small_settings();
};

// NaN, too.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, {}, std::bit_cast<std::uint64_t, double>,
                            std::bit_cast<std::uint64_t, double>);
}

void expect_same_bits(const EnsembleResult& a, const EnsembleResult& b) {
  EXPECT_TRUE(same_bits(a.mean, b.mean));
  EXPECT_TRUE(same_bits(a.standard_error, b.standard_error));
  EXPECT_TRUE(same_bits(a.drift.difference, b.drift.difference));
  EXPECT_TRUE(same_bits(a.step_difference, b.step_difference));
  EXPECT_TRUE(same_bits(a.moments, b.moments));
  EXPECT_TRUE(same_bits(a.trace.mean, b.trace.mean));
  EXPECT_TRUE(same_bits(a.trace.standard_error, b.trace.standard_error));
  EXPECT_EQ(a.realisations_done, b.realisations_done);
}

void expect_near(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_THAT(a, testing::Pointwise(testing::DoubleNear(1e-10), b));
}

TEST_F(EnsembleOnRanks, GivesTheSameBitsAsOneRank) {
  settings.compare_half_step = true;
  const EnsembleResult together = finished(world);
  expect_same_bits(together, finished(alone));
  EXPECT_EQ(together.realisations_done, 7);
  EXPECT_THAT(together.mean, Each(Not(IsNan())));
  EXPECT_THAT(together.standard_error, Each(testing::Gt(0)));
}

TEST_F(EnsembleOnRanks, GivesTheSameBitsWithMeasuredPlans) {
  settings.planning = Planning::Measure;
  ensemble(alone);  // each rank has measured for itself, but shall plan as the first one does
  const EnsembleResult together = finished(world);
  expect_same_bits(together, finished(alone));
}

TEST_F(EnsembleOnRanks, SplitsTheLatticeToRounding) {
  settings.realisations = 4;
  settings.compare_half_step = true;
  const EnsembleResult reference = finished(alone);
  for (const int n : {2, 4}) {
    if (world.size() % n != 0) continue;
    settings.ranks_per_realisation = n;
    const EnsembleResult split = finished(world);
    expect_near(split.mean, reference.mean);
    expect_near(split.standard_error, reference.standard_error);
    expect_near(split.step_difference, reference.step_difference);
    expect_near(split.trace.mean, reference.trace.mean);
  }
}

TEST_F(EnsembleOnRanks, IsTheMeanOfItsRealisations) {
  const EnsembleResult all = finished(world);
  std::vector<double> mean(all.mean.size()), trace(all.trace.mean.size());
  for (std::uint32_t r = 0; r < 7; ++r) {
    settings.realisations = 1;
    settings.first_realisation = r;
    const EnsembleResult one = finished(alone);
    for (std::size_t i = 0; i < mean.size(); ++i)
      mean[i] += one.mean[i] / 7;
    for (std::size_t i = 0; i < trace.size(); ++i)
      trace[i] += one.trace.mean[i] / 7;
    EXPECT_THAT(one.trace.standard_error, Each(IsNan()));
  }
  for (std::size_t i = 0; i < mean.size(); ++i)
    EXPECT_NEAR(all.mean[i], mean[i], 1e-12 * std::abs(mean[i]) + 1e-15);
  for (std::size_t i = 0; i < trace.size(); ++i)
    EXPECT_NEAR(all.trace.mean[i], trace[i], 1e-12 * trace[i]);
}

TEST_F(EnsembleOnRanks, TracesTheDensityFromTheStart) {
  const EnsembleResult result = finished(world);
  // cuts at 5, 10, .., 30, 32 and then 37, 42, .., 72; nine bins of 8 steps
  ASSERT_EQ(result.trace.time.size(), 9u);
  EXPECT_NEAR(result.trace.time[0], 0.2 * 5, 1e-12);
  EXPECT_NEAR(result.trace.time[3], 0.2 * (25 + 30 + 32) / 3, 1e-12);
  EXPECT_NEAR(result.trace.time[8], 0.2 * (67 + 72) / 2.0, 1e-12);
  EXPECT_LT(result.trace.mean.front(), result.trace.mean.back());

  settings.settle_steps = 0;
  settings.trace_points = 1;
  const EnsembleResult whole = finished(world);
  EXPECT_NEAR(whole.trace.mean[0], whole.mean[whole.layout.density], 1e-13);
}

TEST_F(EnsembleOnRanks, FollowsTheSameNoiseAtHalfTheStep) {
  settings.compare_half_step = true;
  settings.realisations = 16;
  const EnsembleResult result = finished(world);
  ASSERT_EQ(result.step_difference.size(), 64u);
  ASSERT_EQ(result.mean.size(), result.layout.size);
  // Of slow carriers: the noise comes in one step and a phase E dt/4 apart.
  double difference = 0, error = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    if (std::abs(result.k[i % 32]) > 1) continue;
    difference += std::pow(result.step_difference[i], 2);
    error += std::pow(result.standard_error[i], 2);
  }
  EXPECT_GT(difference, 0);
  EXPECT_LT(difference, 0.05 * error);  // 2 if the noise were another
}

TEST_F(EnsembleOnRanks, StopsAtTheTargetWhereOneRankWould) {
  settings.realisations = 40;
  settings.target = 0.2;
  const EnsembleResult together = finished(world);
  expect_same_bits(together, finished(alone));
  EXPECT_LT(together.relative_error, 0.2);
  EXPECT_GT(together.realisations_done, 1);
  EXPECT_LT(together.realisations_done, 40);
}

TEST_F(EnsembleOnRanks, TellsHowFarItIs) {
  if (world.size() % 2 == 0) settings.ranks_per_realisation = 2;
  const int groups = world.size() / settings.ranks_per_realisation;
  double last = 0;
  int calls = 0;
  const auto made = ensemble(world);
  made->run([&](const EnsembleStatus& status) {
    // First each group is 5 of 72 steps into one of the 7 realisations.
    if (calls == 0) {
      EXPECT_NEAR(status.done, groups * 5 / 72.0 / 7, 1e-15);
    }
    EXPECT_GT(status.done, last);
    EXPECT_LT(status.done, 1);
    last = status.done;
    ++calls;
    if (world.root()) {
      EXPECT_EQ(std::isnan(status.relative_error), status.realisations_done == 0);
    }
    return false;
  });
  EXPECT_GT(calls, 0);
}

// Everything on the first rank, where a checkpoint could have been read.
EnsembleState collected(const Communicator& world, const EnsembleState& own) {
  const auto pack = [](const EnsembleState::Running& r) {
    std::vector<double> flat{1.0 * r.realisation, static_cast<double>(r.step),
                             static_cast<double>(r.first_site), static_cast<double>(r.local_sites),
                             static_cast<double>(r.series.size())};
    flat.insert(flat.end(), r.series.begin(), r.series.end());
    for (const Complex& psi : r.fields)
      flat.insert(flat.end(), {psi.real(), psi.imag()});
    return flat;
  };
  const auto unpack = [](const std::vector<double>& flat) {
    EnsembleState::Running r{
        static_cast<int>(flat[0]),          static_cast<std::uint64_t>(flat[1]), {},
        static_cast<std::int64_t>(flat[2]), static_cast<std::int64_t>(flat[3]),  {}};
    const auto fields = flat.begin() + 5 + static_cast<std::ptrdiff_t>(flat[4]);
    r.series.assign(flat.begin() + 5, fields);
    for (auto p = fields; p != flat.end(); p += 2)
      r.fields.emplace_back(p[0], p[1]);
    return r;
  };
  EnsembleState all = own;
  all.running.clear();
  for (int rank = 0; rank < world.size(); ++rank) {
    const int count = world.broadcast(static_cast<int>(own.running.size()), rank);
    for (int i = 0; i < count; ++i) {
      std::vector<double> flat;
      if (world.rank() == rank) flat = pack(own.running[static_cast<std::size_t>(i)]);
      flat.resize(static_cast<std::size_t>(world.broadcast(static_cast<int>(flat.size()), rank)));
      world.broadcast(std::span{flat}, rank);
      if (world.root()) all.running.push_back(unpack(flat));
    }
  }
  return all;
}

struct Stops {
  int ranks;  ///< with which a part is run
  int looks;  ///< after which it is stopped
};

// Runs on so many ranks, stops, goes on with the state on others, .., and with all ranks to the end.
EnsembleResult resumed(const Communicator& world, const std::vector<Stops>& stops,
                       const std::function<std::unique_ptr<Ensemble>(const Communicator&)>& make) {
  std::optional<EnsembleState> state;
  for (const auto& [ranks, looks] : stops) {
    const Communicator part = world.split(world.rank() < ranks ? 0 : 1, world.rank());
    EnsembleState own;
    if (world.rank() < ranks) {
      const auto ensemble = make(part);
      if (state) ensemble->restore(*state);
      int looked = 0;
      EXPECT_FALSE(ensemble->run([&](const EnsembleStatus&) { return ++looked == looks; }));
      own = ensemble->state();
    }
    state = collected(world, own);
    if (!world.root()) *state = {};
  }
  const auto ensemble = make(world);
  ensemble->restore(*state);
  EXPECT_TRUE(ensemble->run({}));
  return ensemble->result();
}

TEST_F(EnsembleOnRanks, ContinuesBitForBitOnAnyRanks) {
  settings.compare_half_step = true;
  const EnsembleResult whole = finished(alone);
  const auto make = [&](const Communicator& comm) { return ensemble(comm); };
  const int n = world.size();
  std::vector<std::vector<Stops>> histories{{{n, 1}}, {{n, 3}}, {{1, 2}}, {{1, 6}, {n, 1}}};
  // Stopped again before a realisation that waited was taken up.
  if (n > 1) histories.push_back({{n, 2}, {1, 1}, {2, 1}});
  if (n > 2) histories.push_back({{3, 1}, {2, 1}, {1, 5}, {2, 2}});
  for (const auto& history : histories)
    expect_same_bits(resumed(world, history, make), whole);
}

TEST_F(EnsembleOnRanks, KeepsARealisationThatWaits) {
  if (world.size() < 2) GTEST_SKIP() << "needs two realisations under way";
  const auto stopped = ensemble(world);
  EXPECT_FALSE(stopped->run([](const EnsembleStatus&) { return true; }));
  const EnsembleState state = collected(world, stopped->state());
  if (!world.root()) return;
  const auto fewer = ensemble(alone);
  fewer->restore(state);
  EXPECT_FALSE(fewer->run([](const EnsembleStatus& p) { return p.realisations_done == 1; }));
  const EnsembleState later = fewer->state();
  ASSERT_EQ(later.running.size(), static_cast<std::size_t>(world.size() - 1));
  EXPECT_EQ(later.running[0].realisation, 1);
  EXPECT_EQ(later.running[0].step, state.running[1].step);
  EXPECT_EQ(later.running[0].fields, state.running[1].fields);
}

TEST_F(EnsembleOnRanks, ContinuesASplitLatticeOnOthers) {
  if (world.size() % 2 != 0) GTEST_SKIP() << "needs groups of two ranks";
  settings.realisations = 4;
  settings.compare_half_step = true;
  const EnsembleResult whole = finished(alone);
  const auto make = [&](const Communicator& comm) {
    settings.ranks_per_realisation = comm.size() % 2 == 0 ? 2 : 1;
    return ensemble(comm);
  };
  std::vector<std::vector<Stops>> histories{{{2, 2}, {1, 2}, {2, 1}}};
  // Two groups, whose realisations meet on one of them and part again.
  if (world.size() == 4) histories.push_back({{4, 2}, {2, 1}, {1, 1}});
  for (const auto& history : histories) {
    const EnsembleResult there = resumed(world, history, make);
    expect_near(there.mean, whole.mean);
    expect_near(there.step_difference, whole.step_difference);
    expect_near(there.trace.mean, whole.trace.mean);
  }
}

TEST_F(EnsembleOnRanks, RefusesAStateThatDoesNotFit) {
  const auto stopped = ensemble(world);
  EXPECT_FALSE(stopped->run([](const EnsembleStatus&) { return true; }));
  const EnsembleState state = collected(world, stopped->state());
  const auto refused = [&](auto&& spoil) {
    EnsembleState bad = world.root() ? state : EnsembleState{};
    if (world.root()) spoil(bad);
    EXPECT_THROW(ensemble(world)->restore(bad), InputOutputFailure);
  };
  refused([](EnsembleState& s) { s.moments.pop_back(); });
  refused([](EnsembleState& s) { s.trace.clear(); });
  refused([](EnsembleState& s) { s.realisations_done = 1; });
  refused([](EnsembleState& s) { s.running[0].fields.pop_back(); });
  refused([](EnsembleState& s) { s.running[0].series.clear(); });
  refused([](EnsembleState& s) { s.running[0].step = 1000; });
  refused([](EnsembleState& s) { s.running.push_back(s.running[0]); });
}

TEST_F(EnsembleOnRanks, FailsEverywhereIfOneFieldIsNotFinite) {
  const auto stopped = ensemble(world);
  EXPECT_FALSE(stopped->run([](const EnsembleStatus&) { return true; }));
  EnsembleState state = stopped->state();
  if (world.rank() == world.size() - 1)
    state.running[0].fields[0] = std::numeric_limits<double>::quiet_NaN();
  const auto spoilt = ensemble(world);
  spoilt->restore(state);
  const std::string which = "realisation " + std::to_string(world.size() - 1) + ", time 2:";
  EXPECT_THAT([&] { spoilt->run({}); },
              Throws<NumericalFailure>(
                  Property(&NumericalFailure::what, AllOf(HasSubstr(which), HasSubstr("site 0")))));
}

TEST_F(EnsembleOnRanks, RefusesWhatCannotBeDealt) {
  const auto refused = [&](auto EnsembleSettings::*key, int value, const char* message) {
    settings = small_settings();
    settings.*key = value;
    EXPECT_THAT([&] { ensemble(world); },
                Throws<InvalidInput>(Property(&InvalidInput::what, HasSubstr(message))));
  };
  using S = EnsembleSettings;
  refused(&S::ranks_per_realisation, world.size() + 1, "ranks_per_realisation");
  refused(&S::ranks_per_realisation, 0, "ranks_per_realisation");
  refused(&S::realisations, 0, "realisations = 0");
  if (world.size() > 1) refused(&S::realisations, world.size() - 1, "realisations");
  refused(&S::blocks, 5, "blocks");
  refused(&S::blocks, 0, "blocks");
  refused(&S::blocks, least_blocks - 2, "an even number of at least 4");
  refused(&S::steps_per_sample, 0, "steps_per_sample = 0");
  refused(&S::samples_per_block, 0, "samples_per_block = 0");
  refused(&S::trace_points, 0, "trace_points = 0");
  refused(&S::windows, -1, "windows = -1");
  refused(&S::points, 100, "the left lead");
}

TEST_F(EnsembleOnRanks, EstimatesItsWork) {
  EXPECT_EQ(Ensemble::site_steps(ring.system, settings), 256.0 * 72 * 7);
  settings.compare_half_step = true;
  EXPECT_EQ(Ensemble::site_steps(ring.system, settings), 3 * 256.0 * 72 * 7);
  // The fields alone, and their share on one of four ranks.
  ring.system.sites = 1 << 24;
  EXPECT_GT(Ensemble::memory(ring.system, settings), 2 * 16.0 * (1 << 24));
  const double whole = Ensemble::memory(ring.system, settings);
  settings.ranks_per_realisation = 2;
  EXPECT_LT(Ensemble::memory(ring.system, settings), 0.7 * whole);
}

}  // namespace
}  // namespace kapitza::micro
