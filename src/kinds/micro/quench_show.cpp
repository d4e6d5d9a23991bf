#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "quench_result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

/// The index of the value nearest to x.
std::size_t nearest(const std::vector<double>& values, double x) {
  const auto closer = [x](double a, double b) { return std::abs(a - x) < std::abs(b - x); };
  return static_cast<std::size_t>(std::ranges::min_element(values, closer) - values.begin());
}

/// Density in the middle of the defect, one defect's length before and behind it, and how well number and energy are conserved.
void print_times(const QuenchRecord& record, const std::vector<double>& times, double length) {
  const std::size_t W = record.wigner_x.size();
  const std::size_t at[] = {nearest(record.wigner_x, -length), nearest(record.wigner_x, 0),
                            nearest(record.wigner_x, length)};
  fmt::print("  {:>9}", "t");
  for (const std::size_t window : at)
    fmt::print(" {:>20}", fmt::format("rho(x = {:.4g})", record.wigner_x[window]));
  fmt::print(" {:>20} {:>11} {:>11}\n", fmt::format("current({:.4g})", record.wigner_x[at[2]]),
             "d number", "d energy");
  const auto text = [W](const io::Measured& value, std::size_t time, std::size_t window) {
    const std::size_t i = time * W + window;
    return fmt::format("{:.5f} +- {:.5f}", value.mean[i], value.standard_error[i]);
  };
  for (std::size_t i = 0; i < times.size(); ++i) {
    fmt::print("  {:9.4g}", times[i]);
    for (const std::size_t window : at)
      fmt::print(" {:>20}", text(record.density, i, window));
    fmt::print(" {:>20} {:11.1e} {:11.1e}\n", text(record.number_current, i, at[2]),
               record.number.mean[i], record.energy.mean[i]);
  }
}

}  // namespace

void show_quench(const io::ResultReader& file) {
  const bool several = file.contains("/case");
  const std::size_t cases = several ? file.shape("/case").at(0) : 1;
  const auto number = [&](const std::string& name, std::size_t i) {
    return several ? file.numbers("/case_" + name).at(i) : file.number_attribute(name);
  };
  const auto times = file.numbers("/time");
  fmt::print("\n  switched on at t = 0; {} momenta, {} windows; time step {:g}\n",
             file.shape("/k").at(0), file.shape("/density").at(several ? 2 : 1),
             file.number_attribute("step"));
  auto records = quench_fields(several).read(file, cases);
  for (std::size_t i = 0; i < cases; ++i) {
    if (!several) records[i].wigner_x = file.numbers("/wigner/x");
    fmt::print(
        "\nL = {}, Lambda = {:.5g}, lambda = {:.5g}, A = {:.5g}{}; {} sites, {} realisations\n",
        number("length", i), number("Lambda", i), number("lambda", i), number("A", i),
        number("renormalised", i) != 0 ? " (renormalised)" : "", number("sites", i),
        records[i].realisations_done);
    print_times(records[i], times, number("length", i));
  }
  fmt::print(
      "\n  d: change of the ring's mean since t = 0, zero but for rounding (number) and the "
      "time step (energy)\n");
}

}  // namespace kapitza::kinds
