#include <gtest/gtest.h>

#include <array>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/error.hpp"

namespace {

using kapitza::Communicator;
using kapitza::ExitCode;

TEST(Communicator, AgreesOnlyIfAllRanksDo) {
  const Communicator world = Communicator::world();
  EXPECT_TRUE(world.agree(true));
  for (int dissenter = 0; dissenter < world.size(); ++dissenter) {
    EXPECT_FALSE(world.agree(world.rank() != dissenter)) << "dissenter " << dissenter;
  }
}

TEST(Communicator, ReducesNumbersAndSpans) {
  const Communicator world = Communicator::world();
  const int n = world.size();
  const int r = world.rank();
  EXPECT_EQ(world.sum(r + 1), n * (n + 1) / 2);
  EXPECT_EQ(world.max(0.5 * r), 0.5 * (n - 1));
  EXPECT_EQ(world.min(-r), 1 - n);
  EXPECT_EQ(world.sum(5'000'000'000LL), 5'000'000'000LL * n);
  std::array<double, 2> values{1.0 * r, -1.0 * r};
  world.sum(values);
  EXPECT_EQ(values, (std::array{n * (n - 1) / 2.0, -n * (n - 1) / 2.0}));
  values = {1.0 * r, -1.0 * r};
  world.max(values);
  EXPECT_EQ(values, (std::array{n - 1.0, 0.0}));
  values = {1.0 * r, -1.0 * r};
  world.min(values);
  EXPECT_EQ(values, (std::array{0.0, 1.0 - n}));
}

TEST(Communicator, BroadcastsFromAnyRank) {
  const Communicator world = Communicator::world();
  for (int from = 0; from < world.size(); ++from) {
    EXPECT_EQ(world.broadcast(10 * world.rank(), from), 10 * from);
    EXPECT_EQ(world.broadcast(std::string(static_cast<std::size_t>(world.rank()), 'x'), from),
              std::string(static_cast<std::size_t>(from), 'x'));
    std::array<double, 1> value{0.25 * world.rank()};
    world.broadcast(value, from);
    EXPECT_EQ(value[0], 0.25 * from);
  }
}

TEST(Communicator, GathersWhatRanksHaveInTheirOrder) {
  const Communicator world = Communicator::world();
  const int n = world.size(), r = world.rank();
  // Rank r has r times the number 10 r: the first one has nothing.
  std::vector<long long> expected;
  std::vector<std::string> texts;
  for (int rank = 0; rank < n; ++rank) {
    expected.insert(expected.end(), static_cast<std::size_t>(rank), 10 * rank);
    texts.push_back("rank" + std::string(static_cast<std::size_t>(rank), '\0'));
  }
  const std::vector<long long> own(static_cast<std::size_t>(r), 10 * r);
  EXPECT_EQ(world.gather_everywhere<long long>(own), expected);
  EXPECT_EQ(world.gather(texts[static_cast<std::size_t>(r)]),
            r == 0 ? texts : std::vector<std::string>{});
  struct Mixed {
    int rank;
    char letter;
  };
  const std::array<Mixed, 1> one{{{r, 'x'}}};
  const std::vector<Mixed> all = world.gather_everywhere<Mixed>(one);
  EXPECT_EQ(all.back().rank, n - 1);
  EXPECT_EQ(all.back().letter, 'x');
}

TEST(Communicator, SplitsByColorAndOrdersByKey) {
  const Communicator world = Communicator::world();
  const Communicator reversed = world.split(0, -world.rank());
  EXPECT_EQ(reversed.size(), world.size());
  EXPECT_EQ(reversed.rank(), world.size() - 1 - world.rank());
  const Communicator alone = world.split(world.rank(), 0);
  EXPECT_EQ(alone.size(), 1);
  EXPECT_EQ(alone.sum(world.rank()), world.rank());
  EXPECT_EQ(world.split_by_host().size(), world.size());  // the tests run on one host
}

int count_deletion(MPI_Comm, int, void* count, void*) {
  ++*static_cast<int*>(count);
  return MPI_SUCCESS;
}

TEST(Communicator, FreesItsDuplicateOnceAndTheWorldNever) {
  int key = MPI_KEYVAL_INVALID;
  MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, count_deletion, &key, nullptr);
  int freed = 0;
  {
    const Communicator world = Communicator::world();
    MPI_Comm_set_attr(world.get(), key, &freed);
  }
  EXPECT_EQ(freed, 0);
  MPI_Comm_delete_attr(MPI_COMM_WORLD, key);
  freed = 0;
  {
    Communicator copy = Communicator::world().duplicate();
    MPI_Comm_set_attr(copy.get(), key, &freed);
    const Communicator moved = std::move(copy);
    EXPECT_EQ(moved.size(), Communicator::world().size());
    EXPECT_EQ(freed, 0);
  }
  EXPECT_EQ(freed, 1);
  MPI_Comm_free_keyval(&key);
}

TEST(Collectively, ReturnsTheResultOfEachRank) {
  const Communicator world = Communicator::world();
  EXPECT_EQ(world.collectively([&] { return 2 * world.rank(); }), 2 * world.rank());
}

TEST(Collectively, BringsTheFirstFailureToAllRanks) {
  const Communicator world = Communicator::world();
  for (int first = 0; first < world.size(); ++first) {
    try {
      world.collectively([&] {
        if (world.rank() >= first) {
          throw kapitza::InputOutputFailure{"rank " + std::to_string(world.rank())};
        }
      });
      ADD_FAILURE() << "nothing was thrown on rank " << world.rank();
    } catch (const kapitza::InputOutputFailure& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::InputOutputFailure);
      EXPECT_EQ(error.what(), "rank " + std::to_string(first));
    }
  }
}

TEST(Collectively, KeepsTheClassOfTheError) {
  const Communicator world = Communicator::world();
  const bool last = world.rank() == world.size() - 1;
  EXPECT_THROW(world.collectively([&] {
    if (last) throw kapitza::InvalidInput{"a"};
  }),
               kapitza::InvalidInput);
  EXPECT_THROW(world.collectively([&] {
    if (last) throw kapitza::NumericalFailure{"b"};
  }),
               kapitza::NumericalFailure);
  try {
    world.collectively([&] {
      if (last) throw kapitza::Error{ExitCode::Stopped, "c"};
    });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const kapitza::Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::Stopped);
  }
}

TEST(Collectively, CountsAForeignExceptionAsNumericalFailure) {
  const Communicator world = Communicator::world();
  EXPECT_THROW(world.collectively([&] {
    if (world.root()) throw std::bad_alloc{};
  }),
               kapitza::NumericalFailure);
}

}  // namespace
