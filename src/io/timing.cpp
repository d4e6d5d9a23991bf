#include "kapitza/io/timing.hpp"

#include <numeric>
#include <string>

#include "kapitza/io/gathered.hpp"

namespace kapitza::io {
namespace {

using Row = TimingReport::Row;
using Rows = std::vector<Row>;

/// The coordinate `axis`.
Description names_of(const std::string& axis, const std::string& meaning) {
  return {axis, {}, "1", meaning + ", named by the attribute `labels`"};
}

/// `path`, `path`_min and `path`_max.
struct SpreadOf {
  Description total, least, most;
};
SpreadOf spread_of(const std::string& path, const std::string& axis, const std::string& units,
                   const std::string& meaning, const std::string& reduced) {
  const auto described = [&](const std::string& suffix, const std::string& how) {
    return Description{path + suffix, {axis}, units, meaning + ", " + how};
  };
  return {described("", reduced), described("_min", "least of a rank"),
          described("_max", "most of a rank")};
}

Description calls_of(const std::string& path, const std::string& axis) {
  return {path, {axis}, "1", "how often, most of a rank"};
}

const std::string phase = "/timing/phase", counter = "/timing/counter", event = "/timing/event";
const std::string mean = "mean over the ranks";

// What is written of each of the three.
const Description phases = names_of(phase, "phase of the run");
const SpreadOf phase_seconds = spread_of(phase + "_seconds", phase, "s", "wall time", mean);
const Description phase_calls = calls_of(phase + "_calls", phase);
const Description counters = names_of(counter, "what was counted");
const SpreadOf counts = spread_of("/timing/count", counter, "1", "count", "sum over the ranks");
const Description events = names_of(event, "event in PETSc's log");
const SpreadOf event_seconds =
    spread_of(event + "_seconds", event, "s", "wall time, that of inner events included", mean);
const Description event_calls = calls_of(event + "_calls", event);

/// The coordinate, its points labelled by the names of the rows.
void write_names(ResultFile& file, const Description& what, const Rows& rows) {
  std::vector<int> index(rows.size());
  std::iota(index.begin(), index.end(), 0);
  file.scale(what, index);
  std::vector<std::string> names;
  for (const Row& row : rows)
    names.push_back(row.name);
  file.labels(what.path, names);
}

void write_spread(ResultFile& file, const SpreadOf& what, const Rows& rows, Spread Row::*of,
                  double scale) {
  const auto write = [&](const Description& one, double Spread::*part, double by) {
    file.write(one, gathered<double>(rows, [&](const Row& row) { return by * (row.*of.*part); }));
  };
  write(what.total, &Spread::total, scale);
  write(what.least, &Spread::least, 1);
  write(what.most, &Spread::most, 1);
}

void write_calls(ResultFile& file, const Description& what, const Rows& rows) {
  file.write(what, gathered<double>(rows, [](const Row& row) { return row.calls.most; }));
}

void add_spread(Contents& contents, const SpreadOf& what, const std::string& condition = {}) {
  for (const Description& one : {what.total, what.least, what.most})
    contents.dataset(one, condition);
}

}  // namespace

void write_timing(ResultFile& file, TimingReport report, double writing) {
  if (report.phases.empty()) return;
  report.phases.push_back(
      {"output", {writing, writing * report.ranks, writing}, {1, 1.0 * report.ranks, 1}});
  const double each = 1.0 / report.ranks;
  write_names(file, phases, report.phases);
  write_spread(file, phase_seconds, report.phases, &Row::seconds, each);
  write_calls(file, phase_calls, report.phases);
  if (!report.counters.empty()) {
    write_names(file, counters, report.counters);
    write_spread(file, counts, report.counters, &Row::calls, 1);
  }
  if (report.events.empty()) return;
  write_names(file, events, report.events);
  write_spread(file, event_seconds, report.events, &Row::seconds, each);
  write_calls(file, event_calls, report.events);
}

void add_timing(Contents& contents) {
  contents.scale(phases);
  add_spread(contents, phase_seconds);
  contents.dataset(phase_calls);
  const std::string counted = "if there was something to count", logged = "if PETSc was at work";
  contents.scale(counters, counted);
  add_spread(contents, counts, counted);
  contents.scale(events, logged);
  add_spread(contents, event_seconds, logged);
  contents.dataset(event_calls, logged);
}

}  // namespace kapitza::io
