#include "kapitza/boltzmann/resolution.hpp"

#include <cmath>
#include <cstddef>

#include "local_values.hpp"

namespace kapitza::boltzmann {

namespace {

PetscVec like(Vec v) {
  PetscVec copy;
  check(VecDuplicate(v, copy.out()));
  check(VecSet(copy.get(), 0));
  return copy;
}

}  // namespace

ResolutionEstimator::ResolutionEstimator(SteadyProblem& problem)
    : problem_{problem},
      flux_{problem.transport().matrix_of(problem.transport().scheme().flux)} {}

PetscVec ResolutionEstimator::flux_excess(Vec n) const {
  const Transport& transport = problem_.transport();
  PetscVec excess = like(n);
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

std::vector<double> ResolutionEstimator::misplaced(Vec rate) const {
  const Transport& transport = problem_.transport();
  const SpatialScheme& scheme = transport.scheme();
  const PointBlock& block = transport.block();
  const int K = transport.momenta();
  const LocalValues rates(rate, K);
  std::vector<double> cells, gain(K);
  for (int c = 0; c < scheme.cells(); ++c) {
    gain.assign(K, 0);
    for (int x = std::max(block.first, c * scheme.nodes);
         x < std::min(block.first + block.count, (c + 1) * scheme.nodes); ++x)
      for (int k = 0; k < K; ++k)
        // the rate carries the row scale S; w / (K current) is S sqrt(w / K)
        gain[k] += std::sqrt(scheme.weights[x] / K) * rates[x - block.first][k];
    problem_.comm().sum(gain);
    double sum = 0;
    for (const double value : gain)
      sum += std::abs(value);
    cells.push_back(sum);
  }
  return cells;
}

Resolution ResolutionEstimator::operator()(Vec n, const LinearSolver& solve) const {
  const Transport& transport = problem_.transport();
  const int K = transport.momenta();
  const PetscVec excess = flux_excess(n);
  PetscVec rate = like(n), product = like(n), d = like(n);
  // S Lambda L e = S A e - J e
  check(MatMult(transport.matrix(), excess.get(), product.get()));
  problem_.add_scaled(product.get(), 1, rate.get());
  problem_.apply_jacobian(n, 0, excess.get(), product.get());
  check(VecAXPY(rate.get(), -1, product.get()));
  solve(n, rate.get(), d.get());

  Resolution resolution{std::vector<double>(K, 0), std::vector<double>(K, 0), misplaced(rate.get())};
  const LocalValues corrections(d.get(), K);
  const PointBlock& block = transport.block();
  for (int k = 0; k < K; ++k) {
    auto& leaving = transport.velocity(k) > 0 ? resolution.right : resolution.left;
    for (const auto& [column, value] : transport.scheme().outflow.row(0)) {
      const int x = transport.seen(column, k) - block.first;
      if (x >= 0 && x < block.count) leaving[k] += value * corrections[x][k];
    }
  }
  problem_.comm().sum(resolution.left);
  problem_.comm().sum(resolution.right);
  return resolution;
}

}  // namespace kapitza::boltzmann
