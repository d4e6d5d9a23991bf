#include <fmt/core.h>

#include <string>
#include <vector>

#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

void print_row(const RelaxationRecord& row, bool with_next) {
  fmt::print("{:10.5g} {:8g} {:8} {:>9}  {:9.4f} +- {:.4f}  {:8.4f} {:7.2f} {:8.2f}", row.lambda,
             row.end, row.realisations_done, with_next ? fmt::format("{:.3f}", row.correction) : "",
             row.slope.mean[0], row.slope.standard_error[0], row.leading.slope, row.leading.z,
             row.leading.chi2);
  if (with_next) fmt::print("  {:8.4f} {:7.2f} {:8.2f}", row.next.slope, row.next.z, row.next.chi2);
  fmt::print("\n");
}

}  // namespace

void show_relaxation(const io::ResultReader& file) {
  const std::size_t rows = file.shape("/case").at(0);
  const bool with_next = file.contains("/next/slope");
  const auto records = relaxation_fields(with_next).read(file, rows);
  fmt::print("\n  {} momenta, {} sites; time step {:g}\n\n", file.shape("/k").at(0),
             file.integer_attribute("sites"), file.number_attribute("step"));
  fmt::print("{:55}  {:^25}{}\n", "", "leading order", with_next ? "        with the next" : "");
  fmt::print("{:>10} {:>8} {:>8} {:>9}  {:>19}  {:>8} {:>7} {:>8}", "lambda", "t", "realis.",
             with_next ? "c lambda" : "", "slope", "slope", "z", "chi2");
  if (with_next) fmt::print("  {:>8} {:>7} {:>8}", "slope", "z", "chi2");
  fmt::print("\n");
  for (const RelaxationRecord& row : records)
    print_row(row, with_next);
  fmt::print(
      "\n  slope: of the change of n from t/2 to t on lambda^2 t/2 I at t = 0; what is below 1 at "
      "leading order\n  is the drift of n; z: measured minus predicted slope over its standard "
      "error; chi2: per momentum,\n  of the change, 1 in the mean where both agree\n");
}

}  // namespace kapitza::kinds
