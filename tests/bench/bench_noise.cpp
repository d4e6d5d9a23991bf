// Noise against its floor, the bare transform, in one run:
//   build/bench/bench_noise                arguments: deviates in a call; length of the embedding
// `draw` counters: time of a draw over that of its transform, and of its deviates alone over the same.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <complex>
#include <vector>

#include "kapitza/micro/noise/coloured_noise.hpp"
#include "kapitza/micro/noise/normals.hpp"

namespace {

using namespace kapitza::micro;

// Seconds per call of f, the best of many, measured here and now.
template <class F>
double best_time(F&& f) {
  double best = 1e30;
  for (int i = 0; i < 2000; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

void normals(benchmark::State& state) {
  std::vector<std::complex<float>> z(static_cast<std::size_t>(state.range(0)));
  std::uint64_t step = 0;
  for (auto _ : state) {
    complex_normals(1, 2, step++, 0, z);
    benchmark::DoNotOptimize(z.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void normals_of_a_list(benchmark::State& state) {
  std::vector<std::complex<float>> z(static_cast<std::size_t>(state.range(0)));
  std::vector<std::uint32_t> indices;
  for (std::uint32_t j = 0; j < z.size(); ++j)
    indices.push_back(7 * j);
  std::uint64_t step = 0;
  for (auto _ : state) {
    complex_normals(1, 2, step++, indices, z);
    benchmark::DoNotOptimize(z.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void draw(benchmark::State& state) {
  const auto M = static_cast<std::size_t>(state.range(0));
  ColouredNoise noise{1, std::vector<double>(M, 1.0), state.range(0),
                      serial_transform(state.range(0), Planning::Measure)};
  const auto bare = serial_transform(state.range(0), Planning::Measure);
  kapitza::FftwVector<Complex> from(bare->storage()), to(bare->storage());
  std::vector<std::complex<float>> z(M);
  std::uint64_t step = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(noise.draw(0, step++).data());
  const double transform = best_time([&] { bare->to_sites(from.data(), to.data()); });
  state.counters["over_transform"] = best_time([&] { noise.draw(0, step++); }) / transform;
  state.counters["normals_over_transform"] =
      best_time([&] { complex_normals(1, 2, step++, 0, z); }) / transform;
}

}  // namespace

BENCHMARK(normals)->Arg(128)->Arg(2048)->Arg(65536);
BENCHMARK(normals_of_a_list)->Arg(2048);
BENCHMARK(draw)->Arg(1024)->Arg(2048)->Arg(4096)->Arg(65536)->Unit(benchmark::kMicrosecond);
