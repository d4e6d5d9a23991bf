#include "state_fields.hpp"

#include <string>

namespace kapitza::kinds {
namespace {

using boltzmann::StationaryState;
using io::Fields;
using io::Holding;
using io::Use;

/// What the grid in X leaves out.
void add_resolution(Fields<StationaryState>& fields) {
  fields.add(
      {"/space/indicator", {}, "1", "error of what leaves, estimated, over the largest n"},
      [](auto& s) -> auto& { return s.resolution.indicator; });
  fields.add(
      {"/space/cell_indicator",
       {"/space/cell"},
       "1",
       "share of the injected carriers that the cell sends wrong, estimated"},
      [](auto& s) -> auto& { return s.resolution.cells; });
  fields.add(
      {"/space/layer", {}, "1", "share of the carriers that jump into an opaque cell"},
      [](auto& s) -> auto& { return s.resolution.layer; });
  const std::string minus = "minus the error of n, to first order: k ";
  fields.add(
      {"/space/correction", {"/X", "/k"}, "1", "minus the error of n, to first order"},
      [](auto& s) -> auto& { return s.resolution.inside; }, Use::Both, Holding::Points);
  fields.add(
      {"/space/correction_left", {"/k"}, "1", minus + "< 0 at X = 0"},
      [](auto& s) -> auto& { return s.resolution.left; });
  fields.add(
      {"/space/correction_center", {"/k"}, "1", "minus the error of n at X = 1/2, to first order"},
      [](auto& s) -> auto& { return s.resolution.center; });
  fields.add(
      {"/space/correction_right", {"/k"}, "1", minus + "> 0 at X = 1"},
      [](auto& s) -> auto& { return s.resolution.right; });
}

/// What the momenta leave out.
void add_momentum_monitors(Fields<StationaryState>& fields) {
  fields.add({"/momentum/shift",
              {},
              "1",
              "what enforcing the conservation laws moves I_k by, over max |I_k|, both largest "
              "over X and k"},
             &StationaryState::momentum_shift);
  fields.add({"/momentum/tail",
              {},
              "1",
              "highest coefficients of n on a panel of momenta, largest at X = 0, 1/2 and 1, over "
              "max n"},
             &StationaryState::momentum_tail);
}

/// What the discretisation of the collision integral leaves out.
void add_collision_differences(Fields<StationaryState>& fields) {
  const std::string meaning = "how far the discretisation of I_k may move n";
  fields.add(
      {"/collision/difference", {"/X", "/k"}, "1", meaning},
      [](auto& s) -> auto& { return s.collision_difference.inside; }, Use::Both, Holding::Points);
  fields.add(
      {"/collision/difference_left", {"/k"}, "1", meaning + "_left"},
      [](auto& s) -> auto& { return s.collision_difference.left; });
  fields.add(
      {"/collision/difference_center", {"/k"}, "1", meaning + "_center"},
      [](auto& s) -> auto& { return s.collision_difference.center; });
  fields.add(
      {"/collision/difference_right", {"/k"}, "1", meaning + "_right"},
      [](auto& s) -> auto& { return s.collision_difference.right; });
}

Fields<StationaryState> declare_state() {
  using State = StationaryState;
  Fields<State> fields;
  const auto in_points = [&](const std::string& path, auto member, const std::string& units,
                             const std::string& meaning) {
    fields.add({path, {"/X"}, units, meaning}, member, Use::Result, Holding::Points);
  };
  fields.add({"/n", {"/X", "/k"}, "1", "occupation"}, &State::n, Use::Both, Holding::Points);
  fields.add({"/n_left", {"/k"}, "1", "occupation at X = 0: k > 0 is injected, k < 0 leaves"},
             &State::n_left);
  fields.add({"/n_right", {"/k"}, "1", "occupation at X = 1: k < 0 is injected, k > 0 leaves"},
             &State::n_right);
  fields.add({"/n_center", {"/k"}, "1", "occupation at X = 1/2"}, &State::n_center);
  fields.add({"/n_left_error", {"/k"}, "1", "bound of the error of n_left"}, &State::n_left_error);
  fields.add({"/n_right_error", {"/k"}, "1", "bound of the error of n_right"},
             &State::n_right_error);
  fields.add({"/n_center_error", {"/k"}, "1", "bound of the error of n_center"},
             &State::n_center_error);
  fields.add({"/n_error", {"/X", "/k"}, "1", "bound of the error of n"}, &State::n_error, Use::Both,
             Holding::Points);
  fields.add({"/current/number_error", {}, "hopping", "bound of the error of the number current"},
             &State::number_current_error);
  fields.add({"/current/energy_error", {}, "hopping^2", "bound of the error of the energy current"},
             &State::energy_current_error);
  in_points("/density", &State::density, "1/site", "density, int dk/2pi n");
  in_points("/energy", &State::energy, "hopping/site", "energy density, int dk/2pi E n");
  fields.add({"/current/number", {"/X"}, "hopping", "number current, int dk/2pi v n"},
             &State::number_current);
  fields.add({"/current/energy", {"/X"}, "hopping^2", "energy current, int dk/2pi v E n"},
             &State::energy_current);
  in_points("/thermal/beta", &State::beta, "1/hopping", "inverse temperature of the fit");
  in_points("/thermal/mu", &State::mu, "hopping", "chemical potential of the fit");
  in_points("/thermal/deviation", &State::deviation, "1", "max over k of |n / n_fit - 1|");
  const auto error_in_points = [&](const std::string& path, auto member, const std::string& units) {
    in_points(path + "_error", member, units, "bound of the error of " + path);
  };
  error_in_points("/density", &State::density_error, "1/site");
  error_in_points("/energy", &State::energy_error, "hopping/site");
  error_in_points("/thermal/beta", &State::beta_error, "1/hopping");
  error_in_points("/thermal/mu", &State::mu_error, "hopping");
  error_in_points("/thermal/deviation", &State::deviation_error, "1");
  const auto fitted = [&](const std::string& group, const std::string& X,
                          model::ThermalFit State::*fit, model::ThermalFitError State::*error) {
    fields.add(
        {group + "/beta", {}, "1/hopping", "inverse temperature of the fit at X = " + X},
        [fit](auto& s) -> auto& { return (s.*fit).state.beta; }, Use::Result);
    fields.add(
        {group + "/mu", {}, "hopping", "chemical potential of the fit at X = " + X},
        [fit](auto& s) -> auto& { return (s.*fit).state.mu; }, Use::Result);
    fields.add(
        {group + "/deviation", {}, "1", "max over k of |n / n_fit - 1| at X = " + X},
        [fit](auto& s) -> auto& { return (s.*fit).deviation; }, Use::Result);
    const auto bound = [&](const std::string& name, const std::string& units,
                           double model::ThermalFitError::*of) {
      fields.add(
          {group + name + "_error", {}, units, "bound of the error of " + group + name},
          [ error, of ](auto& s) -> auto& { return (s.*error).*of; }, Use::Result);
    };
    bound("/beta", "1/hopping", &model::ThermalFitError::beta);
    bound("/mu", "hopping", &model::ThermalFitError::mu);
    bound("/deviation", "1", &model::ThermalFitError::deviation);
  };
  fitted("/thermal_left", "0", &State::fit_left, &State::fit_left_error);
  fitted("/thermal_center", "1/2", &State::fit_center, &State::fit_center_error);
  fitted("/thermal_right", "1", &State::fit_right, &State::fit_right_error);
  fields.add(
      {"/entropy_production", {}, "hopping", "entropy that collisions produce in the defect"},
      &State::entropy_production, Use::Result);
  fields.add({"/residual", {}, "1", "residual over the injected number current"}, &State::residual);
  const std::string flat = "max over X of |J - mean J| over the injected current";
  fields.add({"/flatness/number", {}, "1", flat}, &State::number_flatness);
  fields.add({"/flatness/energy", {}, "1", flat}, &State::energy_flatness);
  add_momentum_monitors(fields);
  add_collision_differences(fields);
  add_resolution(fields);
  fields.add({"/seconds", {}, "s", "wall time"}, &State::seconds);
  fields.add({"/steps", {}, "1", "steps of the iteration"}, &State::steps);
  // What only goes on with a run.
  const auto kept = [&](const std::string& path, auto member) {
    fields.add({path, {}, "1", ""}, member, Use::Checkpoint);
  };
  kept("/Lambda", &State::Lambda);
  kept("/X", &State::X);
  kept("/faces", &State::faces);
  kept("/lambda", &State::coupling);
  kept("/W", &State::mean_field);
  kept("/next_order", &State::next_order);
  kept("/weights", &State::weights);
  kept("/linear_iterations", &State::linear_iterations);
  kept("/factorisations", &State::factorisations);
  return fields;
}

}  // namespace

const io::Fields<StationaryState>& state_fields() {
  static const Fields<StationaryState> fields = declare_state();
  return fields;
}

}  // namespace kapitza::kinds
