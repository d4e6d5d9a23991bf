#pragma once

#include <variant>

#include "kapitza/config/boltzmann_case.hpp"
#include "kapitza/config/linear_case.hpp"
#include "kapitza/config/micro_case.hpp"

namespace kapitza::config {

/// One alternative per kind of case.
using Case = std::variant<BoltzmannCase, LinearCase, MicroCase>;

}  // namespace kapitza::config
