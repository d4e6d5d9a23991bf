#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "kapitza/model/momentum_interpolation.hpp"
#include "kapitza/model/occupation.hpp"
#include "mean.hpp"
#include "mean_field.hpp"
#include "momentum_watch.hpp"
#include "resolution_advice.hpp"
#include "result.hpp"
#include "stages.hpp"
#include "state_fields.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::StationaryState;

/// max |n_out / n_thermal - 1| over what leaves on both sides; NaN where nothing is predicted.
double deviation_from(const std::vector<OutgoingThermal>& prediction, const StationaryState& state,
                      const model::MomentumGrid& grid, const model::Dispersion& dispersion) {
  double worst = 0;
  for (std::size_t k = 0; k < state.n_left.size(); ++k) {
    const bool leaves_left = dispersion.velocity(grid[static_cast<int>(k)]) < 0;
    const double ratio =
        leaves_left ? state.n_left[k] / prediction[0].n[k] : state.n_right[k] / prediction[1].n[k];
    if (std::isnan(ratio)) return ratio;
    worst = std::max(worst, std::abs(ratio - 1));
  }
  return worst;
}

std::string defined(const char* format, double value) {
  return std::isnan(value) ? "-" : fmt::format(fmt::runtime(format), value);
}

/// The bounds of what the first two tables show; nothing of a file that has none.
void show_errors(std::span<const double> Lambda, std::span<const StationaryState> states,
                 const model::MomentumGrid& grid) {
  if (states.front().n_center_error.empty()) return;
  fmt::print(
      "\n  bounds of the errors\n{:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n",
      "Lambda", "n_out", "n(1/2)", "rho(0)", "rho(1/2)", "rho(1)", "J_N", "J_E", "T(1/2)",
      "mu(1/2)");
  for (std::size_t i = 0; i < Lambda.size(); ++i) {
    const StationaryState& state = states[i];
    const double out =
        std::max(std::ranges::max(state.n_left_error), std::ranges::max(state.n_right_error));
    const double beta = state.fit_center.state.beta;
    fmt::print("{:8.4g} {:8.1e} {:8.1e} {:8.1e} {:8.1e} {:8.1e} {:8.1e} {:8.1e} {:>8} {:>8}\n",
               Lambda[i], out, std::ranges::max(state.n_center_error),
               model::density(state.n_left_error, grid), model::density(state.n_center_error, grid),
               model::density(state.n_right_error, grid), state.number_current_error,
               state.energy_current_error,
               defined("{:.1e}", state.fit_center_error.beta / (beta * beta)),
               defined("{:.1e}", state.fit_center_error.mu));
  }
}

}  // namespace

void show_boltzmann(const io::ResultReader& file) {
  const auto Lambda = file.numbers("/Lambda");
  const auto states = state_fields().read(file, Lambda.size());
  const auto prediction = prediction_fields().read(file, 2);
  const model::MomentumGrid grid = read_momenta(file);
  const model::ParabolicDispersion dispersion;
  fmt::print("\n  {} momenta, {} points X\n", grid.size(), file.shape("/X").at(0));
  for (const std::string& path : file.members("/resolution"))
    fmt::print("  extrapolated from {}\n", path.substr(path.rfind('/') + 1));
  if (std::isnan(prediction[0].beta) || std::isnan(prediction[1].beta))
    fmt::print(
        "  outgoing carriers, if thermalised (5): not defined; it needs injections that are mirror "
        "images\n  and a thermal state with their currents\n\n");
  else
    fmt::print(
        "  outgoing carriers, if thermalised (5): beta = {:.5g}, mu = {:.5g} (left); "
        "beta = {:.5g}, mu = {:.5g} (right)\n\n",
        prediction[0].beta, prediction[0].mu, prediction[1].beta, prediction[1].mu);
  fmt::print("{:>8} {:>9} {:>6} {:>9} {:>9} {:>8} {:>8} {:>8} {:>9} {:>9} {:>9}\n", "Lambda",
             "residual", "steps", "flat J_N", "flat J_E", "rho(0)", "rho(1/2)", "rho(1)",
             "dev(1/2)", "dev(out)", "err(out)");
  bool unresolved = false;
  for (std::size_t i = 0; i < Lambda.size(); ++i) {
    const StationaryState& state = states[i];
    fmt::print("{:8.4g} {:9.1e} {:6} {:9.1e} {:9.1e} {:8.4f} {:8.4f} {:8.4f} {:>9} {:>9} {:>9}{}\n",
               Lambda[i], state.residual, state.steps, state.number_flatness, state.energy_flatness,
               model::density(state.n_left, grid), model::density(state.n_center, grid),
               model::density(state.n_right, grid), defined("{:.1e}", state.fit_center.deviation),
               defined("{:.1e}", deviation_from(prediction, state, grid, dispersion)),
               defined("{:.1e}", state.resolution.indicator),
               state.resolution.indicator > largest_indicator ? " !" : "");
    unresolved = unresolved || state.resolution.indicator > largest_indicator;
  }
  fmt::print("\n{:>8} {:>11} {:>11} {:>10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "Lambda", "J_N",
             "J_E", "entropy", "T(0)", "mu(0)", "T(1/2)", "mu(1/2)", "T(1)", "mu(1)");
  for (std::size_t i = 0; i < Lambda.size(); ++i) {
    const StationaryState& state = states[i];
    fmt::print("{:8.4g} {:11.4e} {:11.4e} {:>10}", Lambda[i], mean(state.number_current),
               mean(state.energy_current), defined("{:.3e}", state.entropy_production));
    for (const model::ThermalFit& fit : {state.fit_left, state.fit_center, state.fit_right})
      fmt::print(" {:>8} {:>8}", defined("{:.4f}", 1 / fit.state.beta),
                 defined("{:.4f}", fit.state.mu));
    fmt::print("\n");
  }
  show_errors(Lambda, states, grid);
  show_mean_field(file);
  fmt::print(
      "\n  flat: max over X of |J - mean J| over the injected current; dev(1/2): max |n/n_fit - 1| "
      "at the centre;\n  dev(out): max |n/n_thermal - 1| of what leaves; err(out): its error by "
      "the cells in X, "
      "estimated, over the\n  largest n; entropy: produced in the defect; T, mu: of the thermal "
      "state nearest to n there; "
      "-: there is none\n");
  const auto largest = [&](double StationaryState::*of) {
    return (*std::ranges::max_element(states, {}, of)).*of;
  };
  fmt::print(
      "\n  momenta: conservation enforced by {:.1e} of max |I_k| (should be below {:g}), n between "
      "them to about\n  {:.1e} of its maximum; the largest of all Lambda\n",
      largest(&StationaryState::momentum_shift), largest_shift,
      largest(&StationaryState::momentum_tail));
  if (unresolved)
    fmt::print(
        "\n  WARNING: ! marks what the cells in X do not resolve (more than {:g}, as err(out) may "
        "be {:g} times too small): take more cells\n",
        largest_error, falls_short);
}

void tabulate_boltzmann(const io::ResultReader& file, int points) {
  const auto Lambda = file.numbers("/Lambda");
  const model::MomentumGrid grid = read_momenta(file);
  const model::MomentumInterpolation interpolate{grid};
  const auto K = static_cast<std::size_t>(grid.size());
  const std::vector<std::vector<double>> n{file.numbers("/n_left"), file.numbers("/n_center"),
                                           file.numbers("/n_right")};
  fmt::print("# {:>22} {:>24} {:>24} {:>24} {:>24}\n", "Lambda", "k", "n(X = 0)", "n(X = 1/2)",
             "n(X = 1)");
  const model::MomentumGrid uniform{points};
  for (std::size_t i = 0; i < Lambda.size(); ++i) {
    for (const double k : uniform.points()) {
      fmt::print("{:24.16e} {:24.16e}", Lambda[i], k);
      for (const std::vector<double>& at : n)
        fmt::print(" {:24.16e}", interpolate(std::span{at}.subspan(i * K, K), k));
      fmt::print("\n");
    }
  }
}

}  // namespace kapitza::kinds
