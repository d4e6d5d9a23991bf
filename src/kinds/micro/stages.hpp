#pragma once

#include <string>
#include <vector>

#include "../merging/merge_method.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/kind.hpp"
#include "kapitza/kinds/micro/case.hpp"
#include "kapitza/kinds/run_request.hpp"

namespace kapitza::kinds {

/// What the program does with a case of kind "micro" (kind.hpp).
void check_micro(const std::string& name, const MicroCase& input);
void print_micro_setup(int points, const MicroCase& input);
ExitCode run_micro(const Session& session, const RunRequest& request, const Provenance& provenance,
                   const MicroCase& input);
Recovered recover_micro(const Recovery& recovery, const MicroCase& input);
void show_micro(const io::ResultReader& file);
io::Contents micro_contents();
std::vector<MergeMethod> micro_merge_methods();

/// The same of a defect that is switched on at t = 0.
void check_quench(const std::string& name, const MicroCase& input);
ExitCode run_quench(const Session& session, const RunRequest& request, const Provenance& provenance,
                    const MicroCase& input);
Recovered recover_quench(const Recovery& recovery, const MicroCase& input);
void show_quench(const io::ResultReader& file);

/// The complete text of a case, also of one whose times have been rounded.
std::string resolved_text(const MicroCase& input);

}  // namespace kapitza::kinds
