#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "kapitza/config/duration.hpp"
#include "kapitza/config/keys.hpp"
#include "kapitza/config/location.hpp"
#include "kapitza/config/reader.hpp"

namespace kapitza::kinds {

/// What cases of every kind have.
struct CommonCase {
  std::map<int, double> coefficients;                ///< [interaction] coefficients: c_l by l
  std::optional<std::filesystem::path> output_file;  ///< [output] file
  config::Duration checkpoint_interval{600};         ///< [checkpoint] every
  config::Places where;                              ///< its values, in the input
  bool operator==(const CommonCase&) const = default;
};

inline bool is_even(int value) {
  return value % 2 == 0;
}

/// Keys that several kinds have, declared where they are called.
template <class C>
void add_points_key(config::Keys<C>& keys, std::string meaning) {
  keys.add("momentum", "points", &C::points,
           {.unit = "1",
            .min = 8,
            .max = 65536,
            .condition = "even",
            .each = is_even,
            .meaning = std::move(meaning)});
}

template <class C>
void add_Lambda_key(config::Keys<C>& keys) {
  keys.add("defect", "Lambda", &C::Lambda,
           {.unit = "1",
            .min = 0,
            .above_min = true,
            .required = true,
            .condition = "no value twice",
            .distinct = true,
            .meaning = "Strength lambda^2 int D^2 dx of the defect, one or several."});
}

template <class C>
void add_interaction_keys(config::Keys<C>& keys) {
  keys.add("interaction", "coefficients", &C::coefficients,
           {.unit = "energy",
            .required = true,
            .condition = "orders 1 to 8, not all zero from 2 on",
            .meaning =
                "c_l of V(|psi|^2) = sum_l c_l |psi|^{2l} / l!, as { \"3\" = 6.0 } for |psi|^6."});
}

template <class C>
void add_output_keys(config::Keys<C>& keys) {
  keys.add(
      "output", "file", &C::output_file,
      {.absent = "the case's name with .h5",
       .meaning = "Result file, relative to the working directory; the option -o replaces it."});
  keys.add(
      "checkpoint", "every", &C::checkpoint_interval,
      {.meaning = "Wall time from one checkpoint to the next; one is also written when the run is "
                  "asked to stop."});
}

/// Findings about the coefficients of the interaction, taken together.
void complete_interaction(config::Reader& reader, const CommonCase& input);

}  // namespace kapitza::kinds
