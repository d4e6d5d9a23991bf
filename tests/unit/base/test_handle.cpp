#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "kapitza/base/handle.hpp"

namespace {

std::vector<int> released;

struct NumberTraits {
  using Type = int;
  static int empty() noexcept { return -1; }
  static void release(int number) noexcept { released.push_back(number); }
};
using Number = kapitza::Handle<NumberTraits>;
using Numbers = std::vector<int>;

class Handle : public testing::Test {
 protected:
  void SetUp() override { released.clear(); }
};

TEST_F(Handle, ReleasesOnceAtTheEndOfItsScope) {
  {
    const Number seven{7};
    EXPECT_EQ(seven.get(), 7);
    EXPECT_TRUE(released.empty());
  }
  EXPECT_EQ(released, Numbers{7});
}

TEST_F(Handle, ReleasesNothingWhenEmpty) {
  {
    const Number none;
    EXPECT_FALSE(none);
  }
  EXPECT_TRUE(released.empty());
}

TEST_F(Handle, MovesOwnershipWithoutReleasing) {
  {
    Number source{7};
    const Number target{std::move(source)};
    EXPECT_FALSE(source);  // NOLINT(bugprone-use-after-move): the moved-from state is the claim
    EXPECT_EQ(target.get(), 7);
    EXPECT_TRUE(released.empty());
  }
  EXPECT_EQ(released, Numbers{7});
}

TEST_F(Handle, ReleasesWhatAssignmentReplaces) {
  {
    Number target{1};
    target = Number{2};
    EXPECT_EQ(released, Numbers{1});
    EXPECT_EQ(target.get(), 2);
  }
  EXPECT_EQ(released, (Numbers{1, 2}));
}

TEST_F(Handle, SurvivesAssignmentToItself) {
  Number seven{7};
  Number& same = seven;
  seven = std::move(same);
  EXPECT_EQ(seven.get(), 7);
  EXPECT_TRUE(released.empty());
}

TEST_F(Handle, ReleasesBeforeACFunctionFillsItAnew) {
  Number slot{1};
  *slot.out() = 2;
  EXPECT_EQ(released, Numbers{1});
  EXPECT_EQ(slot.get(), 2);
}

TEST_F(Handle, GivesUpOwnership) {
  {
    Number seven{7};
    EXPECT_EQ(seven.release(), 7);
    EXPECT_FALSE(seven);
  }
  EXPECT_TRUE(released.empty());
}

}  // namespace
