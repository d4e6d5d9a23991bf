#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "kapitza/base/error.hpp"
#include "kapitza/config/duration.hpp"

namespace kapitza::app {
namespace {

constexpr auto description =
    "Scattering of the carriers of an integrable system off an extended chaotic defect";
constexpr auto merge_description =
    "join results whose inputs differ in one key into the result of the single run\n\n"
    "  boltzmann  defect.Lambda   the states of all parts\n"
    "             space.points    (scheme = \"upwind\", one N in each part) extrapolated to 1/N -> "
    "0,\n"
    "                             and a table over N\n"
    "  linear     defect.Lambda, scan.mu\n"
    "  both       momentum.points, space.cells, space.nodes, collision.accuracy, "
    "collision.tau_max\n"
    "                             the part of the highest resolution, and a table of all\n"
    "  micro      ensemble.first (with ensemble.realisations)\n"
    "                             the ensemble of all realisations, which must follow each other\n"
    "                             without a gap\n"
    "             defect.Lambda, defect.lambda, defect.renormalised, defect.length (with "
    "lattice.sites)\n"
    "                             all cases, one of each part, along the axis /case\n\n"
    "Tables are printed, and kept in the group /study of the file. Parts that differ in anything\n"
    "else are refused.";
constexpr auto footer =
    "What follows `--` is handed to PETSc, e.g. kapitza run CASE.toml -- -ts_monitor\n"
    "Exit codes: 0 done; 1 numerical failure; 2 bad input or usage; 3 input/output failure;\n"
    "10 stopped on request with a checkpoint written, run again to continue";

void add_case(CLI::App& command, std::filesystem::path& input,
              std::vector<std::string>& overrides) {
  command.add_option("CASE.toml", input, "input file")->required();
  command.add_option("--set", overrides, "table.key=value instead of what the file says")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->expected(1);
}

void add_overwrite(CLI::App& command, bool& overwrite) {
  command.add_flag("--overwrite", overwrite,
                   "replace the result of another case, which else is kept as FILE.1.h5");
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  line.arguments.assign(argv, argv + argc);
  const auto dashes = std::find(line.arguments.begin(), line.arguments.end(), "--");
  if (dashes != line.arguments.end()) line.petsc_options.assign(dashes + 1, line.arguments.end());

  RunCommand run;
  CheckCommand check;
  ShowCommand show;
  KeysCommand keys;
  ContentsCommand contents;
  MergeCommand merge;
  RecoverCommand recover;
  CLI::App app{description, "kapitza"};
  app.footer(footer);
  bool version = false;
  app.add_flag("--version", version, "version, revision and libraries");
  app.require_subcommand(0, 1);

  CLI::App& run_command = *app.add_subcommand("run", "solve a case and write its result");
  add_case(run_command, run.input, run.overrides);
  run_command.add_option("-o,--output", run.output, "result (default: the case's name with .h5)")
      ->type_name("FILE.h5");
  add_overwrite(run_command, run.overwrite);
  run_command
      .add_option("--restart", run.restart,
                  "continue from this checkpoint (default: RESULT.ckpt, if it is of this case)")
      ->type_name("FILE");
  run_command
      .add_option(
          "--extend", run.extend,
          "add to this result of the same case what it lacks: realisations of kinds micro and "
          "relaxation, rows of the latter, Lambda of the others")
      ->type_name("FILE.h5");
  std::optional<std::string> time_limit;
  run_command
      .add_option("--time-limit", time_limit,
                  "stop in time to be done with a checkpoint after this wall time")
      ->type_name("[D-]HH:MM:SS");
  run_command.add_flag("-q,--quiet", run.quiet, "warnings and errors only");
  std::string log_format = "text";
  run_command
      .add_option("--log-format", log_format,
                  "messages on stderr: text, or json with one object per line")
      ->check(CLI::IsMember{{"text", "json"}})
      ->type_name("text|json");

  CLI::App& check_command =
      *app.add_subcommand("check", "validate a case, print it resolved, estimate its cost");
  add_case(check_command, check.input, check.overrides);
  check_command
      .add_option("--setup", check.setup,
                  "instead of that the defect, the damping, leads and windows of kind micro at "
                  "about this many sites, as "
                  "comma-separated values")
      ->check(CLI::Range(2, 1000000))
      ->type_name("N");

  CLI::App& show_command = *app.add_subcommand("show", "summarise a result or a checkpoint");
  show_command.add_option("FILE", show.file, "result of kapitza run, or the checkpoint beside it")
      ->required();
  show_command.add_flag("--timing", show.timing, "where the time went");
  show_command.add_flag("--linear", show.linear,
                        "compare the largest Lambda with linear response about its centre");
  show_command
      .add_option("--table", show.table,
                  "instead of the summary n(k) at both ends and the centre, at this many uniform k "
                  "for each Lambda")
      ->type_name("N")
      ->excludes("--linear", "--timing");

  CLI::App& keys_command = *app.add_subcommand("keys", "list the keys of the input");
  keys_command.add_option("KIND", keys.kind, "of one kind of case only");

  CLI::App& contents_command =
      *app.add_subcommand("contents", "list the datasets and attributes of a result");
  contents_command.add_option("KIND", contents.kind, "of one kind of case only");

  CLI::App& merge_command = *app.add_subcommand("merge", merge_description);
  merge_command.add_option("PART.h5", merge.parts, "results of kapitza run, two at least")
      ->required();
  merge_command.add_option("-o,--output", merge.output, "the merged result")
      ->type_name("FILE.h5")
      ->required();
  add_overwrite(merge_command, merge.overwrite);
  merge_command.add_flag("--any-revision", merge.any_revision,
                         "allow parts of different versions of the program");

  CLI::App& recover_command = *app.add_subcommand(
      "recover", "make a result, with status = \"partial\", of what is finished in a checkpoint");
  recover_command.add_option("FILE.ckpt", recover.checkpoint, "checkpoint of kapitza run")
      ->required();
  recover_command.add_option("-o,--output", recover.output, "the partial result")
      ->type_name("FILE.h5")
      ->required();
  add_overwrite(recover_command, recover.overwrite);

  std::vector<std::string> words{line.arguments.begin() + std::min(argc, 1), dashes};
  std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    line.command = HelpCommand{app.help()};
    return line;
  } catch (const CLI::ParseError& error) {
    throw InvalidInput{std::string{error.what()} + " (kapitza --help lists what is understood)"};
  }
  if ((run.output && run.output->empty()) || (merge_command.parsed() && merge.output.empty()) ||
      (recover_command.parsed() && recover.output.empty()))
    throw InvalidInput{
        "-o: found ''; allowed: the name of a file (is a variable of the shell unset?)"};
  for (const auto& [option, file] :
       {std::pair{"--restart", &run.restart}, std::pair{"--extend", &run.extend}})
    if (*file && (*file)->empty())
      throw InvalidInput{
          std::string{option} +
          ": found ''; allowed: the name of a file (is a variable of the shell unset?)"};
  if (!line.petsc_options.empty() && !run_command.parsed())
    throw InvalidInput{"only `kapitza run` takes PETSc options after `--`"};
  if (time_limit) {
    run.time_limit = config::parse_clock_time(*time_limit);
    if (!run.time_limit)
      throw InvalidInput{
          "--time-limit: found '" + *time_limit +
          "'; allowed: hours, minutes and seconds as HH:MM:SS or D-HH:MM:SS, above zero"};
  }
  run.log_format = log_format == "json" ? LogFormat::Json : LogFormat::Text;
  if (run_command.parsed())
    line.command = run;
  else if (check_command.parsed())
    line.command = check;
  else if (show_command.parsed())
    line.command = show;
  else if (keys_command.parsed())
    line.command = keys;
  else if (contents_command.parsed())
    line.command = contents;
  else if (merge_command.parsed()) {
    merge.arguments = line.arguments;
    line.command = merge;
  } else if (recover_command.parsed()) {
    recover.arguments = line.arguments;
    line.command = recover;
  } else if (version)
    line.command = VersionCommand{};
  else
    throw InvalidInput{
        "a sub-command is wanted: run, check, show, keys, contents, merge or recover (kapitza "
        "--help)"};
  return line;
}

}  // namespace kapitza::app
