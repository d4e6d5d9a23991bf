#pragma once

#include <string>
#include <variant>
#include <vector>

namespace kapitza::io {

/// An attribute as results have them; in the file, texts are UTF-8 of variable length, and numbers have 64 bits.
using Attribute = std::variant<std::string, std::vector<std::string>, long long, double>;

}  // namespace kapitza::io
