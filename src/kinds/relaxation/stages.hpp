#pragma once

#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/kind.hpp"
#include "kapitza/kinds/relaxation/case.hpp"
#include "kapitza/kinds/run_request.hpp"

namespace kapitza::kinds {

/// What the program does with a case of kind "relaxation" (kind.hpp).
void check_relaxation(const std::string& name, const RelaxationCase& input);
ExitCode run_relaxation(const Session& session, const RunRequest& request,
                        const Provenance& provenance, const RelaxationCase& input);
Recovered recover_relaxation(const Recovery& recovery, const RelaxationCase& input);
void show_relaxation(const io::ResultReader& file);
io::Contents relaxation_contents();

/// The complete text of a case, also of one whose times have been rounded.
std::string resolved_text(const RelaxationCase& input);

}  // namespace kapitza::kinds
