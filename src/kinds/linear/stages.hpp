#pragma once

#include <string>
#include <vector>

#include "../merging/merge_method.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/linear/case.hpp"
#include "kapitza/kinds/run_request.hpp"

namespace kapitza::kinds {

/// What the program does with a case of kind "linear" (kind.hpp); `resolved` is its complete text.
void check_linear(const std::string& name, const std::string& resolved, const LinearCase& input);
ExitCode run_linear(const Session& session, const RunRequest& request, const Provenance& provenance,
                    const std::string& resolved, const LinearCase& input);
void show_linear(const io::ResultReader& file);
io::Contents linear_contents();
void add_linear_study(io::Contents& contents);  ///< its part that `kapitza merge` writes
std::vector<MergeMethod> linear_merge_methods();

}  // namespace kapitza::kinds
