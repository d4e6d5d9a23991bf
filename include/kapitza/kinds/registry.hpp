#pragma once

#include <span>
#include <string_view>

#include "kapitza/config/key.hpp"
#include "kapitza/kinds/kind.hpp"

namespace kapitza::kinds {

/// All kinds, in the order of the documentation.
std::span<const Kind* const> all();

/// Throws InvalidInput for an unknown name, with the nearest that exists.
const Kind& find(std::string_view name);

/// What may stand in an input of each kind.
const config::Catalogue& catalogue();

}  // namespace kapitza::kinds
