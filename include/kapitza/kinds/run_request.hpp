#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kapitza/base/log.hpp"

namespace kapitza::kinds {

/// What the user asks of one run, beside the case itself.
struct RunRequest {
  std::filesystem::path input;
  std::vector<std::string> overrides;            ///< --set table.key=value
  std::optional<std::filesystem::path> output;   ///< -o
  std::optional<std::filesystem::path> restart;  ///< --restart
  std::optional<std::filesystem::path> extend;   ///< --extend
  std::optional<double> time_limit;              ///< --time-limit, s
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  bool overwrite = false;  ///< --overwrite
  bool quiet = false;
  LogFormat log_format = LogFormat::Text;  ///< --log-format
};

}  // namespace kapitza::kinds
