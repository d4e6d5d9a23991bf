#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "kapitza/boltzmann/secant_history.hpp"

namespace kapitza::boltzmann {
namespace {

PetscVec vector(const std::array<double, 3>& values) {
  PetscVec v;
  check(VecCreateSeq(PETSC_COMM_SELF, 3, v.out()));
  for (int i = 0; i < 3; ++i)
    check(VecSetValue(v.get(), i, values[static_cast<std::size_t>(i)], INSERT_VALUES));
  check(VecAssemblyBegin(v.get()));
  check(VecAssemblyEnd(v.get()));
  return v;
}

std::array<double, 3> values(const PetscVec& v) {
  std::array<double, 3> result{};
  const PetscInt all[] = {0, 1, 2};
  check(VecGetValues(v.get(), 3, all, result.data()));
  return result;
}

// F = diag(1, 2, 4) n: the changes seen take away all of F that lies in their span, and nothing else.
TEST(SecantHistory, TakesAwayWhatPastStepsKnow) {
  SecantHistory history{8};
  history.add(vector({1, 1, 0}), vector({1, 2, 0}));
  history.add(vector({1, -1, 0}), vector({1, -2, 0}));
  const PetscVec F = vector({3, 8, 5}), step = vector({7, 7, 7});
  history.project(F.get(), step.get());
  const auto rest = values(F), taken = values(step);
  EXPECT_NEAR(rest[0], 0, 1e-14);
  EXPECT_NEAR(rest[1], 0, 1e-14);
  EXPECT_NEAR(rest[2], 5, 1e-14);
  EXPECT_NEAR(taken[0], -3, 1e-14);
  EXPECT_NEAR(taken[1], -4, 1e-14);
  EXPECT_NEAR(taken[2], 0, 1e-14);
}

TEST(SecantHistory, LeavesOutWhatItKnowsAndForgetsTheOldest) {
  SecantHistory history{2};
  history.add(vector({1, 0, 0}), vector({1, 0, 0}));
  history.add(vector({2, 0, 0}), vector({2, 1e-5, 0}));
  EXPECT_EQ(history.size(), 1u);
  history.add(vector({0, 1, 0}), vector({0, 2, 0}));
  history.add(vector({0, 0, 1}), vector({0, 0, 4}));
  EXPECT_EQ(history.size(), 2u);
  const PetscVec F = vector({3, 8, 4}), step = vector({0, 0, 0});
  history.project(F.get(), step.get());
  EXPECT_NEAR(values(F)[0], 3, 1e-14);
  EXPECT_NEAR(values(F)[1], 0, 1e-14);
  EXPECT_NEAR(values(step)[2], -1, 1e-14);
  history.clear();
  EXPECT_EQ(history.size(), 0u);
}

}  // namespace
}  // namespace kapitza::boltzmann
