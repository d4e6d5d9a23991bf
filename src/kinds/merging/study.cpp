#include "study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

constexpr auto accuracy = "collision.accuracy";  // the one that is finer where it is smaller

std::string merge_study(MergedFile& output, std::vector<const Part*> parts, const std::string& key,
                        std::string (*table)(MergedFile&, const Study&)) {
  const Study study{std::move(parts), key};
  const Part& best = study.finest();
  for (const std::string& path : scales_first(best))
    output.copy(best, path);
  study.write_axis(output);
  const std::string text = table(output, study);
  output.finish({key, best.input(), reasons_of(best)});
  return text;
}

double number_in(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Study::Study(std::vector<const Part*> all, const std::string& by)
    : key{by}, name{by.substr(by.find('.') + 1)}, parts{std::move(all)} {
  for (const Part* part : parts)
    if (part->listed(key).size() != 1)
      throw InvalidInput{fmt::format("{} must be one number in every part: {}", key,
                                     told(parts, [&](const Part& one) {
                                       const std::string value = one.value(key);
                                       return value.empty() ? "not set" : value;
                                     }))};
  require_same_datasets(parts);
  require_same_values(parts, "/Lambda");
  const auto size = [&](const Part* part) { return number_in(part->listed(key).front()); };
  std::ranges::stable_sort(
      parts, {}, [&](const Part* part) { return key == accuracy ? -size(part) : size(part); });
  for (const Part* part : parts)
    sizes.push_back(size(part));
}

void Study::write_axis(MergedFile& output) const {
  const bool whole = std::ranges::all_of(sizes, [](double s) { return s == std::floor(s); });
  output.write(axis_of(name, key), sizes, whole, true);
}

io::Description Study::axis_of(const std::string& name, const std::string& key) {
  return {"/study/" + name, {}, "1", key + " of the parts"};
}

void add_study_axis(io::Contents& contents) {
  contents.scale(Study::axis_of("<key>", "<table>.<key>"), if_study);
}

std::string Study::order(const std::vector<double>& errors, std::size_t i) const {
  if (i == 0 || !(errors[i - 1] > 0) || !(errors[i] > 0)) return "";
  return fmt::format(" ({:.1f})", std::log(errors[i - 1] / errors[i]) /
                                      std::abs(std::log(sizes[i] / sizes[i - 1])));
}

std::vector<MergeMethod> study_methods(std::string (*table)(MergedFile&, const Study&)) {
  std::vector<MergeMethod> methods;
  for (const char* key :
       {"momentum.points", "space.cells", "space.nodes", accuracy, "collision.tau_max"})
    methods.push_back(
        {key,
         {},
         [table](MergedFile& output, std::vector<const Part*> parts, const std::string& by) {
           return merge_study(output, std::move(parts), by, table);
         }});
  return methods;
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    text += text.empty() ? "" : "\n";
    for (std::size_t i = 0; i < row.size(); ++i)
      text += fmt::format("{}{:>{}}", i ? "  " : "", row[i], widths[i]);
  }
  return text;
}

std::vector<std::string> reasons_of(const Part& part) {
  const auto names = part.file().attributes();
  if (std::ranges::find(names, "converged_reason") == names.end()) return {};
  return std::get<std::vector<std::string>>(part.file().attribute("converged_reason"));
}

}  // namespace kapitza::kinds
