#include "kapitza/config/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "kapitza/base/error.hpp"

namespace kapitza::config {

std::string to_string(const Location& where) {
  if (where.line == 0) return where.source;
  return fmt::format("{}:{}:{}", where.source, where.line, where.column);
}

std::string did_you_mean(std::string_view suggestion) {
  return suggestion.empty() ? "" : fmt::format("; did you mean \"{}\"?", suggestion);
}

void Findings::add(const Location& where, std::string_view path, std::string_view text) {
  add(where, fmt::format("{}: {}: {}", to_string(where), path, text));
}

void Findings::add(const Location& where, std::string line) {
  list_.push_back({where, std::move(line)});
}

void Findings::throw_if_any(std::string_view file) const {
  if (list_.empty()) return;
  auto sorted = list_;
  std::ranges::stable_sort(sorted, {}, [&](const Finding& finding) {
    const auto& [source, line, column] = finding.where;
    const int last = std::numeric_limits<int>::max();
    return std::tuple(source != file, line == 0 ? last : line, column);
  });
  std::string message;
  for (const Finding& finding : sorted) {
    message += (message.empty() ? "" : "\n") + finding.line;
  }
  throw InvalidInput(message);
}

}  // namespace kapitza::config
