#pragma once

#include <string>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/io/case_identity.hpp"
#include "kapitza/io/result_file.hpp"

/// The root attributes that every result has, of whatever kind. Collective.
namespace kapitza::io {

/// kind, version, revision, compiler, libraries, command line, ranks, hosts, resolved input text, fingerprint (of a case with
/// tables) and start time: written first.
void write_origin(ResultFile& file, const CaseIdentity& of, const Provenance& provenance);

/// End time and status: written last.
void write_end(ResultFile& file, const Communicator& comm, bool complete);

}  // namespace kapitza::io
