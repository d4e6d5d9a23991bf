// Linear response about n_th = 1 / (k^2 + 1), |psi|^6, step by step; argument: K.
//   build/bench/bench_linear
// `background` contains the choice of parameters (accuracy 1e-6) and the collision matrix; `slab` is the cost per Lambda,
// `fig5` the whole list of the paper's Fig. 5 from scratch.

#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "kapitza/linear/linear_response.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::linear;

ThermalBackground background_of(int points) {
  const model::MomentumGrid grid{points};
  const model::ParabolicDispersion dispersion;
  return thermal_background(grid, dispersion, model::Interaction{{{3, 6.0}}},
                            {.accuracy = 1e-6, .tau_max = {}, .tau_step = {}, .lattice = {}},
                            {1.0, -1.0});
}

std::vector<double> sine(const model::MomentumGrid& grid) {
  std::vector<double> dn(static_cast<std::size_t>(grid.size()), 0.0);
  for (int i = grid.size() / 2; i < grid.size(); ++i)
    dn[static_cast<std::size_t>(i)] = std::sin(grid[i]);
  return dn;
}

void background(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(background_of(static_cast<int>(state.range(0))));
}

void factorise(benchmark::State& state) {
  const ThermalBackground fixed = background_of(static_cast<int>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(Modes{fixed});
}

void half_space(benchmark::State& state) {
  const LinearResponse response{background_of(static_cast<int>(state.range(0)))};
  for (auto _ : state)
    benchmark::DoNotOptimize(response.half_space());
}

void slab(benchmark::State& state) {
  const LinearResponse response{background_of(static_cast<int>(state.range(0)))};
  const auto left = sine(response.background().grid());
  const std::vector<double> right(left.size(), 0.0);
  for (auto _ : state)
    benchmark::DoNotOptimize(response.slab(10.0).solve(left, right).transmitted());
}

void profile(benchmark::State& state) {
  const LinearResponse response{background_of(static_cast<int>(state.range(0)))};
  const auto left = sine(response.background().grid());
  const SlabState solution = response.slab(10.0).solve(left, std::vector<double>(left.size(), 0.0));
  for (auto _ : state)
    benchmark::DoNotOptimize(solution.profile(0.3));
}

void fig5(benchmark::State& state) {
  for (auto _ : state) {
    const LinearResponse response{background_of(static_cast<int>(state.range(0)))};
    const auto left = sine(response.background().grid());
    const std::vector<double> right(left.size(), 0.0);
    for (const double Lambda : {0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0}) {
      const SlabState solution = response.slab(Lambda).solve(left, right);
      benchmark::DoNotOptimize(solution.reflected());
      benchmark::DoNotOptimize(solution.transmitted());
    }
  }
}

}  // namespace

BENCHMARK(background)->Arg(256)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(factorise)->Arg(128)->Arg(256)->Arg(512)->Arg(1024)->Unit(benchmark::kMillisecond);
BENCHMARK(half_space)->Arg(256)->Arg(1024)->Unit(benchmark::kMillisecond);
BENCHMARK(slab)->Arg(128)->Arg(256)->Arg(512)->Arg(1024)->Unit(benchmark::kMillisecond);
BENCHMARK(profile)->Arg(256)->Arg(1024)->Unit(benchmark::kMillisecond);
BENCHMARK(fig5)->Arg(256)->Iterations(1)->Unit(benchmark::kMillisecond);
