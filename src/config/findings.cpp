#include "kapitza/config/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>
#include <tuple>

#include "kapitza/base/error.hpp"
#include "utf8.hpp"

namespace kapitza::config {

std::string to_string(const Location& where) {
  if (where.line == 0) return where.source;
  return fmt::format("{}:{}:{}", where.source, where.line, where.column);
}

std::string did_you_mean(std::string_view suggestion) {
  return suggestion.empty() ? "" : fmt::format("; did you mean \"{}\"?", suggestion);
}

std::string printable(std::string_view text) {
  constexpr std::size_t longest = 600, half = longest / 2;
  const auto within_character = [&](std::size_t at) { return (text[at] & 0xC0) == 0x80; };
  if (text.size() > longest) {
    std::size_t head = half, tail = text.size() - half;
    while (head > 0 && within_character(head))
      --head;
    while (tail < text.size() && within_character(tail))
      ++tail;
    return fmt::format("{} [... {} bytes ...] {}", printable(text.substr(0, head)), tail - head,
                       printable(text.substr(tail)));
  }
  std::string line;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    // A terminal obeys the control characters of both halves of Latin-1.
    const auto lead = static_cast<unsigned char>(text[0]);
    const bool control =
        lead < 0x20 || lead == 0x7F || (character >= "\xC2\x80" && character <= "\xC2\x9F");
    if (control || length == 0)
      for (const char c : character)
        line += fmt::format("\\x{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      line += character;
    text.remove_prefix(character.size());
  }
  return line;
}

void Findings::add(const Location& where, std::string_view path, std::string_view text) {
  add(where, fmt::format("{}: {}: {}", to_string(where), path, text));
}

void Findings::add(const Location& where, std::string line) {
  list_.push_back({where, printable(line)});
}

void Findings::throw_if_any(std::string_view file) const {
  if (list_.empty()) return;
  auto sorted = list_;
  std::ranges::stable_sort(sorted, {}, [&](const Finding& finding) {
    const auto& [source, line, column] = finding.where;
    const int last = std::numeric_limits<int>::max();
    return std::tuple(source != file, line == 0 ? last : line, column);
  });
  constexpr std::size_t most = 50;
  std::string message;
  for (const Finding& finding : std::span{sorted}.first(std::min(most, sorted.size()))) {
    message += (message.empty() ? "" : "\n") + finding.line;
  }
  if (sorted.size() > most)
    message += fmt::format("\n{}: and {} findings more", file, sorted.size() - most);
  throw InvalidInput(message);
}

}  // namespace kapitza::config
