#include <fmt/core.h>

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/recover.hpp"
#include "kapitza/kinds/registry.hpp"

namespace kapitza::app {
namespace {

void show_provenance(const io::ResultReader& file) {
  const auto text = [&](const char* name) { return file.text_attribute(name, "unknown"); };
  const std::string progress = file.text_attribute("progress");
  fmt::print("{}: {}, {}{}\n", file.name(), text("kind"), text("status"),
             progress.empty() ? "" : ": " + progress);
  fmt::print("  kapitza {} ({})\n  {}\n", text("version"), text("revision"), text("libraries"));
  fmt::print("  {}\n  {} rank(s) on {} host(s), {} to {}\n", text("command_line"),
             file.integer_attribute("ranks"), file.integer_attribute("hosts"), text("start_time"),
             text("end_time"));
}

/// The table of one coordinate of the group `timing`; `values` by their column heads.
void show_timing_table(const io::ResultReader& file, const std::string& axis,
                       const std::vector<std::pair<const char*, std::string>>& values) {
  if (!file.contains(axis)) return;
  const std::vector<std::string> names = file.labels(axis);
  fmt::print("\n  {:<30}", axis.substr(axis.rfind('/') + 1));
  std::vector<std::vector<double>> columns;
  for (const auto& [head, path] : values) {
    fmt::print(" {:>11}", head);
    columns.push_back(file.numbers(path));
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    fmt::print("\n  {:<30}", names[i]);
    for (const auto& column : columns)
      fmt::print(" {:>11}", column.at(i) == std::floor(column.at(i))
                                ? fmt::format("{:.0f}", column.at(i))
                                : fmt::format("{:.4g}", column.at(i)));
  }
  fmt::print("\n");
}

void show_timing(const io::ResultReader& file) {
  const auto seconds = [](const std::string& name) {
    const std::string path = "/timing/" + name + "_seconds";
    return std::vector<std::pair<const char*, std::string>>{
        {"s, mean", path},
        {"least", path + "_min"},
        {"most", path + "_max"},
        {"calls", "/timing/" + name + "_calls"}};
  };
  show_timing_table(file, "/timing/phase", seconds("phase"));
  show_timing_table(file, "/timing/event", seconds("event"));
  show_timing_table(
      file, "/timing/counter",
      {{"sum", "/timing/count"}, {"least", "/timing/count_min"}, {"most", "/timing/count_max"}});
}

/// The quoted names of the kinds for which `chosen` holds.
template <class Chosen>
std::string names(const Chosen& chosen, const char* separator) {
  std::string text;
  for (const kinds::Kind* kind : kinds::all())
    if (std::invoke(chosen, kind))
      text += fmt::format("{}\"{}\"", text.empty() ? "" : separator, kind->name());
  return text;
}

const kinds::Kind& kind_of(const io::ResultReader& file) {
  const std::string kind = file.text_attribute("kind");
  if (kinds::catalogue().contains(kind)) return kinds::find(kind);
  throw InvalidInput{
      fmt::format("{}: not a result of kapitza: the attribute `kind` is \"{}\", known are {}",
                  file.name(), kind, names([](const kinds::Kind*) { return true; }, ", "))};
}

/// What distinguishes the kinds.
void show_numbers(const io::ResultReader& file, const ShowCommand& command) {
  const kinds::Kind& kind = kind_of(file);
  if (command.linear && !kind.compares_with_linear())
    throw InvalidInput{
        fmt::format("{}: --linear is for results of kind {}, this one is of kind \"{}\"",
                    file.name(), names(&kinds::Kind::compares_with_linear, " or "), kind.name())};
  if (command.table != 0) {
    if (!kind.tabulates())
      throw InvalidInput{
          fmt::format("{}: --table is for results of kind {}, this one is of kind \"{}\"",
                      file.name(), names(&kinds::Kind::tabulates, " or "), kind.name())};
    if (command.table < 8 || command.table % 2 != 0)
      throw InvalidInput{
          fmt::format("--table: found {}; allowed: an even number of at least 8", command.table)};
    return kind.tabulate(file, command.table);
  }
  kind.show(file);
  if (command.timing) show_timing(file);
  if (command.linear) kind.show_linear_prediction(file);
}

ExitCode show_checkpoint(const ShowCommand& command) {
  const Session session;  // results are written through MPI, here of one rank
  const io::CheckpointReader checkpoint{session.world(), command.file};
  const kinds::RecoveredFile part{command.file};
  if (command.table == 0)
    fmt::print("{}: {}, checkpoint of {}: {}\n  kapitza of revision {}\n", command.file.string(),
               checkpoint.owner().kind, checkpoint.time(), part.recovered().progress,
               checkpoint.revision());
  if (!part.recovered().written) {
    fmt::print("\n  nothing is finished yet\n");
    return ExitCode::Done;
  }
  show_numbers(io::ResultReader{part.file(), command.file.string()}, command);
  return ExitCode::Done;
}

}  // namespace

ExitCode show(const ShowCommand& command) {
  if (io::is_checkpoint(command.file)) return show_checkpoint(command);
  const io::ResultReader file{command.file};
  if (command.table == 0) show_provenance(file);
  show_numbers(file, command);
  return ExitCode::Done;
}

}  // namespace kapitza::app
