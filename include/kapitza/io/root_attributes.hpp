#pragma once

#include <string>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/io/case_identity.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_file.hpp"

/// The root attributes that every result has, of whatever kind. Collective.
namespace kapitza::io {

/// kind, version, revision, compiler, libraries, command line, ranks, hosts, resolved input text, fingerprint (of a case with
/// tables) and start time: written first.
void write_origin(ResultFile& file, const CaseIdentity& of, const Provenance& provenance);

/// End time and status, "complete" or "partial": written last. `progress` says of a partial result what it holds: "3 of 16 realisations".
void write_end(ResultFile& file, const Communicator& comm, bool complete,
               const std::string& progress = "");

/// The same as they are listed, and those that `kapitza merge` adds.
void add_root_attributes(Contents& contents);

}  // namespace kapitza::io
