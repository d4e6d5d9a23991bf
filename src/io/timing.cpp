#include "kapitza/io/timing.hpp"

#include <numeric>
#include <string>

#include "kapitza/io/gathered.hpp"

namespace kapitza::io {
namespace {

using Row = TimingReport::Row;
using Rows = std::vector<Row>;

/// The coordinate `axis`, its points labelled by the names of the rows.
void write_names(ResultFile& file, const std::string& axis, const Rows& rows,
                 const std::string& meaning) {
  std::vector<int> index(rows.size());
  std::iota(index.begin(), index.end(), 0);
  file.scale({axis, {}, "1", meaning + ", named by the attribute `labels`"}, index);
  std::vector<std::string> names;
  for (const Row& row : rows)
    names.push_back(row.name);
  file.labels(axis, names);
}

/// `path`, `path`_min and `path`_max.
void write_spread(ResultFile& file, const std::string& path, const std::string& axis,
                  const Rows& rows, Spread Row::*what, double scale, const std::string& units,
                  const std::string& meaning, const std::string& reduced) {
  const auto write = [&](const std::string& suffix, const std::string& how, double Spread::*part,
                         double by) {
    file.write({path + suffix, {axis}, units, meaning + ", " + how},
               gathered<double>(rows, [&](const Row& row) { return by * (row.*what.*part); }));
  };
  write("", reduced, &Spread::total, scale);
  write("_min", "least of a rank", &Spread::least, 1);
  write("_max", "most of a rank", &Spread::most, 1);
}

void write_calls(ResultFile& file, const std::string& path, const std::string& axis,
                 const Rows& rows) {
  file.write({path, {axis}, "1", "how often, most of a rank"},
             gathered<double>(rows, [](const Row& row) { return row.calls.most; }));
}

}  // namespace

void write_timing(ResultFile& file, TimingReport report, double writing) {
  if (report.phases.empty()) return;
  report.phases.push_back(
      {"output", {writing, writing * report.ranks, writing}, {1, 1.0 * report.ranks, 1}});
  const std::string mean = "mean over the ranks";
  const double each = 1.0 / report.ranks;
  write_names(file, "/timing/phase", report.phases, "phase of the run");
  write_spread(file, "/timing/phase_seconds", "/timing/phase", report.phases, &Row::seconds, each,
               "s", "wall time", mean);
  write_calls(file, "/timing/phase_calls", "/timing/phase", report.phases);
  if (!report.counters.empty()) {
    write_names(file, "/timing/counter", report.counters, "what was counted");
    write_spread(file, "/timing/count", "/timing/counter", report.counters, &Row::calls, 1, "1",
                 "count", "sum over the ranks");
  }
  if (report.events.empty()) return;
  write_names(file, "/timing/event", report.events, "event in PETSc's log");
  write_spread(file, "/timing/event_seconds", "/timing/event", report.events, &Row::seconds, each,
               "s", "wall time, that of inner events included", mean);
  write_calls(file, "/timing/event_calls", "/timing/event", report.events);
}

}  // namespace kapitza::io
