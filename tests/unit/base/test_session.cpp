#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <petscsys.h>

#include <optional>

#include "kapitza/base/error.hpp"
#include "kapitza/base/petsc.hpp"
#include "kapitza/base/session.hpp"

namespace {

using kapitza::InvalidInput;
using kapitza::Session;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Session, RefusesStrayWordsBeforeMpiStarts) {
  EXPECT_THROW(Session({"ts_max_steps"}), InvalidInput);
  EXPECT_THROW(Session({"-ts_max_steps", "3", "4"}), InvalidInput);
  EXPECT_THROW(Session({"-"}), InvalidInput);
  int started = 1;
  MPI_Initialized(&started);
  EXPECT_FALSE(started);
}

// MPI starts once per process, so the claims about a living session share one.
class LivingSession : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    session_.emplace(std::vector<std::string>{"-known", "-2.5", "-misspelt", "-flag"});
  }
  static void TearDownTestSuite() { session_.reset(); }

  static double known() {
    PetscReal value = 0.0;
    PetscBool found = PETSC_FALSE;
    kapitza::check(PetscOptionsGetReal(nullptr, nullptr, "-known", &value, &found));
    return value;
  }

  static inline std::optional<Session> session_;
};

TEST_F(LivingSession, HandsOptionsToPetsc) {
  EXPECT_EQ(known(), -2.5);
}

TEST_F(LivingSession, ReportsOptionsThatNobodyAskedFor) {
  EXPECT_EQ(known(), -2.5);
  try {
    session_->require_options_used();
    ADD_FAILURE() << "misspelt options went unnoticed";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("-misspelt"), HasSubstr("-flag"), Not(HasSubstr("-known")),
                      Not(HasSubstr("skip_petscrc")), Not(HasSubstr("no_signal_handler"))));
  }
}

TEST_F(LivingSession, KnowsItsWorld) {
  EXPECT_EQ(session_->world().size(), 1);
  EXPECT_TRUE(session_->world().root());
}

}  // namespace
