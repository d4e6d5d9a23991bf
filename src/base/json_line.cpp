#include "json_line.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace kapitza {
namespace {

using nlohmann::ordered_json;

std::string timestamp() {
  using namespace std::chrono;
  const auto now = floor<milliseconds>(system_clock::now());
  const auto whole = floor<seconds>(now);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(system_clock::to_time_t(whole)),
                     (now - whole).count());
}

}  // namespace

std::string json_line(std::string_view level, std::string_view message) {
  return json_line(level, message, ordered_json::object());
}

std::string json_line(std::string_view level, std::string_view message, const ordered_json& more) {
  ordered_json line{{"time", timestamp()}, {"level", level}, {"message", message}};
  line.update(more);
  return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace kapitza
