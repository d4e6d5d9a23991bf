// One time step of the driven field against its floor, two bare transforms, in one run:
//   build/bench/bench_micro                arguments: sites, order of the splitting
// The set-up is that of PHYSICS.md 5 with reservoirs on 40 % of the sites, a defect with |psi|^6 on a quarter, dt = 0.2.
//   over_transforms   time of a step over that of its bare transforms (two; at order 4, twelve)
//   noise             share of the step that draws the noise
//   site_steps        sites times steps per second
// Times are processor times, the best of many, so that other load on the machine counts little.

#include <benchmark/benchmark.h>
#include <mpi.h>
#include <time.h>

#include <algorithm>
#include <cmath>

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

void step(benchmark::State& state) {
  const model::ParabolicDispersion dispersion;
  const System system = driven_system(state.range(0));
  const std::shared_ptr<ModeTransform> transform =
      serial_transform(system.sites, Planning::Measure);
  const auto noise = noise_of(system, dispersion);
  const Splitting splitting{.step = 0.2, .order = static_cast<int>(state.range(1))};
  Stepper stepper{system,    dispersion, splitting,
                  transform, noise,      Communicator::borrowed(MPI_COMM_SELF)};
  FftwVector<Complex> field(transform->storage()), zero(transform->storage()),
      modes(transform->storage());
  stepper.advance(field, 0, 0, 2000);  // until the lattice is filled

  constexpr std::uint64_t steps = 50;
  std::uint64_t first = 2000;
  double whole = 1e30, bare = 1e30, drawn = 1e30;
  for (auto _ : state) {
    whole =
        std::min(whole, best_time(20, [&] { stepper.advance(field, 0, first, steps); }) / steps);
    first += steps;
    bare = std::min(bare, best_time(20, [&] {
                            for (std::uint64_t i = 0; i < steps; ++i) {
                              transform->to_modes(zero.data(), modes.data());
                              transform->to_sites(modes.data(), zero.data());
                            }
                          }) / steps);
    drawn = std::min(drawn, best_time(20, [&] {
                              for (std::uint64_t i = 0; i < steps; ++i)
                                noise->draw(0, ++first);
                            }) / steps);
  }
  const int pairs = splitting.order == 4 ? 6 : 1;
  state.counters["embedding"] = static_cast<double>(noise->transform().sites());
  state.counters["transforms_us"] = 1e6 * bare * pairs;
  state.counters["step_us"] = 1e6 * whole;
  state.counters["over_transforms"] = whole / (bare * pairs);
  state.counters["noise"] = drawn * (splitting.order == 4 ? 2 : 1) / whole;
  state.counters["site_steps"] = static_cast<double>(system.sites) / whole;
}

}  // namespace

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
