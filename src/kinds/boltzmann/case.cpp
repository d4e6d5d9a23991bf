#include "kapitza/kinds/boltzmann/case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "defect.hpp"
#include "kapitza/kinds/collision_keys.hpp"
#include "time_keys.hpp"

namespace kapitza::config {

template <>
struct Words<kinds::CollisionScheme> {
  static constexpr std::pair<std::string_view, kinds::CollisionScheme> list[] = {
      {"fast", kinds::CollisionScheme::Fast}, {"paper", kinds::CollisionScheme::Paper}};
};
template <>
struct Words<kinds::SpatialMethod> {
  static constexpr std::pair<std::string_view, kinds::SpatialMethod> list[] = {
      {"dg", kinds::SpatialMethod::DiscontinuousGalerkin},
      {"upwind", kinds::SpatialMethod::Upwind}};
};
template <>
struct Words<boltzmann::SteadyMethod> {
  static constexpr std::pair<std::string_view, boltzmann::SteadyMethod> list[] = {
      {"pseudo", boltzmann::SteadyMethod::Pseudo}, {"march", boltzmann::SteadyMethod::March}};
};

}  // namespace kapitza::config

namespace kapitza::kinds {
namespace {

using boltzmann::SteadyMethod;
using config::of;
using config::OnlyIf;

constexpr int uniform_points = 128;

void add_collision(config::Keys<BoltzmannCase>& keys) {
  keys.add(
      "collision", "scheme", &BoltzmannCase::scheme,
      {.meaning = "\"fast\": error controlled; \"paper\": auxiliary time as in Appendix C, the "
                  "yardstick."});
  add_collision_keys(
      keys,
      {.only_if = OnlyIf{"scheme", "fast"},
       .meaning = "Error of I_k in units of C_l rho^{2l-1}; scheme = \"fast\" only."},
      {.tau_max = "chosen from accuracy; 130 if scheme = \"paper\"",
       .tau_step = "chosen from accuracy; 0.03 if scheme = \"paper\"",
       .lattice = "chosen from accuracy; 4096 if scheme = \"paper\""});
  keys.add("collision", "band", &BoltzmannCase::band,
           {.unit = "sites",
            .min = 2,
            .max = 1 << 24,
            .absent = "256 if scheme = \"paper\"",
            .condition = "at most lattice",
            .only_if = OnlyIf{"scheme", "paper"},
            .meaning = "Sites M~ that hold F at time zero; scheme = \"paper\" only."});
  add_next_order_keys(
      keys, {.condition = "\"next\" with defect.length",
             .meaning = "\"leading\": Lambda I alone; \"next\": the next order in lambda besides, "
                        "Lambda lambda D J, in a defect of finite length."});
  keys.add(
      "collision", "next_points", &BoltzmannCase::next_points,
      {.unit = "1",
       .min = 2,
       .max = 100000,
       .only_if = OnlyIf{"order", "next"},
       .meaning = "Points X at which J_k is evaluated, about; between them it is interpolated."});
}

void add_injection(config::Keys<BoltzmannCase>& keys) {
  keys.add("injection", "left", &BoltzmannCase::left,
           {.unit = "1",
            .min = 0,
            .above_min = true,
            .required = true,
            .meaning = "Occupation n(k) injected at X = 0. A file is HDF5 or two columns of text, "
                       "relative to the folder of the input."});
  keys.add("injection", "right", &BoltzmannCase::right,
           {.unit = "1",
            .min = 0,
            .above_min = true,
            .condition = "or \"mirror\"",
            .meaning = "Occupation injected at X = 1; \"mirror\" is n(-k) of the left."});
}

void add_space(config::Keys<BoltzmannCase>& keys) {
  keys.add("space", "scheme", of(&BoltzmannCase::space, &Space::scheme),
           {.meaning = "\"dg\": discontinuous Galerkin; \"upwind\": first order as in (30)."});
  keys.add(
      "space", "accuracy", of(&BoltzmannCase::space, &Space::accuracy),
      {.unit = "1",
       .min = 1e-10,
       .max = 0.1,
       .only_if = OnlyIf{"scheme", "dg"},
       .meaning = "Error of what leaves by the grid in X, over the largest n: cells are chosen "
                  "for it at each Lambda, unless cells or nodes are given."});
  keys.add("space", "cells", of(&BoltzmannCase::space, &Space::cells),
           {.unit = "1",
            .min = 1,
            .max = 100000,
            .absent = "chosen for each Lambda; 12 if nodes are given",
            .only_if = OnlyIf{"scheme", "dg"},
            .meaning = "Cells between X = 0 and 1, graded towards both; scheme = \"dg\" only."});
  keys.add("space", "nodes", of(&BoltzmannCase::space, &Space::nodes),
           {.unit = "1",
            .min = 1,
            .max = 8,
            .absent = "3",
            .only_if = OnlyIf{"scheme", "dg"},
            .meaning = "Gauss nodes per cell; scheme = \"dg\" only."});
  keys.add(
      "space", "points", of(&BoltzmannCase::space, &Space::points),
      {.unit = "1",
       .min = 3,
       .max = 100000,
       .absent = "required if scheme = \"upwind\"",
       .condition = "ascending",
       .only_if = OnlyIf{"scheme", "upwind"},
       .meaning = "Interior points N, X_i = i/(N + 1). Several are extrapolated in 1/N: two to "
                  "first order, more to second."});
}

void add_steady(config::Keys<BoltzmannCase>& keys) {
  keys.add("steady", "method", of(&BoltzmannCase::steady, &Steady::method),
           {.meaning = "\"pseudo\": implicit pseudo-time; \"march\": the splitting (31), (32), for "
                       "scheme = \"upwind\"."});
  keys.add("steady", "tolerance", of(&BoltzmannCase::steady, &Steady::tolerance),
           {.unit = "1",
            .min = 1e-14,
            .max = 1e-2,
            .meaning = "Residual at which a state counts as stationary, relative to the injected "
                       "current, or what rounding leaves of it unless this is below the default."});
  keys.add("steady", "max_steps", of(&BoltzmannCase::steady, &Steady::max_steps),
           {.unit = "1",
            .min = 1,
            .max = 1000000000,
            .absent = "500 if method = \"pseudo\", 1000000 if \"march\"",
            .meaning = "Time steps allowed for one Lambda on one grid."});
}

config::Keys<BoltzmannCase> declare() {
  config::Keys<BoltzmannCase> keys;
  add_momentum_keys(keys, uniform_points);
  keys.add("momentum", "estimate", &BoltzmannCase::momentum_estimate,
           {.only_if = OnlyIf{"scheme", "panels"},
            .meaning = "Solve each case once more on fewer momenta, for the errors; false: "
                       "they are told by the highest coefficients of n alone."});
  add_interaction_keys(keys);
  add_collision(keys);
  add_injection(keys);
  add_defect_keys(keys);
  add_space(keys);
  add_steady(keys);
  add_time_keys(keys);
  add_output_keys(keys);
  return keys;
}

void complete_scheme(config::Reader& reader, BoltzmannCase& input) {
  if (input.scheme == CollisionScheme::Paper) {
    if (reader.given("momentum.scheme") && input.momentum.scheme != MomentumScheme::Uniform)
      reader.complain("momentum.scheme",
                      "found \"panels\"; allowed: \"uniform\", which collision.scheme = \"paper\" "
                      "needs for its transforms");
    input.momentum.scheme = MomentumScheme::Uniform;
    // The parameters of Appendix C.
    collision::CollisionSettings& collision = input.collision;
    collision.tau_max = collision.tau_max.value_or(130.0);
    collision.tau_step = collision.tau_step.value_or(0.03);
    collision.lattice = collision.lattice.value_or(4096);
    input.band = input.band.value_or(256);
    if (*input.band > *collision.lattice)
      reader.complain("collision.band", fmt::format("found {}; allowed: at most the lattice, {}",
                                                    *input.band, *collision.lattice));
  }
  complete_collision(reader, input.collision);
  complete_next_order(reader, input.next);
}

void complete_space(config::Reader& reader, Space& space) {
  if (space.cells || space.nodes) {
    space.cells = space.cells.value_or(12);
    space.nodes = space.nodes.value_or(3);
  }
  if (space.scheme == SpatialMethod::Upwind && !reader.given("space.points"))
    reader.complain("space.points",
                    "missing; scheme = \"upwind\" needs N, or a list of N to extrapolate from");
  if (std::ranges::adjacent_find(space.points, std::ranges::greater_equal{}) != space.points.end())
    reader.reject("space.points", "a list that does not ascend");
}

void complete_steady(config::Reader& reader, BoltzmannCase& input) {
  const bool march = input.steady.method == SteadyMethod::March;
  if (!input.steady.max_steps) input.steady.max_steps = march ? 1000000 : 500;
  if (input.scheme == CollisionScheme::Paper && !march)
    reader.complain("steady.method",
                    "\"pseudo\" needs the exact linearisation, which collision.scheme = \"paper\" "
                    "does not have; allowed: \"march\"");
  if (march && input.space.scheme != SpatialMethod::Upwind)
    reader.complain("steady.method",
                    "\"march\" is the paper's step (31), (32) on its upwind grid; allowed: with "
                    "space.scheme = \"upwind\"");
}

}  // namespace

const config::Keys<BoltzmannCase>& boltzmann_keys() {
  static const config::Keys<BoltzmannCase> keys = declare();
  return keys;
}

void complete(config::Reader& reader, BoltzmannCase& input) {
  complete_interaction(reader, input);
  complete_scheme(reader, input);
  complete_momentum(reader, input.momentum, uniform_points);
  complete_injection(reader, input.left, input.right);
  complete_space(reader, input.space);
  complete_steady(reader, input);
  complete_defect(reader, input);
  complete_time(reader, input);
}

}  // namespace kapitza::kinds
