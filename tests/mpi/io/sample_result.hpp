#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/io/boltzmann_result.hpp"

namespace kapitza::io::testing {

inline constexpr std::size_t K = 8, P = 5;
inline const std::vector<double> Lambdas{0.1, 1.0};

/// A different number for each place in each dataset.
inline double value(int dataset, std::size_t lambda, std::size_t x, std::size_t k) {
  return 1000.0 * dataset + 100.0 * static_cast<double>(lambda) + 10.0 * static_cast<double>(x) +
         static_cast<double>(k) / 16;
}

/// The rows of `points` that a rank holds: as even as possible, the first ranks one more, ranks beyond the points none.
inline Points share(const Communicator& comm, std::vector<double> X) {
  const auto size = static_cast<std::size_t>(comm.size());
  const auto rank = static_cast<std::size_t>(comm.rank());
  const std::size_t each = X.size() / size, more = X.size() % size;
  const std::size_t first = rank * each + std::min(rank, more);
  return {std::move(X), first, each + (rank < more ? 1 : 0)};
}

inline std::vector<double> rows(int dataset, std::size_t lambda, const Points& points) {
  std::vector<double> n;
  for (std::size_t x = points.first; x < points.first + points.count; ++x)
    for (std::size_t k = 0; k < K; ++k)
      n.push_back(value(dataset, lambda, x, k));
  return n;
}

inline std::vector<double> column(int dataset, std::size_t lambda, std::size_t first,
                                  std::size_t count) {
  std::vector<double> values;
  for (std::size_t x = first; x < first + count; ++x)
    values.push_back(value(dataset, lambda, x, 0));
  return values;
}

inline std::vector<double> momenta(int dataset, std::size_t lambda) {
  std::vector<double> values;
  for (std::size_t k = 0; k < K; ++k)
    values.push_back(value(dataset, lambda, 0, k));
  return values;
}

inline BoltzmannResult sample_result(const Communicator& comm) {
  BoltzmannResult result;
  for (std::size_t k = 0; k < K; ++k)
    result.k.push_back(-3.0 + static_cast<double>(k));
  result.points = share(comm, {0.1, 0.3, 0.5, 0.7, 0.9});
  result.injected_left = momenta(20, 0);
  result.injected_right = momenta(21, 0);
  const double none = std::numeric_limits<double>::quiet_NaN();
  result.outgoing_left = {0.5, -0.25, momenta(22, 0)};
  result.outgoing_right = {none, none, std::vector<double>(K, none)};
  Resolution coarse{3, share(comm, {0.25, 0.5, 0.75}), {}};
  const auto [X, first, count] = result.points;
  for (std::size_t i = 0; i < Lambdas.size(); ++i) {
    BoltzmannState state;
    state.Lambda = Lambdas[i];
    state.n = rows(1, i, result.points);
    state.n_left = momenta(2, i);
    state.n_right = momenta(3, i);
    state.n_center = momenta(4, i);
    state.density = column(5, i, first, count);
    state.energy = column(6, i, first, count);
    state.number_current = column(7, i, 0, P);
    state.energy_current = column(8, i, 0, P);
    state.beta = column(9, i, first, count);
    state.mu = column(10, i, first, count);
    state.deviation = column(11, i, first, count);
    state.residual = 1e-12;
    state.number_flatness = 1e-14;
    state.energy_flatness = 1e-13;
    state.steps = 7 + static_cast<int>(i);
    state.seconds = 1.5;
    state.reason = i == 0 ? "small residual" : "rounding floor";
    result.states.push_back(state);
    coarse.n.push_back(rows(12, i, coarse.points));
  }
  result.resolutions.push_back(coarse);
  return result;
}

inline Provenance sample_provenance() {
  Provenance provenance;
  provenance.version = "1.2.3";
  provenance.revision = "abcdef";
  provenance.compiler = "a compiler";
  provenance.libraries = {{"HDF5", "1.10"}, {"PETSc", "3.18"}};
  provenance.command_line = "kapitza run case.toml";
  provenance.ranks = 1;
  provenance.hosts = 1;
  provenance.start_time = "2024-02-29T12:00:00Z";
  return provenance;
}

}  // namespace kapitza::io::testing
