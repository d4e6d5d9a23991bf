#include "kapitza/base/timing_report.hpp"

#include <algorithm>

#include "kapitza/base/petsc.hpp"

namespace kapitza {
namespace {

using Items = std::vector<Timing::Item>;
using Names = std::vector<std::string>;

std::string joined(const Items& items) {
  std::string text;
  for (const auto& item : items)
    text += item.name + '\n';
  return text;
}

void merge(Names& names, std::string_view text) {
  while (!text.empty()) {
    const std::string_view name = text.substr(0, text.find('\n'));
    if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
    text.remove_prefix(name.size() + 1);
  }
}

Names all_names(const Communicator& comm, const Items& items) {
  const std::string mine = joined(items), first = comm.broadcast(mine);
  Names names;
  merge(names, first);
  if (comm.agree(mine == first)) return names;
  for (int rank = 1; rank < comm.size(); ++rank)
    merge(names, comm.broadcast(mine, rank));
  return names;
}

/// In place of each value its least, sum and most over the ranks.
std::vector<Spread> spread(const Communicator& comm, const std::vector<double>& values) {
  std::vector<double> least = values, total = values, most = values;
  comm.min(least);
  comm.sum(total);
  comm.max(most);
  std::vector<Spread> result;
  for (std::size_t i = 0; i < values.size(); ++i)
    result.push_back({least[i], total[i], most[i]});
  return result;
}

std::vector<TimingReport::Row> rows(const Communicator& comm, const Items& items) {
  const Names names = all_names(comm, items);
  std::vector<double> seconds, calls;
  for (const std::string& name : names) {
    const auto item = std::ranges::find(items, name, &Timing::Item::name);
    seconds.push_back(item == items.end() ? 0 : item->seconds);
    calls.push_back(item == items.end() ? 0 : static_cast<double>(item->calls));
  }
  const auto all_seconds = spread(comm, seconds), all_calls = spread(comm, calls);
  std::vector<TimingReport::Row> result;
  for (std::size_t i = 0; i < names.size(); ++i)
    result.push_back({names[i], all_seconds[i], all_calls[i]});
  return result;
}

}  // namespace

TimingReport collect(const Communicator& comm, const Timing& timing) {
  const auto counters = timing.counters();
  return {rows(comm, timing.phases()), rows(comm, {counters.begin(), counters.end()}),
          rows(comm, petsc_events()), comm.size()};
}

}  // namespace kapitza
