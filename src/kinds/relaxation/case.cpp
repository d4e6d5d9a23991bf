#include "kapitza/kinds/relaxation/case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>

#include "kapitza/base/error.hpp"
#include "kapitza/kinds/collision_keys.hpp"
#include "kapitza/kinds/fft_planning.hpp"
#include "kapitza/kinds/splitting_keys.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::config {

template <>
struct Value<kinds::InitialOccupation> {
  static constexpr auto type = "a formula in k as a string";
  static constexpr bool has_range = false, takes_text = true;

  static std::optional<kinds::InitialOccupation> read(Reader& reader, const Key& key,
                                                      const document::Node& node) {
    const auto text = Value<std::string>::read(reader, key, node);
    if (!text) return std::nullopt;
    try {
      return kinds::InitialOccupation{kinds::FormulaSource{*text}};
    } catch (const InvalidInput& error) {
      reader.complain(key.path(), error.what());
      return std::nullopt;
    }
  }
  static std::optional<std::string> text(const kinds::InitialOccupation& value) {
    return document::toml_string(value.n.text());
  }
};

}  // namespace kapitza::config

namespace kapitza::kinds {
namespace {

using config::of;

constexpr double largest_integer = std::numeric_limits<int>::max();
constexpr int judged_momenta = 512;    // by the text alone; the modes themselves later
constexpr int largest_ring = 1 << 26;  // all of it on every rank
const std::string for_each_lambda = "one value, or one for each lambda";

void add_physics(config::Keys<RelaxationCase>& keys) {
  add_points_key(keys,
                 "Number K of momenta k_i = -pi + (i + 1/2) 2 pi/K of n(k), around which the modes "
                 "of the lattice are averaged.");
  add_interaction_keys(keys);
  keys.add("interaction", "lambda", &RelaxationCase::lambda,
           {.unit = "1",
            .required = true,
            .condition = "not 0",
            .each = [](double lambda) { return lambda != 0; },
            .meaning = "Strength of V at every site, of either sign, one or several. The same one "
                       "may stand twice, with another end."});
  keys.add("initial", "occupation", &RelaxationCase::initial,
           {.unit = "1",
            .required = true,
            .condition = "finite and not negative",
            .meaning = "n(k) at t = 0 on all of the zone: modes are independent and Gaussian."});
  keys.add("lattice", "sites", &RelaxationCase::sites,
           {.unit = "sites",
            .min = 16,
            .max = largest_ring,
            .condition = "a multiple of momentum.points, twice as many or more",
            .meaning = "Length N of the ring."});
}

void add_time(config::Keys<RelaxationCase>& keys) {
  add_splitting_keys(keys, &RelaxationCase::time);
  keys.add("time", "end", of(&RelaxationCase::time, &RelaxationTime::end),
           {.unit = "1/energy",
            .min = 0,
            .max = 1e9,
            .above_min = true,
            .required = true,
            .condition = for_each_lambda,
            .meaning = "Time t at which it ends, rounded to twice whole steps: what n changes from "
                       "t/2 to t is compared."});
  keys.add("time", "measured", of(&RelaxationCase::time, &RelaxationTime::measured),
           {.unit = "1",
            .min = 0,
            .max = 1,
            .condition = "no value twice",
            .distinct = true,
            .meaning = "Times at which n is written, in units of end; 0.5 and 1 are always."});
  keys.add("time", "tolerance", of(&RelaxationCase::time, &RelaxationTime::tolerance),
           {.unit = "1",
            .min = 1e-12,
            .max = 1e-1,
            .meaning = "Error of one step of the kinetic equation, relative to max n."});
}

void add_collision(config::Keys<RelaxationCase>& keys) {
  add_collision_keys(keys, {.meaning = "Error of I_k in units of C_l rho^{2l-1}."});
  add_next_order_keys(keys,
                      {.meaning = "\"leading\": lambda^2 I alone; \"next\": lambda^3 J besides."});
}

config::Keys<RelaxationCase> declare() {
  config::Keys<RelaxationCase> keys;
  add_physics(keys);
  add_collision(keys);
  add_time(keys);
  keys.add("ensemble", "realisations", &RelaxationCase::realisations,
           {.unit = "1",
            .min = 2,
            .max = largest_integer,
            .required = true,
            .condition = for_each_lambda,
            .meaning = "Independent random phases; rows share them, as far as they go."});
  keys.add("ensemble", "seed", &RelaxationCase::seed,
           {.unit = "1", .min = 0, .max = largest_integer, .meaning = "Key of the phases."});
  add_planning_key(keys);
  add_output_keys(keys);
  return keys;
}

template <class T>
void require_rows(config::Reader& reader, const char* path, const std::vector<T>& values,
                  std::size_t rows) {
  if (values.size() <= 1 || rows == 0 || values.size() == rows) return;
  reader.complain(path, fmt::format("found {} values beside {} of interaction.lambda; allowed: {}",
                                    values.size(), rows, for_each_lambda));
}

}  // namespace

const config::Keys<RelaxationCase>& relaxation_keys() {
  static const config::Keys<RelaxationCase> keys = declare();
  return keys;
}

void complete(config::Reader& reader, RelaxationCase& input) {
  complete_interaction(reader, input);
  complete_collision(reader, input.collision);
  require_rows(reader, "time.end", input.time.end, input.lambda.size());
  require_rows(reader, "ensemble.realisations", input.realisations, input.lambda.size());
  if (input.sites % input.points != 0 || input.sites < 2 * input.points)
    reader.complain("lattice.sites",
                    fmt::format("found {} beside momentum.points = {}; allowed: a multiple of the "
                                "momenta, twice as many or more",
                                input.sites, input.points));
  complete_next_order(reader, input.next);
  try {
    model::sampled_occupation(input.initial.n, model::MomentumGrid{judged_momenta});
  } catch (const InvalidInput& error) {
    reader.complain("initial.occupation", error.what());
  }
}

}  // namespace kapitza::kinds
