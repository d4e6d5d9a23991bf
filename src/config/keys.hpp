#pragma once

#include <span>

#include "kapitza/config/schema.hpp"

namespace kapitza::config {

/// The key that every kind begins with; its words are the kinds.
inline constexpr Key kind_key{
    "",
    "kind",
    ValueType::Word,
    "required",
    "",
    0,
    0,
    false,
    "boltzmann linear",
    "What is computed: \"boltzmann\" is the stationary state across the defect, \"linear\" its "
    "response to perturbations of a thermal state, with the boundary resistance."};

/// The keys of each kind, in the order of the documentation.
std::span<const Key> boltzmann_keys();
std::span<const Key> linear_keys();

}  // namespace kapitza::config
