#include <fmt/core.h>

#include "commands.hpp"
#include "kapitza/io/result_reader.hpp"
#include "show_kinds.hpp"

namespace kapitza::app {
namespace {

void show_provenance(const io::ResultReader& file) {
  const auto text = [&](const char* name) { return file.text_attribute(name, "unknown"); };
  fmt::print("{}: {}, {}\n", file.name(), text("kind"), text("status"));
  fmt::print("  kapitza {} ({})\n  {}\n", text("version"), text("revision"), text("libraries"));
  fmt::print("  {}\n  {} rank(s) on {} host(s), {} to {}\n", text("command_line"),
             file.integer_attribute("ranks"), file.integer_attribute("hosts"), text("start_time"),
             text("end_time"));
}

}  // namespace

ExitCode show(const ShowCommand& command) {
  const io::ResultReader file{command.file};
  const std::string kind = file.text_attribute("kind");
  const bool boltzmann = kind == "boltzmann";
  if (!boltzmann && kind != "linear" && kind != "micro")
    throw InvalidInput{file.name() + ": not a result of kapitza: the attribute `kind` is \"" +
                       kind + "\", known are \"boltzmann\", \"linear\" and \"micro\""};
  if (command.linear && !boltzmann)
    throw InvalidInput{file.name() +
                       ": --linear is for results of kind \"boltzmann\", this one "
                       "is of kind \"" +
                       kind + "\""};
  show_provenance(file);
  if (boltzmann)
    show_boltzmann(file);
  else if (kind == "micro")
    show_micro(file);
  else
    show_linear(file);
  if (command.linear) show_linear_prediction(file);
  return ExitCode::Done;
}

}  // namespace kapitza::app
