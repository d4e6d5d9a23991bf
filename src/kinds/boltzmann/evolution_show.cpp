#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "evolution_record.hpp"
#include "kapitza/model/occupation.hpp"
#include "stages.hpp"

namespace kapitza::kinds {

namespace {

/// What the stationary state tells.
void show_limits(const io::ResultReader& file) {
  const double rate = file.numbers("/relaxation/rate").at(0);
  if (std::isnan(rate))
    fmt::print("  relaxation time: not to be told, the distance has not fallen by a last decade\n");
  else
    fmt::print("  relaxation time: {:.4g} +- {:.1g}, fitted from t = {:.4g} to {:.4g}\n", 1 / rate,
               file.numbers("/relaxation/rate_stderr").at(0) / (rate * rate),
               file.numbers("/relaxation/from").at(0), file.numbers("/relaxation/to").at(0));
  const auto zeta = file.numbers("/ray/zeta"), ray = file.numbers("/ray_limit/density");
  const std::size_t middle = zeta.size() / 2;
  fmt::print(
      "  light cone, t -> infinity: density {:.4f} at x/t = -0, {:.4f} at +0, {:.4f} before it\n",
      ray[middle - 1], ray[middle], ray.front());
}

}  // namespace

void show_evolution(const io::ResultReader& file) {
  const model::MomentumGrid grid = read_momenta(file);
  const auto K = static_cast<std::size_t>(grid.size());
  const auto times = file.numbers("/time"), step_times = file.numbers("/step/time");
  const auto steps = step_fields().read(file, step_times.size());
  const auto left = file.numbers("/n_left"), center = file.numbers("/n_center"),
             right = file.numbers("/n_right");
  const bool with_stationary = file.contains("/stationary/n_left");
  const auto density_of = [&](const std::vector<double>& n, std::size_t row) {
    return model::density(std::span{n}.subspan(row * K, K), grid);
  };
  fmt::print("\n  Lambda = {:g}, in time: {} momenta, {} points X, {} steps to t = {:g}\n\n",
             file.numbers("/Lambda").at(0), K, file.shape("/X").at(0), steps.size() - 1,
             step_times.back());
  fmt::print("{:>9} {:>8} {:>8} {:>8} {:>10} {:>10} {:>10} {:>9} {:>9}\n", "t", "rho(0)",
             "rho(1/2)", "rho(1)", "number", "out left", "out right",
             with_stationary ? "distance" : "change", "error");
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto at = std::ranges::lower_bound(step_times, times[i]) - step_times.begin();
    const StepRecord& step = steps[static_cast<std::size_t>(at)];
    fmt::print("{:9.4g} {:8.4f} {:8.4f} {:8.4f} {:10.5f} {:10.5f} {:10.5f} {:9.1e} {:9.1e}\n",
               times[i], density_of(left, i), density_of(center, i), density_of(right, i),
               step.content_number, step.leaving_number[0], step.leaving_number[1],
               with_stationary ? step.distance : step.change, step.error);
  }
  if (with_stationary)
    fmt::print("{:>9} {:8.4f} {:8.4f} {:8.4f}\n", "infinity",
               density_of(file.numbers("/stationary/n_left"), 0),
               density_of(file.numbers("/stationary/n_center"), 0),
               density_of(file.numbers("/stationary/n_right"), 0));
  double number = 0, energy = 0;
  for (const StepRecord& step : steps) {
    number = std::max(number, step.imbalance_number);
    energy = std::max(energy, step.imbalance_energy);
  }
  fmt::print(
      "\n  number: of carriers in the defect, per L; out: number current that leaves; {}; "
      "error: of n by the steps so far, a bound, over max n\n",
      with_stationary
          ? "distance: max |n - n of the\n  stationary state| over max n"
          : "change: of n per time, in the\n  norm of the residual (no stationary state was "
            "solved for)");
  fmt::print("  balances: number to {:.1e}, energy to {:.1e} of what was there and has entered\n",
             number, energy);
  if (file.contains("/lambda")) {
    const auto W = file.numbers("/W");
    const auto [least, most] = std::ranges::minmax_element(W);
    fmt::print(
        "  mean field of L = {:g} sites, lambda = {:.6f}, A = {:.4g}: {:.5f} to {:.5f}; the energy "
        "contains it\n",
        file.numbers("/defect_length").at(0), file.numbers("/lambda").at(0),
        file.numbers("/defect_A").at(0), *least, *most);
  }
  if (with_stationary) show_limits(file);
}

}  // namespace kapitza::kinds
