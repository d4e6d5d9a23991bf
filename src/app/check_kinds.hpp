#pragma once

#include <string>

#include "kapitza/config/case.hpp"

namespace kapitza::app {

/// `kapitza check` for each kind of case: print the resolved case, and time, memory and size of the result as comments.
/// `name`: the file it came from.
void check_kind(const std::string& name, const config::BoltzmannCase& input);
void check_kind(const std::string& name, const config::LinearCase& input);
void check_kind(const std::string& name, const config::MicroCase& input);

}  // namespace kapitza::app
