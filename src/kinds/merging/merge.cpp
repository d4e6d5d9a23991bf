#include "kapitza/kinds/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "kapitza/base/error.hpp"
#include "kapitza/io/output_lock.hpp"
#include "kapitza/kinds/registry.hpp"
#include "merge_method.hpp"

namespace kapitza::kinds {
namespace {

void require_different_files(const MergeRequest& request) {
  std::set<std::filesystem::path> files;
  for (const auto& part : request.parts)
    files.insert(std::filesystem::weakly_canonical(part));
  if (files.size() < 2 || files.size() < request.parts.size())
    throw InvalidInput{"two or more different files are needed"};
}

/// The method for the key in which the parts differ; all that differs besides must go with it.
const MergeMethod& method_for(Parts parts, const std::vector<MergeMethod>& methods) {
  const std::vector<std::string> different = differing_keys(parts);
  for (const MergeMethod& method : methods) {
    const auto goes_along = [&](const std::string& key) {
      return key == method.key ||
             std::ranges::find(method.companions, key) != method.companions.end();
    };
    if (std::ranges::find(different, method.key) != different.end() &&
        std::ranges::all_of(different, goes_along))
      return method;
  }
  std::string known;
  for (const MergeMethod& method : methods)
    known += (known.empty() ? "" : ", ") + method.key;
  throw InvalidInput{
      fmt::format("the parts differ in {}: {}; allowed is one of {}",
                  different.size() > 1 ? "more than one key" : "a key that cannot be merged",
                  told_apart(parts, different), known)};
}

}  // namespace

std::string merge(const MergeRequest& request) {
  require_different_files(request);
  const Output output{request.output, request.parts, request.overwrite};
  std::vector<std::unique_ptr<Part>> open;
  std::vector<const Part*> parts;
  for (const auto& path : request.parts) {
    open.push_back(std::make_unique<Part>(path));
    parts.push_back(open.back().get());
  }
  require_same_program(parts, request.any_revision);
  if (!catalogue().contains(parts.front()->kind()))
    throw InvalidInput{fmt::format("results of kind '{}' cannot be merged; known are {}",
                                   parts.front()->kind(),
                                   config::allowed_values(catalogue().kind_key()))};
  const std::vector<MergeMethod> methods = find(parts.front()->kind()).merge_methods();
  if (methods.empty())
    throw InvalidInput{fmt::format("results of kind '{}' cannot be merged", parts.front()->kind())};
  const MergeMethod& method = method_for(parts, methods);
  const Communicator self = Communicator::alone();
  const io::OutputLock lock{self, output.file()};
  io::require_writable(self, output.file());
  MergedFile file{output, parts, request.arguments};
  return method.merge(file, parts, method.key);
}

}  // namespace kapitza::kinds
