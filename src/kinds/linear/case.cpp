#include "kapitza/kinds/linear/case.hpp"

#include "kapitza/kinds/collision_keys.hpp"

namespace kapitza::kinds {
namespace {

constexpr int uniform_points = 256;

config::Keys<LinearCase> declare() {
  config::Keys<LinearCase> keys;
  add_momentum_keys(keys, uniform_points);
  keys.add("momentum", "estimate", &LinearCase::momentum_estimate,
           {.meaning = "Solve once more on half of the momenta; what differs bounds the errors, "
                       "which are nan otherwise."});
  add_interaction_keys(keys);
  add_collision_keys(keys, {.meaning = "Error of I_k in units of C_l rho^{2l-1}."});
  keys.add(
      "background", "thermal", &LinearCase::background,
      {.unit = "1/energy, energy",
       .required = true,
       .meaning =
           "The state that is perturbed, n_th = 1/(beta (k^2 - mu)), as {beta = 1.0, mu = -1.0}."});
  keys.add("perturbation", "left", &LinearCase::left,
           {.unit = "1",
            .absent = "required; 0 if there is a [scan]",
            .condition = "finite where k > 0",
            .meaning = "delta n(k) injected at X = 0 beside the background. A file is HDF5 or two "
                       "columns of text, relative to the folder of the input."});
  keys.add(
      "perturbation", "right", &LinearCase::right,
      {.unit = "1", .condition = "finite where k < 0", .meaning = "delta n(k) injected at X = 1."});
  add_Lambda_key(keys);
  keys.add("space", "profile_points", &LinearCase::profile_points,
           {.unit = "1",
            .min = 0,
            .max = 100000,
            .condition = "not 1",
            .each = [](int points) { return points != 1; },
            .meaning = "X at which delta n(X, k) is written, both ends included and closer towards "
                       "them; 0: none."});
  keys.add("scan", "mu", &LinearCase::scan_mu,
           {.unit = "energy",
            .absent = "no scan",
            .condition = "below 0, no value twice",
            .each = [](double mu) { return mu < 0; },
            .distinct = true,
            .meaning = "Chemical potentials at which resistance and conductivity are computed "
                       "besides, at the same beta."});
  add_output_keys(keys);
  return keys;
}

}  // namespace

const config::Keys<LinearCase>& linear_keys() {
  static const config::Keys<LinearCase> keys = declare();
  return keys;
}

void complete(config::Reader& reader, LinearCase& input) {
  complete_interaction(reader, input);
  complete_collision(reader, input.collision);
  complete_momentum(reader, input.momentum, uniform_points);
  complete_perturbation(reader, input.left, input.right);
  if (!reader.given("perturbation.left") && !reader.given("scan.mu"))
    reader.complain("perturbation.left",
                    "missing; allowed: a formula as a string, or {file = ..., dataset = ...}; it "
                    "may be left out only beside a [scan]");
}

}  // namespace kapitza::kinds
