#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kapitza/config/location.hpp"

namespace kapitza::config {

/// Everything that is wrong with an input, gathered in one pass and thrown as one InvalidInput.
class Findings {
 public:
  /// `text`: what was found; what is allowed; perhaps what was meant.
  void add(const Location& where, std::string_view path, std::string_view text);

  /// An already complete line, e.g. from the TOML library.
  void add(const Location& where, std::string line);

  std::size_t size() const noexcept { return list_.size(); }

  /// InvalidInput with one printable line per finding, 50 at most: by place in the file, then what is missing, then the overrides.
  void throw_if_any(std::string_view file) const;

 private:
  struct Finding {
    Location where;
    std::string line;
  };
  std::vector<Finding> list_;
};

/// The text on one line of bounded length, whatever the input holds: control characters as \xNN, and of more than 600 bytes only
/// the beginning and the end.
std::string printable(std::string_view text);

/// "; did you mean "..."?", or nothing without a suggestion.
std::string did_you_mean(std::string_view suggestion);

}  // namespace kapitza::config
