// Results of different Lambda whose cells were chosen for each of them: what one run of all Lambda writes.

#include "merge_lists.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "../merging/lists.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/kinds/momentum.hpp"
#include "kapitza/model/dispersion.hpp"
#include "own_grids.hpp"
#include "state_fields.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::Solution;
using boltzmann::StationaryState;

const std::string every_own_grid = "/space/grid=";

/// All states on their own cells, in the order of the parts.
std::vector<Solution> solutions_of(Parts parts) {
  const Communicator self = Communicator::alone();
  std::vector<Solution> solutions;
  for (const Part* part : parts) {
    const auto Lambda = part->file().numbers("/Lambda");
    std::vector<StationaryState> states = state_fields().read(part->file(), Lambda.size());
    for (std::size_t i = 0; i < states.size(); ++i) {
      states[i].Lambda = Lambda[i];
      read_own_grid(states[i], self, part->file(), i);
      solutions.push_back({solutions.size(), std::move(states[i]), {}});
    }
  }
  return solutions;
}

std::string merge(MergedFile& output, Parts parts, const std::string& key) {
  require_same_attributes(parts);
  const Part& first = *parts.front();
  if (first.file().contains("/W"))
    throw InvalidInput{
        first.path() +
        ": a result with a mean field, on cells of its own for each Lambda, cannot be "
        "merged; run all Lambda in one case, or give space.cells"};
  const JoinedList list{parts, "/Lambda", true};
  std::vector<Solution> all = solutions_of(parts), solutions;
  for (const std::size_t i : list.order())
    solutions.push_back(std::move(all[i]));
  const model::MomentumGrid grid = read_momenta(first.file());
  const Shared shared = share(Communicator::alone(), grid, model::ParabolicDispersion{}, solutions);
  std::set<std::string> of_states;
  for (const auto& field : state_fields().list())
    if (field.use != io::Use::Checkpoint) of_states.insert(field.what.path);
  for (const std::string& path : scales_first(first)) {
    if (of_states.contains(path) || path.starts_with(every_own_grid)) continue;
    if (path == "/X")
      output.copy(first, path, shared.X);
    else if (path == "/space/cell")
      output.copy(first, path, cell_centres(shared.faces));
    else if (!list.copy_rows(output, path)) {
      require_same_values(parts, path);
      output.copy(first, path);
    }
  }
  state_fields().write(output.file(), shared.states, {"/Lambda"}, 0, shared.X.size());
  for (std::size_t i = 0; i < solutions.size(); ++i)
    write_own_grid(output.file(), solutions[i].state, i);
  return list.finish(output, key);
}

}  // namespace

MergeMethod merge_lists_of_Lambda() {
  const std::string key = "defect.Lambda", scale = "/Lambda";
  return {key, {}, [=](MergedFile& output, std::vector<const Part*> parts, const std::string& by) {
            const bool chosen = std::ranges::all_of(
                parts, [](const Part* part) { return has_own_grids(part->file()); });
            return chosen ? merge(output, parts, by)
                          : along(key, scale, true).merge(output, std::move(parts), by);
          }};
}

}  // namespace kapitza::kinds
