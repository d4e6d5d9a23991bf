#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kapitza/config/keys.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/panel_choice.hpp"

namespace kapitza::kinds {

enum class MomentumScheme { Panels, Uniform };

/// [momentum] of the kinetic kinds.
struct Momentum {
  MomentumScheme scheme = MomentumScheme::Panels;
  std::optional<int> points;  ///< K; uniform: set once the case is complete
  double accuracy =
      1e-4;  ///< panels: of what is injected, between the nodes, and by rule of the state
  std::vector<double>
      breaks;  ///< panels: 0 < |k| < pi at which they end, besides those that are found
  bool operator==(const Momentum&) const = default;
};

/// The grid of a case, and what is to be said of it.
struct MomentumChoice {
  model::MomentumGrid grid;
  model::InjectionResolution resolution;
  std::string doubt;  ///< empty if the grid serves
};

/// The grid that is asked for, or chosen by what is injected. `steps`: jumps of it in 0 < |k| < pi; panels end there, and from 96
/// momenta or an accuracy below 5e-5 on at the threshold of umklapp pairs, too, with the zone's edge as a square root. What no
/// number of nodes on a panel resolves is left to a uniform grid, with a doubt. Throws InvalidInput, naming the key, if what is
/// injected turns negative between nodes that were given by hand (only occupations: `positive`).
MomentumChoice choose_momenta(const Momentum& asked, std::vector<double> steps,
                              const model::InjectedOn& sample, bool positive);

/// /k with its weights and breaks, and what reads them.
void write_momenta(io::ResultFile& file, const model::MomentumGrid& grid);
model::MomentumGrid read_momenta(const io::ResultReader& file);
void add_momenta(io::Contents& contents);

/// Findings about them, and the number of uniform momenta if none is given.
void complete_momentum(config::Reader& reader, Momentum& momentum, int uniform_points);

}  // namespace kapitza::kinds

namespace kapitza::config {

template <>
struct Words<kinds::MomentumScheme> {
  static constexpr std::pair<std::string_view, kinds::MomentumScheme> list[] = {
      {"panels", kinds::MomentumScheme::Panels}, {"uniform", kinds::MomentumScheme::Uniform}};
};

}  // namespace kapitza::config

namespace kapitza::kinds {

/// Its keys, bound to C::momentum.
template <class C>
void add_momentum_keys(config::Keys<C>& keys, int uniform_points) {
  using config::of;
  keys.add("momentum", "scheme", of(&C::momentum, &Momentum::scheme),
           {.meaning = "\"panels\": Gauss-Legendre nodes between breaks; \"uniform\": k_i = -pi + "
                       "(i + 1/2) 2 pi/K."});
  keys.add("momentum", "points", of(&C::momentum, &Momentum::points),
           {.unit = "1",
            .min = 8,
            .max = 65536,
            .absent = "chosen from accuracy; " + std::to_string(uniform_points) +
                      " if scheme = \"uniform\"",
            .condition = "even",
            .each = [](const std::optional<int>& value) { return !value || *value % 2 == 0; },
            .meaning = "Number K of momenta."});
  keys.add("momentum", "accuracy", of(&C::momentum, &Momentum::accuracy),
           {.unit = "1",
            .min = 1e-9,
            .max = 1e-1,
            .only_if = config::OnlyIf{"scheme", "panels"},
            .meaning = "Error between the nodes, relative to max n, that points are chosen for; "
                       "scheme = \"panels\" only."});
  keys.add("momentum", "breaks", of(&C::momentum, &Momentum::breaks),
           {.unit = "1/site",
            .min = 0,
            .max = 3.1415926,
            .above_min = true,
            .absent = "where a formula jumps",
            .condition = "ascending",
            .only_if = config::OnlyIf{"scheme", "panels"},
            .meaning = "Further |k| at which panels end, as at steps of a table; scheme = "
                       "\"panels\" only."});
}

}  // namespace kapitza::kinds
