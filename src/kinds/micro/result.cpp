#include "result.hpp"

#include <mpi.h>

#include <algorithm>

#include "descriptions.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/root_attributes.hpp"
#include "kapitza/io/timing.hpp"
#include "kapitza/micro/measuring/moments.hpp"
#include "quench_result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

using io::Fields;
using io::Measured;

/// `count` numbers from `offset` on, with their errors.
Measured part(const std::vector<double>& mean, const std::vector<double>& standard_error,
              std::size_t offset, std::size_t count) {
  const auto cut = [&](const std::vector<double>& all) {
    const auto values = std::span{all}.subspan(offset, count);
    return std::vector<double>(values.begin(), values.end());
  };
  return {cut(mean), cut(standard_error)};
}

/// Difference over standard error.
std::vector<double> z_scores(const Measured& difference) {
  std::vector<double> z;
  for (std::size_t i = 0; i < difference.mean.size(); ++i)
    z.push_back(z_score(difference, i));
  return z;
}

void add_leads(Fields<DefectRecord>& fields) {
  const std::string centre = "centre of the window, from the middle of the defect";
  fields.add({"/realisations_done", {}, "1", "realisations that the means are made of"},
             &DefectRecord::realisations_done);
  fields.add({"/lead_left/n", {"/k"}, "1", "occupation in the left lead, k < 0 leaves the defect"},
             &DefectRecord::n_left);
  fields.add({"/lead_left/x", {}, "site", centre}, &DefectRecord::left_x);
  fields.add(
      {"/lead_right/n", {"/k"}, "1", "occupation in the right lead, k > 0 leaves the defect"},
      &DefectRecord::n_right);
  fields.add({"/lead_right/x", {}, "site", centre}, &DefectRecord::right_x);
}

void add_wigner(Fields<DefectRecord>& fields, bool several) {
  const std::string axis = several ? "/wigner/window" : "/wigner/x";
  if (several)
    fields.add({"/wigner/x", {axis}, "site", "centre of the window, from the middle of the defect"},
               &DefectRecord::wigner_x);
  fields.add({"/wigner/n", {axis, "/k"}, "1", "Wigner function n(x, k) in windows along the ring"},
             &DefectRecord::wigner);
}

void add_currents(Fields<DefectRecord>& fields) {
  fields.add({"/current/number", {"/side"}, "hopping", "number current, int dk/2pi v n"},
             &DefectRecord::number_current);
  fields.add({"/current/energy", {"/side"}, "hopping^2", "energy current, int dk/2pi v E n"},
             &DefectRecord::energy_current);
  const std::string imbalance = " current of the left lead minus that of the right";
  fields.add({"/current/number_imbalance", {}, "hopping", "number" + imbalance},
             &DefectRecord::number_imbalance);
  fields.add({"/current/energy_imbalance", {}, "hopping^2", "energy" + imbalance},
             &DefectRecord::energy_imbalance);
  fields.add({"/outgoing/flux", {"/side"}, "hopping", "int dk/2pi |v| n of what leaves the defect"},
             &DefectRecord::outgoing);
  fields.add({"/outgoing/relative_error",
              {},
              "1",
              "standard error of the outgoing flux over its mean, the larger of both leads"},
             &DefectRecord::relative_error);
}

void add_stationarity(Fields<DefectRecord>& fields) {
  const std::string halves = ", second half of the measurement minus the first", z = "z-score: ";
  fields.add({"/density", {}, "1/site", "mean density of the ring"}, &DefectRecord::density);
  fields.add({"/stationarity/density_drift", {}, "1/site", "mean density" + halves},
             &DefectRecord::density_drift);
  fields.add({"/stationarity/density_z", {}, "1", z + "mean density" + halves},
             &DefectRecord::density_z);
  fields.add({"/stationarity/outgoing_drift", {"/side"}, "hopping", "outgoing flux" + halves},
             &DefectRecord::outgoing_drift);
  fields.add({"/stationarity/outgoing_z", {"/side"}, "1", z + "outgoing flux" + halves},
             &DefectRecord::outgoing_z);
  fields.add({"/stationarity/lead_left_z", {"/k"}, "1", z + "occupation in the left lead" + halves},
             &DefectRecord::left_z);
  fields.add(
      {"/stationarity/lead_right_z", {"/k"}, "1", z + "occupation in the right lead" + halves},
      &DefectRecord::right_z);
}

void add_step_difference(Fields<DefectRecord>& fields) {
  const std::string meaning = "occupation at the time step minus that at half of it, same noise: ";
  fields.add({"/step_difference/left", {"/k"}, "1", meaning + "left lead"},
             &DefectRecord::step_left);
  fields.add({"/step_difference/right", {"/k"}, "1", meaning + "right lead"},
             &DefectRecord::step_right);
}

// What is written beside the fields.
const io::Description side_scale{"/side", {}, "1", "lead: 0 left, 1 right of the defect"};
const io::Description trace_scale{
    "/trace/t", {}, "1/hopping", "time from the empty lattice on, middle of a bin"};
const io::Description moments_row_scale{
    "/moments/row", {}, "1", "which sum; the attribute moments_rows names them"};
const io::Description component_scale{
    "/moments/component",
    {},
    "1",
    "entry of a sample: n left, n right, Wigner function, currents (number left, right, "
    "energy left, right), imbalances, outgoing fluxes, density; then step differences"};

void write_settings(io::ResultFile& file, const MicroProblem& problem,
                    std::span<const MeasuredDefect> defects, bool several) {
  file.attribute("Gamma", problem.Gamma());
  file.attribute("reservoir_transmission", problem.reservoir().transmission);
  file.attribute("reservoir_reflecting_below", problem.reservoir().reflecting_below);
  file.attribute("step", problem.settings().splitting.step);
  file.attribute("settle", problem.input().time.settle);
  file.attribute("measure", problem.input().time.measure);
  file.attribute("seed", static_cast<long long>(problem.input().ensemble.seed));
  file.attribute("first", static_cast<long long>(problem.input().ensemble.first));
  if (defects.back().measured.blocks_done > 0)
    file.attribute("blocks_done", static_cast<long long>(defects.back().measured.blocks_done));
  std::vector<MicroSetup> setups;
  for (const MeasuredDefect& defect : defects)
    setups.push_back(defect.setup);
  write_parameters(file, setups, several);
}

void write_scales(io::ResultFile& file, std::span<const MeasuredDefect> defects, bool several) {
  const micro::EnsembleResult& first = defects.front().measured;
  write_case_axes(file, first.k, first.wigner_x, several ? defects.size() : 0);
  file.scale(side_scale, counted(2));
  const std::vector<std::string> sides{"left", "right"};
  file.attribute("sides", sides);
  file.scale(trace_scale, first.trace.time);
  const auto rows = micro::Moments::row_names();
  file.attribute("moments_rows", rows);
  file.scale(moments_row_scale, counted(rows.size()));
  file.scale(component_scale, counted(first.moments.size() / rows.size()));
}

}  // namespace

io::Contents micro_contents() {
  io::Contents contents;
  const std::string several = "if the lists make several defects", single = "of a single defect",
                    compared = "if time.compare_half_step = true";
  add_case_axes(contents, several, single);
  contents.scale(side_scale);
  contents.scale(trace_scale);
  contents.scale(moments_row_scale);
  contents.scale(component_scale);
  contents.fields(parameter_fields(), {"/case"}, several);
  add_injected(contents);
  const auto always = defect_fields(false, false), alone = defect_fields(false, true),
             beside = defect_fields(true, true);
  for (const auto& field : alone.list()) {
    if (beside.has(field.what))
      contents.dataset(field.what, always.has(field.what) ? "" : compared, "/case");
    else
      contents.dataset(field.what, single);
  }
  for (const auto& field : beside.list())
    if (!alone.has(field.what)) {
      io::Description what = field.what;
      what.scales.insert(what.scales.begin(), "/case");
      contents.dataset(what, several);
    }
  io::add_timing(contents);
  io::add_root_attributes(contents);
  contents.attribute("sides", "names of the points of /side");
  contents.attribute("moments_rows", "names of the points of /moments/row");
  contents.attribute("Gamma", "strength of the reservoir: sum over x of gamma_x, hopping site");
  contents.attribute("reservoir_transmission",
                     "share of the fastest carriers that pass through the absorbing region");
  contents.attribute("reservoir_reflecting_below",
                     "|k| below which its onset reflects more than 1 %, 1/site");
  contents.attribute("step", "of time, 1/hopping");
  contents.attribute("settle", "time before the measurement, 1/hopping");
  contents.attribute("measure", "time of the measurement, 1/hopping");
  contents.attribute("seed", "of the noise");
  contents.attribute("first", "the first realisation");
  contents.attribute("blocks_done", "blocks that were measured of each realisation",
                     "if the run was stopped amid the measurement");
  add_parameter_attributes(contents, single);
  contents.instead("if time.start = \"injected\"", quench_contents());
  return contents;
}

double z_score(const io::Measured& difference, std::size_t i) {
  return difference.mean[i] == 0 ? 0 : difference.mean[i] / difference.standard_error[i];
}

DefectRecord record_of(const micro::EnsembleResult& m) {
  const std::size_t K = m.k.size();
  const auto mean = [&](std::size_t place, std::size_t count) {
    return part(m.mean, m.standard_error, place, count);
  };
  const auto drift = [&](std::size_t place, std::size_t count) {
    return part(m.drift.difference, m.drift.standard_error, place, count);
  };
  const micro::Observables::Layout& at = m.layout;
  DefectRecord record{.realisations_done = m.realisations_done,
                      .left_x = m.left_x,
                      .right_x = m.right_x,
                      .n_left = mean(at.left, K),
                      .n_right = mean(at.right, K),
                      .wigner_x = m.wigner_x,
                      .wigner = mean(at.wigner, m.wigner_x.size() * K),
                      .number_current = mean(at.current, 2),
                      .energy_current = mean(at.current + 2, 2),
                      .number_imbalance = mean(at.imbalance, 1),
                      .energy_imbalance = mean(at.imbalance + 1, 1),
                      .outgoing = mean(at.outgoing, 2),
                      .relative_error = m.relative_error,
                      .density = mean(at.density, 1),
                      .density_drift = drift(at.density, 1),
                      .outgoing_drift = drift(at.outgoing, 2),
                      .density_z = z_score(drift(at.density, 1)),
                      .outgoing_z = z_scores(drift(at.outgoing, 2)),
                      .left_z = z_scores(drift(at.left, K)),
                      .right_z = z_scores(drift(at.right, K)),
                      .trace = {m.trace.mean, m.trace.standard_error},
                      .trace_squares = m.trace.squares,
                      .moments = m.moments};
  if (!m.step_difference.empty()) {
    record.step_left = part(m.step_difference, m.step_difference_error, 0, K);
    record.step_right = part(m.step_difference, m.step_difference_error, K, K);
  }
  return record;
}

io::Fields<DefectRecord> defect_fields(bool several, bool step_compared) {
  Fields<DefectRecord> fields;
  add_leads(fields);
  add_wigner(fields, several);
  add_currents(fields);
  add_stationarity(fields);
  fields.add({"/trace/density", {"/trace/t"}, "1/site", "density of the ring against time"},
             &DefectRecord::trace);
  fields.add({"/trace/squares",
              {"/trace/t"},
              "1/site^2",
              "squared deviations of the density, summed over realisations"},
             &DefectRecord::trace_squares);
  if (step_compared) add_step_difference(fields);
  fields.add({"/moments/sums",
              {"/moments/row", "/moments/component"},
              "1",
              "raw sums over realisations and blocks (micro/measuring/moments.hpp says how they "
              "are merged)"},
             &DefectRecord::moments);
  return fields;
}

std::size_t result_size(const MicroProblem& problem) {
  const micro::EnsembleSettings& settings = problem.settings();
  const auto K = static_cast<std::size_t>(settings.points),
             windows = static_cast<std::size_t>(settings.windows),
             trace = static_cast<std::size_t>(settings.trace_points);
  const std::size_t rows = micro::Moments::rows;
  const std::size_t components =
      micro::Observables::layout(settings.points, settings.windows).size +
      (settings.compare_half_step ? 2 * K : 0);
  constexpr std::size_t metadata = 1 << 18;
  return metadata + sizeof(double) * (3 * K + trace + rows + components) +
         sizeof(double) * problem.setups().size() *
             (2 * windows * (K + 1) + 10 * K + 2 * trace + rows * components + 64);
}

void write_micro(const Communicator& comm, const std::filesystem::path& path,
                 const MicroProblem& problem, std::span<const MeasuredDefect> defects,
                 const io::CaseIdentity& of, const Provenance& provenance,
                 const TimingReport& timing, io::Former former, const std::string& progress) {
  const double start = MPI_Wtime();
  const bool several = std::max(problem.setups().size(), defects.size()) > 1;
  io::ResultFile file{comm, path, result_size(problem) + of.input.size()};
  io::write_origin(file, of, provenance);
  write_scales(file, defects, several);
  write_settings(file, problem, defects, several);
  write_injected(file, problem);
  std::vector<DefectRecord> records;
  for (const MeasuredDefect& defect : defects)
    records.push_back(record_of(defect.measured));
  defect_fields(several, problem.settings().compare_half_step)
      .write(file, records,
             several ? std::vector<std::string>{"/case"} : std::vector<std::string>{});
  io::write_timing(file, timing, MPI_Wtime() - start);
  io::write_end(file, comm, progress.empty(), progress);
  file.commit(former);
}

}  // namespace kapitza::kinds
