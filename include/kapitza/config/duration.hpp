#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kapitza::config {

/// A time, as a key holds it.
struct Duration {
  double seconds;  ///< infinity for "never"
  bool operator==(const Duration&) const = default;
};

/// Seconds of "30s", "10min", "2h", "1.5d"; infinity for "never"; nothing for any other text, zero and negative times included.
std::optional<double> parse_duration(std::string_view text);

/// The same in the largest unit that gives a whole number: parse_duration reads it back to the same seconds.
std::string duration_text(double seconds);

/// Seconds of "HH:MM:SS", the form of SLURM's --time, hours as many as you like; nothing for any other text, or zero.
std::optional<double> parse_clock_time(std::string_view text);

}  // namespace kapitza::config
