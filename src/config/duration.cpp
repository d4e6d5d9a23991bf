#include "kapitza/config/duration.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace kapitza::config {
namespace {

struct Unit {
  std::string_view name;
  double seconds;
};
constexpr std::array<Unit, 4> units{{{"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}}};

}  // namespace

std::optional<double> parse_duration(std::string_view text) {
  if (text == "never") return std::numeric_limits<double>::infinity();
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const std::string_view name{stop, static_cast<std::size_t>(end - stop)};
  for (const Unit& unit : units) {
    const double seconds = number * unit.seconds;
    if (error == std::errc{} && name == unit.name && seconds > 0 && std::isfinite(seconds))
      return seconds;
  }
  return std::nullopt;
}

std::string duration_text(double seconds) {
  if (std::isinf(seconds)) return "never";
  for (const Unit& unit : units)
    if (std::fmod(seconds, unit.seconds) == 0 && seconds < 1e15)
      return fmt::format("{:.0f}{}", seconds / unit.seconds, unit.name);
  std::array<char, 400> text{};  // without an exponent, and enough digits to read back the same
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
  return std::string{text.data(), end.ptr} + "s";
}

std::optional<double> parse_clock_time(std::string_view text) {
  int days = 0;
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + dash, days);
    if (error != std::errc{} || stop != text.data() + dash || dash > 5) return std::nullopt;
    text.remove_prefix(dash + 1);
  }
  const std::size_t first = text.find(':'), second = text.rfind(':');
  if (first == std::string_view::npos || second != first + 3 || text.size() != second + 3 ||
      text.find_first_not_of("0123456789:") != std::string_view::npos || first < 1 || first > 6)
    return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  const int hours = number(0, first), minutes = number(first + 1, 2),
            seconds = number(second + 1, 2);
  if (dash != std::string_view::npos && hours > 23) return std::nullopt;
  const double total = 86400.0 * days + 3600.0 * hours + 60.0 * minutes + seconds;
  if (minutes > 59 || seconds > 59 || total == 0) return std::nullopt;
  return total;
}

}  // namespace kapitza::config
