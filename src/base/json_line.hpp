#pragma once

#include <string>
#include <string_view>

namespace kapitza {

/// One line of a log as a JSON object (RFC 8259): time (UTC, ISO 8601 to the millisecond), level, message, and what is added.
/// Bytes that are no UTF-8 become U+FFFD; a number that is not finite becomes null.
class JsonLine {
 public:
  JsonLine(std::string_view level, std::string_view message);

  JsonLine& add(std::string_view key, std::string_view value);
  JsonLine& add(std::string_view key, double value);
  /// Without a line break.
  std::string text() const { return text_ + '}'; }

 private:
  std::string text_;
};

}  // namespace kapitza
