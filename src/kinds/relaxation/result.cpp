#include "result.hpp"

#include <mpi.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "../independent_run.hpp"
#include "kapitza/io/root_attributes.hpp"
#include "kapitza/io/timing.hpp"
#include "kapitza/kinds/momentum.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

using io::Fields;

const io::Description case_scale{
    "/case", {}, "1", "number of the row, in the order of interaction.lambda"},
    fraction_scale{"/fraction", {}, "1", "time in units of end"},
    row_scale = moments_row(),
    number_scale = moments_number("n by time and k, the change by k, the slope"),
    initial_n{"/initial/n", {"/k"}, "1", "occupation at t = 0"},
    initial_I{"/initial/I", {"/k"}, "1", "collision integral at t = 0"},
    initial_J{"/initial/J", {"/k"}, "1", "its next order in lambda at t = 0"};

/// Mean square of what is between both over the standard errors, less what errors that are themselves estimated from R realisations add to it:
/// (R - 1)/(R - 3), the variance of Student's t. NaN below four.
double chi2_per_momentum(const io::Measured& measured, const std::vector<double>& predicted,
                         int realisations) {
  if (realisations < 4) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t k = 0; k < predicted.size(); ++k)
    sum += std::pow((measured.mean[k] - predicted[k]) / measured.standard_error[k], 2);
  return sum / static_cast<double>(predicted.size()) * (realisations - 3) / (realisations - 1);
}

Comparison compared(const KineticCurve& curve, const RelaxationRecord& measured) {
  return {.n = curve.n,
          .change = curve.change,
          .slope = curve.slope,
          .z = (measured.slope.mean[0] - curve.slope) / measured.slope.standard_error[0],
          .chi2 = chi2_per_momentum(measured.change, curve.change, measured.realisations_done)};
}

void add_comparison(Fields<RelaxationRecord>& fields, const std::string& group,
                    const std::string& order, Comparison RelaxationRecord::*which) {
  const auto of = [which](auto Comparison::*member) {
    return [ which, member ](auto& record) -> auto& {
      return record.*which.*member;
    };
  };
  const std::string of_equation = " of the kinetic equation, " + order;
  fields.add({group + "/n", {"/fraction", "/k"}, "1", "occupation" + of_equation},
             of(&Comparison::n));
  fields.add({group + "/change", {"/k"}, "1", "n(end) - n(end/2)" + of_equation},
             of(&Comparison::change));
  fields.add({group + "/slope", {}, "1", "slope of the change on lambda^2 end/2 I" + of_equation},
             of(&Comparison::slope));
  fields.add({group + "/z", {}, "1", "measured slope minus that, over its standard error"},
             of(&Comparison::z));
  fields.add(
      {group + "/chi2",
       {},
       "1",
       "mean over k of the square of the measured change minus that over its standard error, "
       "times (R - 3)/(R - 1) for R realisations: 1 in the mean where both agree"},
      of(&Comparison::chi2));
}

}  // namespace

RelaxationRecord record_of(const RelaxationProblem& problem, const Prediction& prediction,
                           std::size_t i, const micro::IndependentState& state) {
  const RelaxationRow& row = problem.rows()[i];
  const micro::RelaxingResult measured =
      micro::measured(state, problem.fractions().size(), problem.initial().size());
  RelaxationRecord record{.lambda = row.lambda,
                          .end = row.end,
                          .realisations_done = measured.realisations_done,
                          .time = row.times,
                          .n = {measured.n, measured.n_error},
                          .change = {measured.change, measured.change_error},
                          .slope = {{measured.slope}, {measured.slope_error}},
                          .leading = {},
                          .next = {},
                          .correction = prediction.c * row.lambda,
                          .moments = state.moments};
  record.leading = compared(prediction.leading[i], record);
  if (!prediction.next.empty()) record.next = compared(prediction.next[i], record);
  return record;
}

io::Fields<RelaxationRecord> relaxation_fields(bool with_next) {
  Fields<RelaxationRecord> fields;
  fields.add({"/lambda", {}, "1", "strength of the interaction"}, &RelaxationRecord::lambda);
  fields.add({"/end", {}, "1/hopping", "time at which it ends"}, &RelaxationRecord::end);
  fields.add({"/realisations_done", {}, "1", "realisations that the means are made of"},
             &RelaxationRecord::realisations_done);
  fields.add({"/time", {"/fraction"}, "1/hopping", "times at which n is given"},
             &RelaxationRecord::time);
  fields.add({"/n", {"/fraction", "/k"}, "1", "occupation of the lattice"}, &RelaxationRecord::n);
  fields.add({"/change", {"/k"}, "1", "n(end) - n(end/2) of the lattice"},
             &RelaxationRecord::change);
  fields.add({"/slope",
              {},
              "1",
              "slope of the change of the lattice, regressed over k on lambda^2 end/2 I at t = 0"},
             &RelaxationRecord::slope);
  fields.add(moments_sums(), &RelaxationRecord::moments);
  add_comparison(fields, "/leading", "leading order", &RelaxationRecord::leading);
  if (!with_next) return fields;
  add_comparison(fields, "/next", "with the next order", &RelaxationRecord::next);
  fields.add({"/next/correction",
              {},
              "1",
              "c lambda at t = 0, c = <J, I>/<I, I>: the next order over the leading one"},
             &RelaxationRecord::correction);
  return fields;
}

io::Contents relaxation_contents() {
  io::Contents contents;
  const std::string with_next = "if collision.order = \"next\"";
  contents.scale(case_scale);
  add_momenta(contents);
  for (const io::Description* one : {&fraction_scale, &row_scale, &number_scale})
    contents.scale(*one);
  contents.dataset(initial_n);
  contents.dataset(initial_I);
  contents.dataset(initial_J, with_next);
  const auto always = relaxation_fields(false), all = relaxation_fields(true);
  for (const auto& field : all.list()) {
    io::Description what = field.what;
    what.scales.insert(what.scales.begin(), "/case");
    contents.dataset(what, always.has(field.what) ? "" : with_next);
  }
  io::add_timing(contents);
  io::add_root_attributes(contents);
  contents.attribute("sites", "length of the ring");
  contents.attribute("step", "time step of the splitting, 1/hopping");
  contents.attribute("seed", "of the random phases");
  return contents;
}

std::size_t relaxation_size(const RelaxationProblem& problem) {
  constexpr std::size_t metadata = 1 << 18;
  const std::size_t K = problem.initial().size(), looks = problem.fractions().size();
  const std::size_t numbers = micro::RelaxingEnsemble::numbers(looks, K);
  return metadata +
         sizeof(double) *
             (8 * K + numbers + problem.rows().size() * (4 * looks * K + 4 * K + 2 * numbers + 32));
}

void write_relaxation(const Communicator& comm, const std::filesystem::path& path,
                      const RelaxationProblem& problem, const Prediction& prediction,
                      const std::vector<RelaxationRecord>& rows, const io::CaseIdentity& of,
                      const Provenance& provenance, const TimingReport& timing, io::Former former,
                      const std::string& progress) {
  const double start = MPI_Wtime();
  const RelaxationCase& input = problem.input();
  io::ResultFile file{comm, path, relaxation_size(problem) + of.input.size()};
  io::write_origin(file, of, provenance);
  file.attribute("sites", static_cast<long long>(input.sites));
  file.attribute("step", *input.time.step);
  file.attribute("seed", static_cast<long long>(input.seed));
  std::vector<int> numbers(rows.size());
  std::iota(numbers.begin(), numbers.end(), 0);
  file.scale(case_scale, numbers);
  write_momenta(file, problem.grid());
  file.scale(fraction_scale, problem.fractions());
  write_moments_axes(file, number_scale, rows.front().moments.size());
  file.write(initial_n, problem.initial());
  file.write(initial_I, prediction.I);
  const bool with_next = !prediction.next.empty();
  if (with_next) file.write(initial_J, prediction.J);
  relaxation_fields(with_next).write(file, rows, {"/case"});
  io::write_timing(file, timing, MPI_Wtime() - start);
  io::write_end(file, comm, progress.empty(), progress);
  file.commit(former);
}

}  // namespace kapitza::kinds
