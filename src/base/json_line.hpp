#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace kapitza {

/// One line of a log as a JSON object, without a line break: time (UTC, ISO 8601 to the millisecond), level, message, and the
/// members of the object `more`. Bytes that are no UTF-8 become U+FFFD; a number that is not finite becomes null.
std::string json_line(std::string_view level, std::string_view message);
std::string json_line(std::string_view level, std::string_view message,
                      const nlohmann::ordered_json& more);

}  // namespace kapitza
