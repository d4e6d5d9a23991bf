#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"

namespace kapitza::kinds::testing {

inline constexpr std::size_t K = 8, P = 5;
inline const std::vector<double> Lambdas{0.1, 1.0};

/// A different number for each place in each dataset.
inline double value(int dataset, std::size_t lambda, std::size_t x, std::size_t k) {
  return 1000.0 * dataset + 100.0 * static_cast<double>(lambda) + 10.0 * static_cast<double>(x) +
         static_cast<double>(k) / 16;
}

/// Some points and the rows of them that a rank holds: as even as possible, the first ranks one more.
struct Points {
  std::vector<double> X;
  std::size_t first, count;
};
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

}  // namespace kapitza::kinds::testing
