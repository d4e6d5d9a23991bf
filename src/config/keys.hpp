#pragma once

#include <limits>
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
    "boltzmann linear micro",
    "What is computed: \"boltzmann\" is the stationary state across the defect, \"linear\" its "
    "response to perturbations of a thermal state, with the boundary resistance, \"micro\" the "
    "driven field on a lattice, averaged over its noise."};

/// Keys that mean the same in every kind.
inline constexpr Key coefficients_key{
    "interaction",
    "coefficients",
    ValueType::Coefficients,
    "required",
    "energy",
    -std::numeric_limits<double>::infinity(),
    std::numeric_limits<double>::infinity(),
    false,
    "orders 1 to 8, not all zero from 2 on",
    "c_l of V(|psi|^2) = sum_l c_l |psi|^{2l} / l!, as { \"3\" = 6.0 } for |psi|^6."};
inline constexpr Key Lambda_key{"defect",
                                "Lambda",
                                ValueType::Numbers,
                                "required",
                                "1",
                                0,
                                std::numeric_limits<double>::infinity(),
                                true,
                                "no value twice",
                                "Strength lambda^2 int D^2 dx of the defect, one or several."};
inline constexpr Key output_file_key{
    "output",
    "file",
    ValueType::Text,
    "(the case's name with .h5)",
    "",
    0,
    0,
    false,
    "",
    "Result file, relative to the working directory; the option -o replaces it."};
inline constexpr Key checkpoint_every_key{"checkpoint",
                                          "every",
                                          ValueType::Duration,
                                          "\"10min\"",
                                          "",
                                          0,
                                          0,
                                          false,
                                          "",
                                          "Wall time from one checkpoint to the next; one is also "
                                          "written when the run is asked to stop."};

/// The keys of each kind, in the order of the documentation.
std::span<const Key> boltzmann_keys();
std::span<const Key> linear_keys();
std::span<const Key> micro_keys();

}  // namespace kapitza::config
