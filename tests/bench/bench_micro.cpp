// Steps of the driven field against its floor, two bare transforms, in one run:
//   build/bench/bench_micro                arguments: sites, order of the splitting
// The set-up (docs/theory.md): reservoirs on 40 % of the sites, a defect with |psi|^6 on a quarter, dt = 0.2.
// `run` is the mean over 20000 steps, with which tests/bench/xmds2/compare compares XMDS2; `step` is taken apart:
//   over_transforms   time of a step over that of its bare transforms (two; at order 4, twelve)
//   noise             share of the step that draws the noise
//   site_steps        sites times steps per second
// The times of `step` are processor times, the best of many, so that other load on the machine counts little.

#include <benchmark/benchmark.h>
#include <mpi.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <tuple>

#include "kapitza/micro/reservoir.hpp"
#include "kapitza/micro/stepper.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;

/// Processor time of this thread, in seconds.
double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// The best of many calls.
template <class F>
double best_time(int calls, F&& f) {
  double best = 1e30;
  for (int i = 0; i < calls; ++i) {
    const double begin = now();
    f();
    best = std::min(best, now() - begin);
  }
  return best;
}

System driven_system(std::int64_t sites) {
  const auto length = static_cast<double>(sites / 4 - 24);
  return {
      .sites = sites,
      .damping = smooth_reservoir(sites, sites / 5 + 1, 0.02 * 4096 / static_cast<double>(sites)),
      .defect = {.profile = model::sampled_defect(
                     [](double y) { return model::smooth_box(y, 0.02); }, length, sites / 2, sites),
                 .lambda = std::sqrt(0.05 / length),
                 .V_prime = derivative_of_interaction({{3, 6.0}}, -5.0)}};
}

std::shared_ptr<ColouredNoise> noise_of(const System& system, const model::Dispersion& dispersion) {
  const auto spectrum = [&](int points) {
    const model::MomentumGrid grid{points};
    std::vector<double> n;
    for (const double k : grid.points())
      n.push_back(0.5 + 0.3 * std::cos(k - 0.7));
    return noise_spectrum(n, n, system.damping, grid, dispersion);
  };
  const auto region = static_cast<std::int64_t>(system.damping.gamma.size());
  const std::int64_t M = embedding_length(system.sites, region, 1e-3, spectrum);
  return std::make_shared<ColouredNoise>(1, spectrum(static_cast<int>(M)), region,
                                         serial_transform(M, Planning::Measure));
}

struct Setup {
  explicit Setup(const benchmark::State& state)
      : system{driven_system(state.range(0))},
        transform{serial_transform(system.sites, Planning::Measure)},
        noise{noise_of(system, dispersion)},
        stepper{system,    dispersion, {.step = 0.2, .order = static_cast<int>(state.range(1))},
                transform, noise,      Communicator::borrowed(MPI_COMM_SELF)},
        field(transform->storage()) {
    advance(2000);  // until the lattice is filled
  }
  void advance(std::uint64_t count) {
    stepper.advance(field, 0, steps_done, count);
    steps_done += count;
  }

  model::ParabolicDispersion dispersion;
  System system;
  std::shared_ptr<ModeTransform> transform;
  std::shared_ptr<ColouredNoise> noise;
  Stepper stepper;
  FftwVector<Complex> field;
  std::uint64_t steps_done = 0;
};

constexpr std::uint64_t steps = 50;

/// Mean over a run, in samples of 50 steps; items are site-steps.
void run(benchmark::State& state) {
  Setup setup{state};
  for (auto _ : state)
    setup.advance(steps);
  state.SetItemsProcessed(state.iterations() * state.range(0) * static_cast<std::int64_t>(steps));
}

void step(benchmark::State& state) {
  Setup setup{state};
  const auto& [transform, noise] = std::tie(setup.transform, setup.noise);
  FftwVector<Complex> zero(transform->storage()), modes(transform->storage());
  double whole = 1e30, bare = 1e30, drawn = 1e30;
  for (auto _ : state) {
    whole = std::min(whole, best_time(20, [&] { setup.advance(steps); }) / steps);
    bare = std::min(bare, best_time(20, [&] {
                            for (std::uint64_t i = 0; i < steps; ++i) {
                              transform->to_modes(zero.data(), modes.data());
                              transform->to_sites(modes.data(), zero.data());
                            }
                          }) / steps);
    drawn = std::min(drawn, best_time(20, [&] {
                              for (std::uint64_t i = 0; i < steps; ++i)
                                noise->draw(0, setup.steps_done + i);
                            }) / steps);
  }
  const bool fourth = state.range(1) == 4;
  const int pairs = fourth ? 6 : 1;
  state.counters["embedding"] = static_cast<double>(noise->transform().sites());
  state.counters["transforms_us"] = 1e6 * bare * pairs;
  state.counters["step_us"] = 1e6 * whole;
  state.counters["over_transforms"] = whole / (bare * pairs);
  state.counters["noise"] = drawn * (fourth ? 2 : 1) / whole;
  state.counters["site_steps"] = static_cast<double>(setup.system.sites) / whole;
}

}  // namespace

BENCHMARK(run)->Args({4096, 2})->Iterations(400)->Unit(benchmark::kMillisecond);
BENCHMARK(step)
    ->ArgsProduct({{4096, 16384}, {2, 4}})
    ->Iterations(10)
    ->Unit(benchmark::kMillisecond);

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  MPI_Finalize();
}
