#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "kapitza/model/occupation.hpp"
#include "show_kinds.hpp"

namespace kapitza::app {
namespace {

/// A result of kind "boltzmann" as far as its summary needs it.
struct Summary {
  explicit Summary(const io::ResultReader& file)
      : Lambda{file.numbers("/Lambda")},
        residual{file.numbers("/residual")},
        steps{file.numbers("/steps")},
        number_flatness{file.numbers("/flatness/number")},
        energy_flatness{file.numbers("/flatness/energy")},
        n_left{file.numbers("/n_left")},
        n_right{file.numbers("/n_right")},
        n_center{file.numbers("/n_center")},
        prediction{file.numbers("/outgoing_thermal/n")},
        grid{static_cast<int>(file.shape("/k").at(0))} {}

  std::span<const double> row(const std::vector<double>& values, std::size_t i) const {
    const auto K = static_cast<std::size_t>(grid.size());
    return std::span{values}.subspan(i * K, K);
  }

  /// max |n_out / n_thermal - 1| over what leaves on both sides.
  double deviation_from_prediction(std::size_t i) const {
    const auto left = row(n_left, i), right = row(n_right, i);
    const auto thermal_left = row(prediction, 0), thermal_right = row(prediction, 1);
    double worst = 0;
    for (std::size_t k = 0; k < left.size(); ++k) {
      const bool leaves_left = dispersion.velocity(grid[static_cast<int>(k)]) < 0;
      const double ratio = leaves_left ? left[k] / thermal_left[k] : right[k] / thermal_right[k];
      worst = std::isnan(ratio) ? ratio : std::max(worst, std::abs(ratio - 1));
      if (std::isnan(worst)) break;
    }
    return worst;
  }

  std::vector<double> Lambda, residual, steps, number_flatness, energy_flatness;
  std::vector<double> n_left, n_right, n_center, prediction;
  model::MomentumGrid grid;
  model::ParabolicDispersion dispersion;
};

}  // namespace

void show_boltzmann(const io::ResultReader& file) {
  const Summary data{file};
  const auto beta = file.numbers("/outgoing_thermal/beta"),
             mu = file.numbers("/outgoing_thermal/mu");
  fmt::print("\n  {} momenta, {} points X\n", data.grid.size(), file.shape("/X").at(0));
  for (const std::string& path : file.members("/resolution"))
    fmt::print("  extrapolated from {}\n", path.substr(path.rfind('/') + 1));
  fmt::print(
      "  outgoing carriers, if thermalised: beta = {:.5g}, mu = {:.5g} (left); "
      "beta = {:.5g}, mu = {:.5g} (right)\n\n",
      beta.at(0), mu.at(0), beta.at(1), mu.at(1));
  fmt::print("{:>8} {:>9} {:>6} {:>9} {:>9} {:>8} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9}\n", "Lambda",
             "residual", "steps", "flat J_N", "flat J_E", "rho(0)", "rho(1/2)", "rho(1)",
             "beta(1/2)", "mu(1/2)", "dev(1/2)", "dev(out)");
  for (std::size_t i = 0; i < data.Lambda.size(); ++i) {
    const auto center = data.row(data.n_center, i);
    const auto fit = model::fit_thermal(center, data.grid, data.dispersion);
    const double none = std::nan("");
    fmt::print(
        "{:8.4g} {:9.1e} {:6.0f} {:9.1e} {:9.1e} {:8.4f} {:8.4f} {:8.4f} {:9.4f} {:9.4f} "
        "{:9.1e} {:9.1e}\n",
        data.Lambda[i], data.residual[i], data.steps[i], data.number_flatness[i],
        data.energy_flatness[i], model::density(data.row(data.n_left, i), data.grid),
        model::density(center, data.grid), model::density(data.row(data.n_right, i), data.grid),
        fit ? fit->state.beta : none, fit ? fit->state.mu : none, fit ? fit->deviation : none,
        data.deviation_from_prediction(i));
  }
  fmt::print(
      "\n  flat: max over X of |J - mean J| over the injected current; dev(1/2): max |n/n_fit - 1| "
      "at "
      "the centre;\n  dev(out): max |n/n_thermal - 1| of what leaves\n");
}

}  // namespace kapitza::app
