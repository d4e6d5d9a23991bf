#include "points.hpp"

#include <fmt/format.h>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"

namespace kapitza::kinds {

using boltzmann::StationaryState;

void place(StationaryState& state, const boltzmann::SpatialScheme& scheme,
           const Communicator& world) {
  state.X = scheme.X;
  state.weights = scheme.weights;
  state.faces = scheme.faces();
  state.block = boltzmann::point_block(scheme.size(), world);
}

std::vector<double> own_rows(const io::ResultReader& file, const std::string& path,
                             std::span<const double> all, std::size_t i,
                             const StationaryState& state, std::size_t K) {
  const std::size_t size = state.X.size() * K;
  if (all.size() < (i + 1) * size)
    throw InputOutputFailure{file.name() + ": " + path + " does not fit the grid"};
  const auto rows = all.subspan(i * size + static_cast<std::size_t>(state.block.first) * K,
                                static_cast<std::size_t>(state.block.count) * K);
  return {rows.begin(), rows.end()};
}

std::vector<double> own_occupation(const io::ResultReader& file, const std::string& path,
                                   std::span<const double> all, std::size_t i,
                                   const StationaryState& state, std::size_t K) {
  std::vector<double> rows = own_rows(file, path, all, i, state, K);
  const std::span<const double> n{rows};
  for (std::size_t at = 0; at < n.size(); at += K)
    if (const auto k = boltzmann::first_unphysical(n.subspan(at, K)))
      throw NumericalFailure{fmt::format("{}: {} holds n = {:.6g} at Lambda = {:.6g}", file.name(),
                                         path, n[at + *k], state.Lambda)};
  return rows;
}

}  // namespace kapitza::kinds
