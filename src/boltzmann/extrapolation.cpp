#include "kapitza/boltzmann/extrapolation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr int widest_stencil = 6;

/// The value of one carrier at X = `at`, seen from the end where it enters: n(i) at X_i = (i + 1) dX, i = 0 .. N-1, and the
/// injected value at X = 0.
template <class Nodal>
double interpolate(int N, const Nodal& n, double injected, double at) {
  const int width = std::min(widest_stencil, N + 1);
  const int nearest = static_cast<int>(std::floor(at * (N + 1))) - width / 2 + 1;
  const int first = std::clamp(nearest, 0, N + 1 - width);
  std::vector<double> x;
  for (int j = 0; j < width; ++j)
    x.push_back((first + j) / (N + 1.0));
  const std::vector<double> c = lagrange_weights(x, at);
  double value = 0;
  for (int j = 0; j < width; ++j) {
    const int node = first + j;
    value += c[j] * (node == 0 ? injected : n(node - 1));
  }
  return value;
}

void add(std::vector<double>& sum, double factor, const std::vector<double>& terms) {
  sum.resize(terms.size(), 0);
  for (std::size_t i = 0; i < terms.size(); ++i)
    sum[i] += factor * terms[i];
}

/// sum += factor * state on the X of `sum`.
void add_interpolated(StationaryState& sum, double factor, const Communicator& comm,
                      const StationaryState& state, const model::Injected& injection,
                      const model::MomentumGrid& grid, const model::Dispersion& dispersion) {
  const int K = grid.size(), N = static_cast<int>(state.X.size());
  const std::vector<double> n = comm.gather_everywhere<double>(state.n);  // all points
  for (int x = 0; x < sum.block.count; ++x)
    for (int k = 0; k < K; ++k) {
      const bool rightward = dispersion.velocity(grid[k]) > 0;
      const auto nodal = [&](int i) { return n[(rightward ? i : N - 1 - i) * K + k]; };
      const double X = sum.X[sum.block.first + x];
      const auto& injected = rightward ? injection.left : injection.right;
      sum.n[x * K + k] += factor * interpolate(N, nodal, injected[k], rightward ? X : 1 - X);
    }
}

/// column -= its component along q.
void remove_component(std::vector<double>& column, const std::vector<double>& q) {
  double dot = 0, square = 0;
  for (std::size_t i = 0; i < q.size(); ++i) {
    dot += q[i] * column[i];
    square += q[i] * q[i];
  }
  for (std::size_t i = 0; i < q.size(); ++i)
    column[i] -= dot / square * q[i];
}

void require_physical(const Communicator& comm, const StationaryState& state,
                      const model::MomentumGrid& grid) {
  comm.collectively([&] {
    for (int local = 0; local < state.block.count; ++local) {
      const auto n = std::span{state.n}.subspan(std::size_t(local) * grid.size(), grid.size());
      const auto k = first_unphysical(n);
      if (!k) continue;
      throw NumericalFailure(
          fmt::format("extrapolated occupation n = {:.6g} at X = {:.6g}, k = {:.6g}, Lambda = "
                      "{:.6g}: the grids are too coarse",
                      n[*k], state.X[state.block.first + local], grid[*k], state.Lambda));
    }
  });
}

}  // namespace

std::vector<double> extrapolation_weights(std::span<const int> N) {
  const std::size_t count = N.size(), terms = std::min<std::size_t>(count, 3);
  const bool ascending = std::adjacent_find(N.begin(), N.end(), std::greater_equal<>{}) == N.end();
  if (count == 0 || N.front() < 1 || !ascending)
    throw InvalidInput("extrapolation in 1/N: the numbers of points must be positive and ascend");
  // Least squares by Gram-Schmidt: the constant column, made orthogonal to the others, measures a and is blind to b and c.
  std::vector<std::vector<double>> others;
  std::vector<double> column;
  for (std::size_t j = terms; j-- > 0;) {
    column.clear();
    for (const int points : N)
      column.push_back(std::pow(1.0 * N.front() / points, static_cast<double>(j)));
    for (int pass = 0; pass < 2; ++pass)
      for (const auto& q : others)
        remove_component(column, q);
    if (j > 0) others.push_back(column);
  }
  double sum = 0;
  for (const double value : column)
    sum += value;
  for (double& value : column)
    value /= sum;
  return column;
}

std::vector<double> lagrange_weights(std::span<const double> x, double at) {
  std::vector<double> weights(x.size(), 1);
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j)
      if (j != i) weights[i] *= (at - x[j]) / (x[i] - x[j]);
  return weights;
}

StationaryState extrapolate(const Communicator& comm, std::span<const StationaryState> states,
                            const model::Injected& injection, const model::MomentumGrid& grid,
                            const model::Dispersion& dispersion) {
  std::vector<int> N;
  for (const StationaryState& state : states)
    N.push_back(static_cast<int>(state.X.size()));
  const std::vector<double> c = extrapolation_weights(N);

  StationaryState result;
  result.Lambda = states.front().Lambda;
  result.X = states.front().X;
  result.weights = states.front().weights;
  result.faces = states.front().faces;
  result.block = states.front().block;
  result.momentum_shift = result.momentum_tail = 0;
  result.collision_difference = states.front().collision_difference;
  result.n.assign(states.front().n.size(), 0);
  result.reason = "extrapolated to 1/N -> 0 from N =";
  for (std::size_t i = 0; i < states.size(); ++i) {
    const StationaryState& state = states[i];
    add_interpolated(result, c[i], comm, state, injection, grid, dispersion);
    add(result.n_left, c[i], state.n_left);
    add(result.n_right, c[i], state.n_right);
    add(result.n_center, c[i], state.n_center);
    result.residual = std::max(result.residual, state.residual);
    result.steps += state.steps;
    result.linear_iterations += state.linear_iterations;
    result.factorisations += state.factorisations;
    result.seconds += state.seconds;
    result.reason += (i == 0 ? " " : ", ") + std::to_string(N[i]);
    // The current of each grid is one number along X.
    double J = 0, E = 0;
    for (std::size_t x = 0; x < state.X.size(); ++x) {
      J += state.number_current[x] / static_cast<double>(state.X.size());
      E += state.energy_current[x] / static_cast<double>(state.X.size());
    }
    result.number_current.resize(result.X.size(), 0);
    result.energy_current.resize(result.X.size(), 0);
    for (double& value : result.number_current)
      value += c[i] * J;
    for (double& value : result.energy_current)
      value += c[i] * E;
    // So are their errors, to the order to which they are known.
    add(result.resolution.left, c[i], state.resolution.left);
    add(result.resolution.right, c[i], state.resolution.right);
    add(result.resolution.center, c[i], state.resolution.center);
    result.resolution.layer += c[i] * state.resolution.layer;
    result.momentum_shift = std::max(result.momentum_shift, state.momentum_shift);
    result.momentum_tail = std::max(result.momentum_tail, state.momentum_tail);
    result.number_flatness = std::max(result.number_flatness, state.number_flatness);
    result.energy_flatness = std::max(result.energy_flatness, state.energy_flatness);
  }
  require_physical(comm, result, grid);
  result.resolution.layer = std::abs(result.resolution.layer);
  result.resolution.cells = states.front().resolution.cells;
  result.resolution.judge(largest_occupation(comm, result));
  result.resolution.inside.assign(result.n.size(), result.resolution.largest_correction());
  set_errors(comm, result, grid, dispersion);
  return result;
}

}  // namespace kapitza::boltzmann
