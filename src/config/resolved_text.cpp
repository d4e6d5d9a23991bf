#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "kapitza/config/read_case.hpp"
#include "kapitza/config/schema.hpp"
#include "kinds.hpp"

namespace kapitza::config {

std::string resolved_text(const Case& input) {
  const ResolvedValues resolved =
      std::visit([](const auto& one) { return resolved_values(one); }, input);
  std::string result;
  std::string_view table;
  for (const Key& key : all_kinds()[input.index()].keys()) {
    if (key.table != table) result += fmt::format("\n[{}]\n", table = key.table);
    const auto text = resolved.values.find(key.path());
    if (text != resolved.values.end()) {
      result += fmt::format("{} = {}\n", key.name, text->second);
    } else if (!resolved.idle.contains(key.path())) {
      result +=
          fmt::format("# {}: {}\n", key.name, key.fallback.substr(1, key.fallback.size() - 2));
    } else {
      result += fmt::format("# {}: not in use\n", key.name);
    }
  }
  return result;
}

namespace {

/// The lines of a resolved text by the path of their key; "# key: what it means" counts as a value too.
std::map<std::string, std::string, std::less<>> lines_by_key(std::string_view text) {
  std::map<std::string, std::string, std::less<>> lines;
  std::string table;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with('[')) {
      table = std::string{line.substr(1, line.find(']') - 1)} + ".";
      continue;
    }
    const bool comment = line.starts_with("# ");
    if (comment) line.remove_prefix(2);
    const std::string_view separator = comment ? ": " : " = ";
    const std::size_t at = line.find(separator);
    if (at == std::string_view::npos) continue;
    const std::string value{line.substr(at + separator.size())};
    lines[table + std::string{line.substr(0, at)}] = comment ? "(" + value + ")" : value;
  }
  return lines;
}

}  // namespace

std::vector<Difference> differences(std::string_view first, std::string_view second) {
  const auto one = lines_by_key(first), other = lines_by_key(second);
  const auto value = [](const auto& lines, const std::string& key) {
    const auto line = lines.find(key);
    return line == lines.end() ? std::string{"(nothing)"} : line->second;
  };
  std::set<std::string> keys;
  for (const auto& [key, text] : one)
    keys.insert(key);
  for (const auto& [key, text] : other)
    keys.insert(key);
  std::vector<Difference> found;
  for (const std::string& key : keys) {
    if (key == "output.file" || key == "checkpoint.every") continue;
    if (value(one, key) != value(other, key))
      found.push_back({key, value(one, key), value(other, key)});
  }
  return found;
}

}  // namespace kapitza::config
