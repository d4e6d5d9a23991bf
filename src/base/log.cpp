#include "kapitza/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace kapitza {

void set_up_log(bool speaks, Verbosity verbosity) {
  auto logger = std::make_shared<spdlog::logger>("kapitza",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%l: %v");
  logger->set_level(!speaks                         ? spdlog::level::off
                    : verbosity == Verbosity::Quiet ? spdlog::level::warn
                    : verbosity == Verbosity::Debug ? spdlog::level::debug
                                                    : spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace kapitza
