#include "json_line.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>

namespace kapitza {
namespace {

std::string timestamp() {
  using namespace std::chrono;
  const auto now = floor<milliseconds>(system_clock::now());
  const auto whole = floor<seconds>(now);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(system_clock::to_time_t(whole)),
                     (now - whole).count());
}

/// Bytes of the UTF-8 character that a text begins with; 0 if it begins with none.
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  // Too long a form, a surrogate, or beyond U+10FFFF.
  const unsigned second = byte(1);
  const bool excluded = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return excluded ? 0 : length;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const std::size_t length = character(text);
    const char c = text.front();
    if (length == 0)
      result += "\\ufffd";
    else if (c == '"' || c == '\\')
      result += {'\\', c};
    else if (length == 1 && static_cast<unsigned char>(c) < 0x20)
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      result += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result + '"';
}

}  // namespace

JsonLine::JsonLine(std::string_view level, std::string_view message)
    : text_{fmt::format("{{\"time\": \"{}\"", timestamp())} {
  add("level", level).add("message", message);
}

JsonLine& JsonLine::add(std::string_view key, std::string_view value) {
  text_ += fmt::format(", {}: {}", quoted(key), quoted(value));
  return *this;
}

JsonLine& JsonLine::add(std::string_view key, double value) {
  text_ += fmt::format(", {}: {}", quoted(key),
                       std::isfinite(value) ? fmt::format("{}", value) : "null");
  return *this;
}

}  // namespace kapitza
