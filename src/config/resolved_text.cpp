#include "kapitza/config/resolved_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "kapitza/config/document.hpp"

namespace kapitza::config {

std::string resolved_text(std::string_view kind, std::span<const ResolvedKey> keys) {
  std::string result = fmt::format("kind = {}\n", document::toml_string(kind)), table;
  for (const auto& [key, in_use, value] : keys) {
    if (key->table != table) result += fmt::format("\n[{}]\n", table = key->table);
    if (value)
      result += fmt::format("{} = {}\n", key->name, *value);
    else if (in_use)
      result +=
          fmt::format("# {}: {}\n", key->name, key->fallback.substr(1, key->fallback.size() - 2));
    else
      result += fmt::format("# {}: not in use\n", key->name);
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

bool is_incidental(std::string_view path) {
  return path == "output.file" || path == "checkpoint.every";
}

std::map<std::string, std::string> values_of(std::string_view resolved) {
  std::map<std::string, std::string> values;
  for (const auto& [path, text] : lines_by_key(resolved))
    if (!text.starts_with('(')) values.emplace(path, text);
  return values;
}

std::string with_value(std::string_view resolved, std::string_view path, std::string_view value) {
  const std::size_t dot = path.find('.');
  const std::string table = fmt::format("[{}]\n", path.substr(0, dot)),
                    begin = fmt::format("\n{} = ", path.substr(dot + 1));
  std::string text{resolved};
  const std::size_t section = text.find("\n" + table), line = text.find(begin, section);
  if (section == std::string::npos || line == std::string::npos) return text;
  const std::size_t from = line + begin.size(), to = std::min(text.find('\n', from), text.size());
  return text.replace(from, to - from, value);
}

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
    if (is_incidental(key)) continue;
    if (value(one, key) != value(other, key))
      found.push_back({key, value(one, key), value(other, key)});
  }
  return found;
}

std::string plain_text(std::string_view toml) {
  std::string text{toml};
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  const std::size_t exponent = text.find("e-0");
  if (exponent != std::string::npos && !text.starts_with('"')) text.erase(exponent + 2, 1);
  return text;
}

std::string brief_default(std::string_view toml) {
  const bool list = toml.starts_with('[') && toml.find(',') == std::string_view::npos;
  return plain_text(list ? toml.substr(1, toml.size() - 2) : toml);
}

std::string found_twice(std::string_view value) {
  return fmt::format("found {} twice; allowed: every value once", value);
}

}  // namespace kapitza::config
