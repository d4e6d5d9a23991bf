#include "kapitza/boltzmann/sampling.hpp"

#include <algorithm>
#include <cstddef>

#include "kapitza/model/panel_choice.hpp"
#include "local_values.hpp"

namespace kapitza::boltzmann {

namespace {

/// This rank's part of row i of an affine map for carrier k; the injected value is counted by one of them.
double partial_row(const AffineRows& rows, int i, int k, const Transport& transport,
                   const LocalValues& n, bool with_injected) {
  const PointBlock& block = transport.block();
  double y = with_injected ? rows.injection[i] * transport.injected(k) : 0;
  for (const auto& [column, value] : rows.row(i)) {
    const int x = transport.velocity(k) > 0 ? column : transport.scheme().mirror(column);
    if (x >= block.first && x < block.first + block.count) y += value * n[x - block.first][k];
  }
  return y;
}

void add_end_values(StationaryState& state, const Transport& transport, const LocalValues& n,
                    const Communicator& comm) {
  const int K = transport.momenta();
  for (auto* values : {&state.n_left, &state.n_right, &state.n_center})
    values->assign(K, 0);
  for (int k = 0; k < K; ++k) {
    const bool rightward = transport.velocity(k) > 0;
    const SpatialScheme& scheme = transport.scheme();
    (rightward ? state.n_left : state.n_right)[k] = comm.root() ? transport.injected(k) : 0;
    (rightward ? state.n_right : state.n_left)[k] =
        partial_row(scheme.outflow, 0, k, transport, n, comm.root());
    state.n_center[k] = partial_row(scheme.centre, 0, k, transport, n, comm.root());
  }
  for (auto* values : {&state.n_left, &state.n_right, &state.n_center})
    comm.sum(*values);
}

void add_currents(StationaryState& state, const Transport& transport, const LocalValues& n, Vec raw,
                  const Force* force, const Communicator& comm, const model::MomentumGrid& grid,
                  const model::Dispersion& dispersion, const InjectedCurrent& injected) {
  const int P = transport.points(), K = transport.momenta();
  state.number_current.assign(P, 0);
  state.energy_current = state.number_current;
  for (int x = 0; x < P; ++x)
    for (int k = 0; k < K; ++k) {
      const double v = transport.velocity(k);
      const int seen = v > 0 ? x : transport.scheme().mirror(x);
      const double j = v * grid.relative_weight(k) / K *
                       partial_row(transport.scheme().flux, seen, k, transport, n, comm.root());
      state.number_current[x] += j;
      state.energy_current[x] += j * dispersion.energy(grid[k]);
    }
  comm.sum(state.number_current);
  comm.sum(state.energy_current);
  if (force) {
    state.coupling = force->field().coupling();
    state.mean_field.assign(force->field().W().begin(), force->field().W().end());
    const std::vector<double> spent = force->work(raw, state.number_current.front());
    for (int x = 0; x < P; ++x)
      state.energy_current[x] += spent[x];
  }
  state.number_flatness = current_flatness(state.number_current, injected.number);
  state.energy_flatness = current_flatness(state.energy_current, injected.energy);
}

}  // namespace

StationaryState sample_state(SteadyProblem& problem, Vec n, const model::MomentumGrid& grid,
                             const model::Dispersion& dispersion, const InjectedCurrent& injected) {
  const Transport& transport = problem.transport();
  StationaryState state;
  state.Lambda = problem.Lambda();
  state.X = transport.scheme().X;
  state.weights = transport.scheme().weights;
  state.faces = transport.scheme().faces();
  state.block = transport.block();
  const LocalValues values(n, transport.momenta());
  for (int x = 0; x < state.block.count; ++x)
    state.n.insert(state.n.end(), values[x].begin(), values[x].end());
  add_end_values(state, transport, values, problem.comm());
  state.momentum_tail = 0;
  for (const auto* ends : {&state.n_left, &state.n_center, &state.n_right})
    state.momentum_tail = std::max(state.momentum_tail, model::panel_tail(grid, *ends));
  add_currents(state, transport, values, n, problem.force_at(n), problem.comm(), grid, dispersion,
               injected);
  state.next_order = problem.next_order_at(n);
  return state;
}

Difference sample_change(const SteadyProblem& problem, Vec d) {
  const Transport& transport = problem.transport();
  const int K = transport.momenta();
  const LocalValues values(d, K);
  Difference change;
  for (auto* at : {&change.left, &change.center, &change.right})
    at->assign(static_cast<std::size_t>(K), 0);
  for (int x = 0; x < transport.block().count; ++x)
    change.inside.insert(change.inside.end(), values[x].begin(), values[x].end());
  constexpr bool injected = false;
  for (int k = 0; k < K; ++k) {
    auto& leaving = transport.velocity(k) > 0 ? change.right : change.left;
    leaving[k] = partial_row(transport.scheme().outflow, 0, k, transport, values, injected);
    change.center[k] = partial_row(transport.scheme().centre, 0, k, transport, values, injected);
  }
  for (auto* at : {&change.left, &change.center, &change.right})
    problem.comm().sum(*at);
  return change;
}

}  // namespace kapitza::boltzmann
