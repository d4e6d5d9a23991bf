// A time step allocates nothing. Every operator new of this program is counted.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "kapitza/micro/stepper.hpp"
#include "support/micro_setup.hpp"

namespace {
std::atomic<long> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  void* memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (!memory) throw std::bad_alloc{};
  return memory;
}
}  // namespace

void* operator new(std::size_t size) {
  return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

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
