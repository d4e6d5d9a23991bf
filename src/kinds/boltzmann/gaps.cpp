#include "gaps.hpp"

#include <algorithm>
#include <utility>

namespace kapitza::kinds {
namespace {

using boltzmann::Solution;

double Lambda_of(const Solution& solution) {
  return solution.state.Lambda;
}

}  // namespace

std::vector<std::vector<double>> gaps(std::span<const double> Lambda,
                                      std::span<const Solution> finished) {
  std::vector<double> ascending(Lambda.begin(), Lambda.end());
  std::ranges::sort(ascending);
  std::vector<std::vector<double>> runs;
  bool begins = true;
  for (const double value : ascending) {
    if (std::ranges::find(finished, value, Lambda_of) != finished.end()) {
      begins = true;
      continue;
    }
    if (std::exchange(begins, false)) runs.emplace_back();
    runs.back().push_back(value);
  }
  return runs;
}

boltzmann::Snapshot start_below(double Lambda, std::span<const Solution> finished,
                                std::size_t grids) {
  const auto end = std::ranges::lower_bound(finished, Lambda, {}, Lambda_of);
  const auto begin = end - std::min<std::ptrdiff_t>(2, end - finished.begin());
  boltzmann::Snapshot snapshot;
  if (begin == end) return snapshot;
  snapshot.grids.resize(grids);
  for (auto solution = begin; solution != end; ++solution)
    for (std::size_t g = 0; g < grids; ++g)
      snapshot.grids[g].states.push_back(
          {Lambda_of(*solution), grids > 1 ? solution->resolutions[g].n : solution->state.n,
           grids > 1 ? std::vector<double>{} : solution->state.faces});
  return snapshot;
}

void insert(std::vector<Solution>& solutions, const Solution& solution) {
  solutions.insert(std::ranges::lower_bound(solutions, Lambda_of(solution), {}, Lambda_of),
                   solution);
}

}  // namespace kapitza::kinds
