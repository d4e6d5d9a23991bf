// One collision integral against its floor (the bare transforms that it contains) and against the paper's scheme, in one run:
//   build/bench/bench_collision            |psi|^6, l = 2 and 3 together; arguments: K, -log10(accuracy)
// Names that end with `_on_panels` have their K momenta on one panel on either side of k = 0, the others on a uniform grid.
// `ratio` counters: time over that of the bare transforms; over one evaluation; speed-up over the paper's scheme.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/collision/next_order.hpp"
#include "kapitza/collision/paper_scheme.hpp"
#include "kapitza/model/occupation.hpp"
#include "support/momentum_grids.hpp"

namespace {

using namespace kapitza;

struct Case {
  explicit Case(benchmark::State& state)
      : Case{state, model::MomentumGrid{static_cast<int>(state.range(0))}} {}
  Case(benchmark::State& state, model::MomentumGrid momenta)
      : grid{std::move(momenta)},
        n{model::sampled_occupation(
            [](double k) { return 0.5 + 0.3 * std::cos(k - 0.7) + 0.1 * std::sin(2 * k); }, grid)},
        I(n.size()),
        collision{grid, dispersion, interaction,
                  collision::CollisionSettings{.accuracy = std::pow(10.0, -state.range(1)),
                                               .tau_max = {},
                                               .tau_step = {},
                                               .lattice = {}}} {}

  model::MomentumGrid grid;
  model::ParabolicDispersion dispersion;
  model::Interaction interaction{{{3, 6.0}}};
  std::vector<double> n, I;
  collision::CollisionOperator collision;
};

// Seconds per call of f, the best of several, measured here and now.
template <class F>
double best_time(F&& f, int repetitions) {
  double best = 1e30;
  for (int i = 0; i < repetitions; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

void evaluate(benchmark::State& state) {
  Case c{state};
  for (auto _ : state)
    c.collision.evaluate(c.n, c.I);
  const double own = best_time([&] { c.collision.evaluate(c.n, c.I); }, 50);
  state.counters["over_transforms"] =
      own / best_time([&] { c.collision.auxiliary_time()->transforms_only(); }, 50);
  state.counters["T"] = c.collision.parameters().tau_max;
  state.counters["steps"] = c.collision.auxiliary_time()->steps();
}

void transforms(benchmark::State& state) {
  Case c{state};
  for (auto _ : state)
    c.collision.auxiliary_time()->transforms_only();
}

void linearise(benchmark::State& state) {
  Case c{state};
  std::vector<double> L(c.n.size() * c.n.size());
  for (auto _ : state)
    c.collision.linearise(c.n, L);
  state.counters["over_evaluation"] = best_time([&] { c.collision.linearise(c.n, L); }, 3) /
                                      best_time([&] { c.collision.evaluate(c.n, c.I); }, 50);
}

Case on_panels(benchmark::State& state) {
  return {state, test::one_panel(static_cast<int>(state.range(0)))};
}

void evaluate_on_panels(benchmark::State& state) {
  Case c = on_panels(state);
  for (auto _ : state)
    c.collision.evaluate(c.n, c.I);
}

void linearise_on_panels(benchmark::State& state) {
  Case c = on_panels(state);
  std::vector<double> L(c.n.size() * c.n.size());
  for (auto _ : state)
    c.collision.linearise(c.n, L);
}

void linearise_roughly_on_panels(benchmark::State& state) {
  Case c = on_panels(state);
  std::vector<double> L(c.n.size() * c.n.size());
  for (auto _ : state)
    c.collision.linearise_roughly(c.n, L);
}

void apply_linearised(benchmark::State& state) {
  Case c{state};
  std::vector<double> dn(c.n);
  for (auto _ : state)
    c.collision.apply_linearised(c.n, dn, c.I);
}

// Arguments: K, T.
void next_order(benchmark::State& state) {
  const model::MomentumGrid grid{static_cast<int>(state.range(0))};
  const model::ParabolicDispersion dispersion;
  const model::Interaction interaction{{{3, 6.0}}};
  collision::NextOrderParameters parameters;
  parameters.time.tau_max = static_cast<double>(state.range(1));
  collision::NextOrder J{grid, dispersion, interaction, parameters};
  const std::vector<double> n = model::sampled_occupation(
      [](double k) { return 0.5 + 0.3 * std::cos(k - 0.7) + 0.1 * std::sin(2 * k); }, grid);
  std::vector<double> J_k(n.size());
  for (auto _ : state)
    J.evaluate(n, J_k);
}

void paper_scheme(benchmark::State& state) {
  Case c{state};
  collision::PaperScheme paper{c.grid, c.dispersion, c.interaction};
  for (auto _ : state)
    paper.evaluate(c.n, c.I);
  const double fast = best_time([&] { c.collision.evaluate(c.n, c.I); }, 50);
  state.counters["slower_than_fast"] = best_time([&] { paper.evaluate(c.n, c.I); }, 1) / fast;
}

// The scheme of the paper for l carriers, a lattice of M sites, T and 1 / d tau: what its cost is proportional to.
void paper_scheme_of(benchmark::State& state) {
  const model::MomentumGrid grid{64};
  const model::ParabolicDispersion dispersion;
  const model::Interaction interaction{{{static_cast<int>(state.range(0)), 1.0}}};
  collision::PaperScheme paper{grid,
                               dispersion,
                               interaction,
                               {.lattice = static_cast<int>(state.range(1)),
                                .band = 64,
                                .tau_max = static_cast<double>(state.range(2)),
                                .tau_step = 1.0 / static_cast<double>(state.range(3))}};
  const std::vector<double> n = model::sampled_occupation(
      [](double k) { return 0.5 + 0.3 * std::cos(k - 0.7) + 0.1 * std::sin(2 * k); }, grid);
  std::vector<double> I(n.size());
  for (auto _ : state)
    paper.evaluate(n, I);
}

}  // namespace

BENCHMARK(evaluate)->Args({128, 4})->Args({256, 4})->Args({256, 6})->Args({512, 4})->Unit(
    benchmark::kMillisecond);
BENCHMARK(transforms)
    ->Args({128, 4})
    ->Args({256, 4})
    ->Args({256, 6})
    ->Args({512, 4})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(linearise)->Args({128, 4})->Args({256, 4})->Args({256, 6})->Unit(benchmark::kMillisecond);
BENCHMARK(apply_linearised)
    ->Args({128, 4})
    ->Args({256, 4})
    ->Args({256, 6})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(next_order)->Args({256, 8})->Unit(benchmark::kMillisecond);
BENCHMARK(paper_scheme)->Args({256, 4})->Iterations(2)->Unit(benchmark::kMillisecond);
BENCHMARK(paper_scheme_of)
    ->ArgsProduct({{3}, {1024}, {16, 32, 64}, {10}})
    ->ArgsProduct({{3}, {1024}, {16}, {20, 40}})
    ->ArgsProduct({{3}, {2048, 4096}, {16}, {10}})
    ->ArgsProduct({{2, 4}, {1024}, {16}, {10}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(evaluate_on_panels)->Args({64, 6})->Unit(benchmark::kMillisecond);
BENCHMARK(linearise_on_panels)->Args({64, 6})->Unit(benchmark::kMillisecond);
BENCHMARK(linearise_roughly_on_panels)->Args({64, 6})->Unit(benchmark::kMillisecond);
