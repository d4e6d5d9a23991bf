#include <dlfcn.h>
#include <fftw3.h>
#include <gtest/gtest.h>

#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/paper_scheme.hpp"
#include "kapitza/model/dispersion.hpp"

namespace {

int executions = 0;  // of plans, since the last look

template <class Function>
Function original(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// The library's own calls pass through here first.
extern "C" void fftw_execute(const fftw_plan plan) {
  ++executions;
  original<void (*)(fftw_plan)>("fftw_execute")(plan);
}
extern "C" void fftw_execute_dft(const fftw_plan plan, fftw_complex* in, fftw_complex* out) {
  ++executions;
  original<void (*)(fftw_plan, fftw_complex*, fftw_complex*)>("fftw_execute_dft")(plan, in, out);
}

namespace kapitza::collision {
namespace {

const model::ParabolicDispersion dispersion;

TEST(CollisionWork, OfTheFastSchemeIsWhatFftwSaw) {
  const model::MomentumGrid grid(16);
  const model::Interaction interaction{{{3, 6.0}}};
  CollisionOperator collision{grid, dispersion, interaction, CollisionSettings{1e-2, 8.0, {}, {}}};
  EXPECT_EQ(collision.work().transforms, 0);
  executions = 0;
  std::vector<double> n(16, 1.0), I(16), L(256);
  n[3] = 2.0;
  const auto transforms = [] { return 1LL * executions * TimeQuadrature::block; };
  collision.evaluate(n, I);
  collision.evaluate(n, I);
  EXPECT_EQ(collision.work().transforms, transforms());
  collision.apply_linearised(n, n, I);
  EXPECT_EQ(collision.work().transforms, transforms());
  collision.linearise(n, L);
  EXPECT_EQ(collision.work().transforms, transforms());
  EXPECT_GT(executions, 0);
  EXPECT_EQ(collision.work().evaluations, 2);
  EXPECT_EQ(collision.work().applications, 1);
  EXPECT_EQ(collision.work().linearisations, 1);
}

TEST(CollisionWork, OfThePapersSchemeIsWhatFftwSaw) {
  const model::MomentumGrid grid(16);
  PaperScheme collision{grid,
                        dispersion,
                        model::Interaction{{{3, 6.0}}},
                        {.lattice = 128, .band = 16, .tau_max = 4.0, .tau_step = 0.1}};
  executions = 0;
  std::vector<double> n(16, 1.0), I(16);
  collision.evaluate(n, I);
  collision.evaluate(n, I);
  EXPECT_GT(executions, 0);
  EXPECT_EQ(collision.work().transforms, executions);
  EXPECT_EQ(collision.work().evaluations, 2);
}

}  // namespace
}  // namespace kapitza::collision
