// A time step allocates nothing.

#include <gtest/gtest.h>

#include "kapitza/micro/stepping/stepper.hpp"
#include "support/counted_allocations.hpp"
#include "support/micro_setup.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;
using namespace kapitza::test;

TEST(Stepper, AllocatesNothingInAdvance) {
  const model::ParabolicDispersion parabola;
  const System system{
      .sites = 256, .damping = absorber(200, 110, 0.2), .defect = bump(256, 80, 0.3)};
  for (const int order : {2, 4}) {
    Stepper stepper{system,
                    parabola,
                    {.step = 0.1, .order = order, .noise_draws = 2},
                    serial_transform(256, Planning::Estimate),
                    noise_for(system),
                    Communicator::borrowed(MPI_COMM_SELF)};
    FftwVector<Complex> fields(2 * 256);
    const long before = allocations;
    EXPECT_GT(before, 0);
    stepper.advance(fields, 0, 0, 7);
    const long after = allocations;
    EXPECT_EQ(after, before) << "order " << order;
  }
}

}  // namespace
