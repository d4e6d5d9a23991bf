#include "kapitza/config/key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "kapitza/base/error.hpp"
#include "kapitza/config/findings.hpp"

namespace kapitza::config {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string range_text(const Key& key) {
  std::string text;
  if (key.min > -infinity)
    text += fmt::format("{} {}", key.above_min ? "above" : "at least", key.min);
  if (key.max < infinity) text += fmt::format("{}at most {}", text.empty() ? "" : " and ", key.max);
  return text;
}

std::string words_text(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += fmt::format("{}\"{}\"", text.empty() ? "" : " or ", word);
  return text;
}

std::string without_brackets(const std::string& text) {
  return text.substr(1, text.size() - 2);
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
  return table.empty() ? name : fmt::format("{}.{}", table, name);
}

Catalogue::Catalogue(std::vector<Grammar> kinds) : kinds_{std::move(kinds)} {
  kind_key_.name = "kind";
  kind_key_.fallback = "required";
  kind_key_.takes_text = true;
  for (const Grammar& grammar : kinds_) {
    kind_key_.words.emplace_back(grammar.kind);
    kind_key_.meaning +=
        fmt::format("{}\"{}\" {}", kind_key_.meaning.empty() ? "What is computed: " : ", ",
                    grammar.kind, grammar.meaning);
  }
  kind_key_.meaning += '.';
}

bool Catalogue::contains(std::string_view kind) const noexcept {
  return std::ranges::find(kinds_, kind, &Grammar::kind) != kinds_.end();
}

const Grammar& Catalogue::find(std::string_view kind) const {
  const auto found = std::ranges::find(kinds_, kind, &Grammar::kind);
  if (found != kinds_.end()) return *found;
  const std::vector<std::string_view> names{kind_key_.words.begin(), kind_key_.words.end()};
  throw InvalidInput(fmt::format("kind \"{}\"; allowed: {}{}", kind, allowed_values(kind_key_),
                                 did_you_mean(nearest(kind, names))));
}

std::string allowed_values(const Key& key) {
  if (!key.words.empty()) return words_text(key.words);
  std::string text = key.type;
  if (key.has_range) {
    const std::string range = range_text(key);
    if (!range.empty()) text += ", " + range;
  }
  if (!key.condition.empty()) text += fmt::format(", {}", key.condition);
  return text;
}

std::string describe_keys(const Key& kind_key, std::span<const Key> keys) {
  std::string text, table;
  const auto describe = [&](const Key& key) {
    if (key.table != table) text += fmt::format("\n[{}]\n", table = key.table);
    const std::string unit = key.unit.empty() ? "" : fmt::format("; unit: {}", key.unit);
    text += fmt::format("{}  ({})\n    {}\n    {}{}\n", key.name,
                        key.required()                  ? std::string{"required"}
                        : key.fallback.starts_with('(') ? without_brackets(key.fallback)
                                                        : fmt::format("default: {}", key.fallback),
                        key.meaning, allowed_values(key), unit);
  };
  describe(kind_key);
  for (const Key& key : keys)
    describe(key);
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
