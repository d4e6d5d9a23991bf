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

}  // namespace kapitza::io
