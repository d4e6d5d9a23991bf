#include "kapitza/base/log.hpp"

#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>

#include "json_line.hpp"

namespace kapitza {
namespace {

std::string_view view(spdlog::string_view_t text) {
  return {text.data(), text.size()};
}

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    const std::string text =
        json_line(view(spdlog::level::to_string_view(message.level)), view(message.payload)) + '\n';
    line.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

}  // namespace

void set_up_log(bool speaks, Verbosity verbosity, LogFormat format) {
  auto logger = std::make_shared<spdlog::logger>("kapitza",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  if (format == LogFormat::Json)
    logger->set_formatter(std::make_unique<JsonFormatter>());
  else
    logger->set_pattern("%l: %v");
  logger->set_level(!speaks                         ? spdlog::level::off
                    : verbosity == Verbosity::Quiet ? spdlog::level::warn
                                                    : spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

std::string error_line(std::string_view message, LogFormat format) {
  return format == LogFormat::Json ? json_line("error", message)
                                   : fmt::format("kapitza: error: {}", message);
}

std::string stop_line(std::string_view message, LogFormat format) {
  return format == LogFormat::Json ? json_line("warning", message)
                                   : fmt::format("kapitza: {}", message);
}

void print_to_stderr(std::string line) {
  line += '\n';
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
}

}  // namespace kapitza
