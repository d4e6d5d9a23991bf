#include "kapitza/config/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "kapitza/base/error.hpp"
#include "kapitza/config/findings.hpp"
#include "kinds.hpp"

namespace kapitza::config {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
std::string_view noun(ValueType type) {
  using enum ValueType;
  switch (type) {
    case Integer:
      return "an integer";
    case Number:
      return "a number";
    case Word:
      return "one of";
    case Text:
      return "a non-empty string";
    case Duration:
      return "a duration such as \"30s\", \"10min\", \"2h\" or \"1d\", or \"never\"";
    case Integers:
      return "an integer or a list of them";
    case Numbers:
      return "a number or a list of them";
    case Boolean:
      return "true or false";
    case Booleans:
      return "true, false, or a list of both";
    case Profile:
      return "\"smooth\", \"box\", or a formula in y as a string";
    case Coefficients:
      return "a table { \"order\" = finite number, ... }";
    case Thermal:
      return "{beta = number above 0, mu = number below 0}";
    case Perturbation:
      return "a formula as a string, or {file = ..., dataset = ...}";
    case Injection:
      return "a formula as a string, {thermal = {beta = ..., mu = ...}}, or {file = ..., dataset = "
             "...}";
  }
  return {};
}

bool has_range(ValueType type) {
  using enum ValueType;
  return type == Integer || type == Number || type == Integers || type == Numbers ||
         type == Coefficients;
}

std::string range_text(const Key& key) {
  std::string text;
  if (key.min > -infinity)
    text += fmt::format("{} {}", key.above_min ? "above" : "at least", key.min);
  if (key.max < infinity) text += fmt::format("{}at most {}", text.empty() ? "" : " and ", key.max);
  return text;
}

std::string words_text(std::string_view words) {
  std::string text;
  while (!words.empty()) {
    const std::size_t blank = std::min(words.find(' '), words.size());
    text += fmt::format("{}\"{}\"", text.empty() ? "" : " or ", words.substr(0, blank));
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return text;
}

/// Edits (insert, delete, replace, exchange neighbours) between two words, capital letters set aside.
int edit_distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const std::size_t width = b.size() + 1;
  std::vector<int> before(width), row(width), next(width);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = static_cast<int>(i);
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1)});
      const bool exchanged = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                             lower(a[i - 2]) == lower(b[j - 1]);
      if (exchanged) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before.swap(row);
    row.swap(next);
  }
  return row.back();
}

}  // namespace

std::string Key::path() const {
  return table.empty() ? std::string{name} : fmt::format("{}.{}", table, name);
}

std::span<const Key> schema(std::string_view kind) {
  const auto names = kinds();
  const auto found = std::ranges::find(all_kinds(), kind, &Kind::name);
  if (found != all_kinds().end()) return found->keys();
  throw InvalidInput(fmt::format("kind \"{}\"; allowed: {}{}", kind, allowed_values(kind_key),
                                 did_you_mean(nearest(kind, names))));
}

std::string allowed_values(const Key& key) {
  using enum ValueType;
  if (key.type == Word) return words_text(key.allowed);
  std::string text{noun(key.type)};
  if (has_range(key.type)) {
    const std::string range = range_text(key);
    if (!range.empty()) text += ", " + range;
  }
  if (!key.allowed.empty()) text += fmt::format(", {}", key.allowed);
  return text;
}

std::string describe_keys(std::string_view kind) {
  std::string text;
  std::string_view table;
  for (const Key& key : schema(kind)) {
    if (key.table != table) text += fmt::format("\n[{}]\n", table = key.table);
    const std::string unit = key.unit.empty() ? "" : fmt::format("; unit: {}", key.unit);
    text += fmt::format("{}  ({})\n    {}\n    {}{}\n", key.name,
                        key.fallback == "required" ? std::string{"required"}
                        : key.fallback.starts_with('(')
                            ? std::string{key.fallback.substr(1, key.fallback.size() - 2)}
                            : fmt::format("default: {}", key.fallback),
                        key.meaning, allowed_values(key), unit);
  }
  return text;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  // A third of the letters may differ; short words get one, or two where they are at least four letters long.
  int best_distance =
      std::max({1, word.size() >= 4 ? 2 : 1, static_cast<int>(word.size()) / 3}) + 1;
  for (const std::string_view candidate : candidates) {
    const int distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < static_cast<int>(candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace kapitza::config
