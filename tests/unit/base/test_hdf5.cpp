#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kapitza/base/error.hpp"
#include "kapitza/base/hdf5.hpp"

namespace {

using kapitza::checked;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Hdf5 : public testing::Test {
 protected:
  void SetUp() override { kapitza::silence_hdf5(); }
};

TEST_F(Hdf5, ExplainsAFailureAndPrintsNothing) {
  testing::internal::CaptureStderr();
  try {
    checked(H5Fopen("no/such/file.h5", H5F_ACC_RDONLY, H5P_DEFAULT), "opening no/such/file.h5");
    ADD_FAILURE() << "a missing file was opened";
  } catch (const kapitza::InputOutputFailure& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("opening no/such/file.h5: "),
                      HasSubstr("No such file or directory"), Not(HasSubstr("errno"))));
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(Hdf5, PassesGoodValuesOn) {
  EXPECT_EQ(checked(herr_t{0}, "nothing"), 0);
  EXPECT_EQ(checked(hsize_t{3} > 2 ? hssize_t{3} : hssize_t{-1}, "counting"), 3);
}

TEST_F(Hdf5, HandleClosesItsIdentifier) {
  hid_t raw = H5I_INVALID_HID;
  {
    const kapitza::Hdf5Dataspace space{checked(H5Screate(H5S_SCALAR), "creating a dataspace")};
    raw = space.get();
    EXPECT_GT(H5Iis_valid(raw), 0);
  }
  EXPECT_EQ(H5Iis_valid(raw), 0);
}

TEST_F(Hdf5, CloseReportsAFailureOnce) {
  kapitza::Hdf5Dataspace space{checked(H5Screate(H5S_SCALAR), "creating a dataspace")};
  H5Sclose(space.get());
  EXPECT_THROW(kapitza::close(space, "closing a dataspace"), kapitza::InputOutputFailure);
  EXPECT_FALSE(space);
}

}  // namespace
