#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kapitza/base/error.hpp"
#include "kapitza/base/petsc.hpp"

namespace {

using kapitza::check;
using kapitza::Communicator;
using testing::HasSubstr;

// dy/dt = y until somebody objects.
struct Objector {
  Communicator world = Communicator::world();
  kapitza::Trampoline trampoline;
  int objecting_rank = -1;
  int calls = 0;

  static PetscErrorCode rhs(TS, PetscReal, Vec y, Vec f, void* context) {
    auto& self = *static_cast<Objector*>(context);
    return self.trampoline.call(self.world, [&] {
      if (++self.calls == 3 && self.world.rank() == self.objecting_rank) {
        throw kapitza::NumericalFailure{"n <= 0 at step 3"};
      }
      check(VecCopy(y, f));
    });
  }

  PetscErrorCode solve() {
    kapitza::PetscVec y;
    kapitza::PetscTS ts;
    check(VecCreateMPI(world.get(), 1, PETSC_DETERMINE, y.out()));
    check(VecSet(y.get(), 1.0));
    check(TSCreate(world.get(), ts.out()));
    check(TSSetType(ts.get(), TSEULER));
    check(TSSetRHSFunction(ts.get(), nullptr, rhs, this));
    check(TSSetTimeStep(ts.get(), 0.1));
    check(TSSetMaxSteps(ts.get(), 5));
    check(TSSetExactFinalTime(ts.get(), TS_EXACTFINALTIME_STEPOVER));
    return TSSolve(ts.get(), y.get());
  }
};

TEST(Trampoline, RethrowsAfterTheSolveOnAllRanksWhatOneCallbackThrew) {
  for (int rank = 0; rank < Communicator::world().size(); ++rank) {
    Objector objector;
    objector.objecting_rank = rank;
    testing::internal::CaptureStderr();
    const PetscErrorCode code = objector.solve();
    EXPECT_NE(code, 0);
    try {
      objector.trampoline.check(code);
      ADD_FAILURE() << "nothing was rethrown";
    } catch (const kapitza::NumericalFailure& error) {
      EXPECT_STREQ(error.what(), "n <= 0 at step 3");
    }
    EXPECT_EQ(objector.calls, 3);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");  // no trace from PETSc
  }
}

TEST(Trampoline, LetsAGoodSolvePass) {
  Objector content;
  EXPECT_NO_THROW(content.trampoline.check(content.solve()));
  EXPECT_EQ(content.calls, 5);
}

TEST(Trampoline, ForgetsAnExceptionOnceRethrown) {
  kapitza::Trampoline trampoline;
  const PetscErrorCode code = trampoline.call([] { throw kapitza::InvalidInput{"once"}; });
  EXPECT_THROW(trampoline.check(code), kapitza::InvalidInput);
  EXPECT_NO_THROW(trampoline.check(0));
}

TEST(Check, TellsABadOptionFromABrokenComputation) {
  kapitza::PetscTS ts;
  check(TSCreate(PETSC_COMM_WORLD, ts.out()));
  try {
    check(TSSetType(ts.get(), "nonsense"));
    ADD_FAILURE() << "a nonsense type was accepted";
  } catch (const kapitza::InvalidInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("nonsense"));
  }
  PetscOptionsSetValue(nullptr, "-steps", "many");
  PetscInt steps = 0;
  EXPECT_THROW(check(PetscOptionsGetInt(nullptr, nullptr, "-steps", &steps, nullptr)),
               kapitza::InvalidInput);
  EXPECT_THROW(check(PETSC_ERR_FP), kapitza::NumericalFailure);
  EXPECT_THROW(check(PETSC_ERR_FILE_OPEN), kapitza::InputOutputFailure);
}

}  // namespace
