#include "lists.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "kapitza/base/error.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "merge_method.hpp"

namespace kapitza::kinds {
namespace {

std::vector<double> joined_values(Parts parts, const std::string& scale) {
  std::vector<double> all;
  std::map<double, std::string> seen;
  for (const Part* part : parts)
    for (const double value : part->file().numbers(scale)) {
      const auto [where, is_new] = seen.emplace(value, part->path());
      if (!is_new)
        throw InvalidInput{fmt::format("{} = {:g} is in {} and in {}", scale.substr(1), value,
                                       where->second, part->path())};
      all.push_back(value);
    }
  return all;
}

/// The input of the single run; a part that is not complete lists values that it does not hold.
std::string merged_input(Parts parts, const std::string& key,
                         const std::vector<std::size_t>& order) {
  std::vector<std::string> entries, ordered;
  for (const Part* part : parts)
    std::ranges::copy(part->listed(key), std::back_inserter(entries));
  if (entries.size() == order.size())
    for (const std::size_t i : order)
      ordered.push_back(entries[i]);
  return config::with_value(
      parts.front()->input(), key,
      fmt::format("[{}]", fmt::join(ordered.empty() ? entries : ordered, ", ")));
}

std::string merge_along(MergedFile& output, Parts parts, const std::string& key,
                        const std::string& scale, bool ascending) {
  require_same_attributes(parts);
  require_same_datasets(parts);
  const Part& first = *parts.front();
  const JoinedList list{parts, scale, ascending};
  for (const std::string& path : scales_first(first))
    if (!list.copy_rows(output, path)) {
      require_same_values(parts, path);
      output.copy(first, path);
    }
  return list.finish(output, key);
}

}  // namespace

JoinedList::JoinedList(Parts parts, const std::string& scale, bool ascending)
    : parts_{parts.begin(), parts.end()}, scale_{scale} {
  const std::vector<double> values = joined_values(parts, scale);
  order_.resize(values.size());
  std::iota(order_.begin(), order_.end(), 0);
  if (ascending) std::ranges::stable_sort(order_, {}, [&](std::size_t i) { return values[i]; });
}

std::vector<double> JoinedList::rows(const std::string& path) const {
  std::vector<double> all;
  std::size_t width = 0;
  for (const Part* part : parts_) {
    auto shape = part->file().shape(path);
    const auto values = part->file().numbers(path);
    const std::size_t own = shape.front() ? values.size() / shape.front() : 0;
    if (width != 0 && own != width)
      throw InvalidInput{fmt::format(
          "the parts differ in the shape of {}: {}", path, told(parts_, [&](const Part& one) {
            return fmt::format("({})", fmt::join(one.file().shape(path), ", "));
          }))};
    width = own;
    all.insert(all.end(), values.begin(), values.end());
  }
  std::vector<double> ordered;
  for (const std::size_t row : order_)
    ordered.insert(ordered.end(), all.begin() + static_cast<std::ptrdiff_t>(row * width),
                   all.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
  return ordered;
}

bool JoinedList::copy_rows(MergedFile& output, const std::string& path) const {
  const Part& first = *parts_.front();
  const auto scales = first.file().description(path).scales;
  if (path != scale_ && (scales.empty() || scales.front() != scale_)) return false;
  output.copy(first, path, rows(path));
  return true;
}

std::string JoinedList::finish(MergedFile& output, const std::string& key) const {
  std::vector<std::string> reasons, ordered;
  for (const Part* part : parts_)
    for (const std::string& name : part->file().attributes())
      if (name == "converged_reason")
        std::ranges::copy(std::get<std::vector<std::string>>(part->file().attribute(name)),
                          std::back_inserter(reasons));
  for (const std::size_t i : order_)
    if (reasons.size() == order_.size()) ordered.push_back(reasons[i]);
  output.finish({key, merged_input(parts_, key, order_), ordered});
  return key + ": " + told(parts_, [&](const Part& part) {
           return fmt::format("{} values", part.file().shape(scale_).front());
         });
}

MergeMethod along(const std::string& key, const std::string& scale, bool ascending) {
  return {key, {}, [=](MergedFile& output, std::vector<const Part*> parts, const std::string& by) {
            return merge_along(output, parts, by, scale, ascending);
          }};
}

}  // namespace kapitza::kinds
