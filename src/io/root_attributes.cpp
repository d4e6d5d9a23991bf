#include "kapitza/io/root_attributes.hpp"

namespace kapitza::io {

void write_origin(ResultFile& file, const CaseIdentity& of, const Provenance& provenance) {
  file.attribute("kind", of.kind);
  file.attribute("version", provenance.version);
  file.attribute("revision", provenance.revision);
  file.attribute("compiler", provenance.compiler);
  std::string libraries;
  for (const auto& [name, version] : provenance.libraries)
    libraries += (libraries.empty() ? "" : "; ") + name + " " + version;
  file.attribute("libraries", libraries);
  file.attribute("command_line", provenance.command_line);
  file.attribute("ranks", static_cast<long long>(provenance.ranks));
  file.attribute("hosts", static_cast<long long>(provenance.hosts));
  file.attribute("input", of.input);
  if (!of.fingerprint.empty()) file.attribute("fingerprint", of.fingerprint);
  file.attribute("start_time", provenance.start_time);
}

void write_end(ResultFile& file, const Communicator& comm, bool complete,
               const std::string& progress) {
  file.attribute("end_time", comm.broadcast(utc_timestamp()));
  file.attribute("status", std::string{complete ? "complete" : "partial"});
  if (!complete && !progress.empty()) file.attribute("progress", progress);
}

void add_root_attributes(Contents& contents) {
  contents.attribute("kind", "what was computed");
  contents.attribute("version", "of the program");
  contents.attribute("revision", "git revision of the program");
  contents.attribute("compiler", "with the type of the build");
  contents.attribute("libraries", "names and versions");
  contents.attribute("command_line", "that gave this file");
  contents.attribute("ranks", "of MPI");
  contents.attribute("hosts", "that they were on");
  contents.attribute("input", "the case, resolved: a complete input file");
  contents.attribute("fingerprint", "of the tables that the case names", "if it names any");
  contents.attribute("start_time", "UTC");
  contents.attribute("end_time", "UTC");
  contents.attribute("status", "\"complete\" or \"partial\"");
  contents.attribute("progress", "what a partial result holds", "if it is partial");
  const std::string merged = "if it is merged";
  contents.attribute("merged_key", "the key in which the parts differ", merged);
  contents.attribute("merged_files", "the parts", merged);
  contents.attribute("merged_revisions", "of the program that computed each part", merged);
  contents.attribute("merged_command_lines", "that gave each part", merged);
}

}  // namespace kapitza::io
