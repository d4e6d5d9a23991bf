#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kinds/micro/result.hpp"

namespace kapitza::kinds {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Stationary: all differences within their errors. The errors of the currents are large, as both leads fluctuate together.
DefectRecord stationary() {
  DefectRecord defect;
  defect.number_current = {{1.0, 0.9}, {0.5, 0.5}};
  defect.energy_current = {{2.0, 1.9}, {0.5, 0.5}};
  defect.number_imbalance = {{0.1}, {0.05}};
  defect.energy_imbalance = {{-0.1}, {0.04}};
  defect.density_z = 2.9;
  defect.outgoing_z = {-2.9, 2.9};
  return defect;
}

const auto drift = AllOf(HasSubstr("drift of more than 3 standard errors"),
                         HasSubstr("time.settle may be too short"));

TEST(Doubts, AreNoneWithinThreeStandardErrors) {
  EXPECT_THAT(doubts(stationary()), IsEmpty());
}

TEST(Doubts, OfDrifts) {
  DefectRecord dense = stationary(), flows = stationary();
  dense.density_z = -3.1;
  flows.outgoing_z[1] = 3.1;
  EXPECT_THAT(doubts(dense), ElementsAre(drift));
  EXPECT_THAT(doubts(flows), ElementsAre(drift));
}

TEST(Doubts, OfCurrentsByTheErrorOfTheirDifference) {
  DefectRecord numbers = stationary(), energies = stationary();
  numbers.number_imbalance = {{0.1}, {0.03}};
  energies.energy_imbalance = {{-0.1}, {0.02}};
  EXPECT_THAT(doubts(numbers), ElementsAre(HasSubstr("the number currents of the left and of the "
                                                     "right lead differ by 3.3 standard errors")));
  EXPECT_THAT(doubts(energies), ElementsAre(HasSubstr("the energy currents of the left and of the "
                                                      "right lead differ by 5.0 standard errors")));
}

}  // namespace
}  // namespace kapitza::kinds
