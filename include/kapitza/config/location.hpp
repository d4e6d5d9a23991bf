#pragma once

#include <map>
#include <string>
#include <string_view>

namespace kapitza::config {

/// Where a value stands in the input. Line and column count from 1; line 0 means the value has no line of its own (it came
/// from an override, whose text is then the source, or from a default).
struct Location {
  std::string source;
  int line = 0;
  int column = 0;
};

/// "file:line:column", or the source alone if there is no line.
std::string to_string(const Location& where);

/// Where the values of a case stand, for the messages of later checks. Equal to any other.
struct Places {
  std::string file;
  std::map<std::string, Location, std::less<>> of;  ///< by the path of the key, if it was given

  /// The place of the value, or the file.
  Location operator()(std::string_view path) const;
  bool operator==(const Places&) const { return true; }
};

}  // namespace kapitza::config
