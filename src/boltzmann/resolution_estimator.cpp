#include "kapitza/boltzmann/resolution_estimator.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

#include "kapitza/boltzmann/sampling.hpp"
#include "local_values.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {

namespace {

double largest_weight(const SpatialScheme& scheme) {
  double largest = 0;  // of the injected value in the first cell: g itself
  for (int i = 0; i < scheme.nodes; ++i)
    largest = std::max(largest, std::abs(scheme.flux.injection[i]));
  return largest;
}

double sum_of_sizes(std::span<const double> values) {
  double sum = 0;
  for (const double value : values)
    sum += std::abs(value);
  return sum;
}

}  // namespace

/// Of one cell.
struct ResolutionEstimator::Shares {
  double jumping;    // E_c
  double scattered;  // m_c
};

ResolutionEstimator::ResolutionEstimator(SteadyProblem& problem)
    : problem_{problem},
      flux_{problem.transport().matrix_of(problem.transport().scheme().flux)},
      largest_g_{largest_weight(problem.transport().scheme())} {}

/// e
PetscVec ResolutionEstimator::flux_excess(Vec n) const {
  const Transport& transport = problem_.transport();
  PetscVec excess = zero_like(n);
  check(MatMult(flux_.get(), n, excess.get()));
  check(VecAXPY(excess.get(), -1, n));
  const MutableLocalValues values(excess.get(), transport.momenta());
  for (int x = 0; x < transport.block().count; ++x)
    for (int k = 0; k < transport.momenta(); ++k) {
      const int row = transport.seen(transport.block().first + x, k);
      values[x][k] += transport.scheme().flux.injection[row] * transport.injected(k);
    }
  return excess;
}

/// S (Lambda L e + (w / l - 1) Lambda I), with Lambda L e = A e - J e / S and Lambda I = A n - b.
PetscVec ResolutionEstimator::scattered(Vec n, Vec excess) const {
  const Transport& transport = problem_.transport();
  const SpatialScheme& scheme = transport.scheme();
  PetscVec rate = zero_like(n), gain = zero_like(n), product = zero_like(n);
  check(MatMult(transport.matrix(), excess, gain.get()));
  check(MatMult(transport.matrix(), n, product.get()));
  check(VecAXPY(product.get(), -1, transport.source()));
  {
    const LocalValues collided(product.get(), transport.momenta());
    const MutableLocalValues gained(gain.get(), transport.momenta());
    for (int x = 0; x < transport.block().count; ++x) {
      const int i = transport.block().first + x;
      const double missed = scheme.weights[i] / scheme.lengths[i] - 1;
      for (int k = 0; k < transport.momenta(); ++k)
        gained[x][k] += missed * collided[x][k];
    }
  }
  problem_.add_scaled(gain.get(), 1, rate.get());
  problem_.comm().collectively([&] { problem_.apply_jacobian(n, 0, excess, product.get()); });
  check(VecAXPY(rate.get(), -1, product.get()));
  return rate;
}

std::vector<ResolutionEstimator::Shares> ResolutionEstimator::shares(Vec excess,
                                                                     Vec scattered) const {
  const Transport& transport = problem_.transport();
  const SpatialScheme& scheme = transport.scheme();
  const PointBlock& block = transport.block();
  const int K = transport.momenta();
  const LocalValues excesses(excess, K), rates(scattered, K);
  const auto relative = problem_.grid().relative_weights();  // K w_k
  // Sums over k become shares of the injected current J:  S sqrt(w_x w_k) = w_x w_k / J  and, for the jumps,  w_k / J.
  const auto share = [&](int k) {
    return problem_.scale(0, k) / std::sqrt(scheme.weights[0] * K / relative[k]);
  };
  // Of [cell][k]; a cell may lie on several ranks.
  const std::size_t size = std::size_t(scheme.cells()) * K;
  std::vector<double> gains(size, 0), jumps(size, 0);
  const auto of_cell = [K](std::vector<double>& all, int c) {
    return std::span{all}.subspan(std::size_t(c) * K, K);
  };
  for (int c = 0; c < scheme.cells(); ++c) {
    const auto gain = of_cell(gains, c), jump = of_cell(jumps, c);
    const int end = std::min(block.first + block.count, (c + 1) * scheme.nodes);
    for (int x = std::max(block.first, c * scheme.nodes); x < end; ++x)
      for (int k = 0; k < K; ++k) {
        gain[k] += std::sqrt(scheme.weights[x] * relative[k] / K) * rates[x - block.first][k];
        jump[k] = std::max(jump[k], std::abs(excesses[x - block.first][k]) / largest_g_);
      }
  }
  problem_.comm().sum(gains);
  problem_.comm().max(jumps);
  std::vector<Shares> cells;
  for (int c = 0; c < scheme.cells(); ++c) {
    const auto gain = of_cell(gains, c), jump = of_cell(jumps, c);
    for (int k = 0; k < K; ++k)
      jump[k] *= std::abs(transport.velocity(k)) * share(k);
    cells.push_back({sum_of_sizes(jump), sum_of_sizes(gain)});
  }
  return cells;
}

Resolution ResolutionEstimator::operator()(Vec n, const LinearSolver& solve) const {
  const int K = problem_.transport().momenta();
  Resolution resolution;
  resolution.left.assign(K, 0);
  resolution.right.assign(K, 0);
  resolution.center.assign(K, 0);
  const PetscVec excess = flux_excess(n);
  PetscVec rate = zero_like(n);
  bool corrected = false;
  if (solve) {
    rate = scattered(n, excess.get());
    const PetscVec d = zero_like(n);
    corrected = solve(n, rate.get(), d.get());
    if (corrected) {
      Difference change = sample_change(problem_, d.get());
      resolution.left = std::move(change.left);
      resolution.center = std::move(change.center);
      resolution.right = std::move(change.right);
      resolution.inside = std::move(change.inside);
    }
  }
  if (!corrected)
    resolution.inside.assign(std::size_t(problem_.transport().block().count) * std::size_t(K), 0);
  for (const auto& [E, m] : shares(excess.get(), rate.get())) {
    const double opaque = !corrected ? 1 : E + m > 0 ? m * m / (E * E + m * m) : 0;
    resolution.layer = std::max(resolution.layer, E * opaque);
    resolution.cells.push_back(E * std::sqrt(opaque));
  }
  double largest = 0;
  check(VecMax(n, nullptr, &largest));
  resolution.judge(largest);
  return resolution;
}

}  // namespace kapitza::boltzmann
