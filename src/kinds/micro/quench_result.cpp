#include "quench_result.hpp"

#include <mpi.h>

#include <algorithm>

#include "../independent_run.hpp"
#include "descriptions.hpp"
#include "kapitza/io/root_attributes.hpp"
#include "kapitza/io/timing.hpp"
#include "kapitza/micro/measuring/leads.hpp"

namespace kapitza::kinds {
namespace {

using io::Description;
using io::Measured;

const Description time_scale{"/time", {}, "1/hopping", "time since the defect was switched on"};
const Description row_scale = moments_row();
const Description number_scale = moments_number(
    "for each time n by window and k, number currents, energy currents and densities by window, "
    "number, energy");

/// `count` numbers from `offset` on of each look, with their errors.
Measured of_looks(const micro::QuenchResult& measured, std::size_t looks, std::size_t offset,
                  std::size_t count) {
  Measured found;
  const std::size_t row = measured.mean.size() / looks;
  for (std::size_t look = 0; look < looks; ++look) {
    const std::size_t begin = look * row + offset;
    for (std::size_t i = begin; i < begin + count; ++i) {
      found.mean.push_back(measured.mean[i]);
      found.standard_error.push_back(measured.standard_error[i]);
    }
  }
  return found;
}

}  // namespace

QuenchRecord record_of(const QuenchShape& shape, const micro::IndependentState& state) {
  const micro::QuenchResult measured = micro::measured(state);
  const micro::QuenchLayout at = micro::quench_layout(shape.points, shape.windows);
  const auto W = static_cast<std::size_t>(shape.windows);
  const auto part = [&](std::size_t offset, std::size_t count) {
    return of_looks(measured, shape.times, offset, count);
  };
  return {.realisations_done = measured.realisations_done,
          .wigner_x = {},
          .n = part(at.n, W * static_cast<std::size_t>(shape.points)),
          .number_current = part(at.number_current, W),
          .energy_current = part(at.energy_current, W),
          .density = part(at.density, W),
          .number = part(at.number, 1),
          .energy = part(at.energy, 1),
          .moments = state.moments};
}

QuenchRecord record_of(const MicroProblem& problem, const MicroSetup& setup,
                       const micro::IndependentState& state) {
  const micro::QuenchSchedule& schedule = problem.schedule();
  QuenchRecord record =
      record_of({schedule.looks.size(), schedule.points, schedule.windows}, state);
  record.wigner_x =
      micro::ring_windows(setup.system.sites, schedule.points, schedule.windows).centres;
  return record;
}

io::Fields<QuenchRecord> quench_fields(bool several) {
  io::Fields<QuenchRecord> fields;
  const std::string axis = several ? "/wigner/window" : "/wigner/x";
  const std::vector<std::string> in_windows{"/time", axis};
  fields.add({"/realisations_done", {}, "1", "realisations that the means are made of"},
             &QuenchRecord::realisations_done);
  if (several)
    fields.add({"/wigner/x", {axis}, "site", "centre of the window, from the middle of the defect"},
               &QuenchRecord::wigner_x);
  fields.add({"/wigner/n", {"/time", axis, "/k"}, "1", "Wigner function n(x, k) in windows"},
             &QuenchRecord::n);
  fields.add({"/current/number", in_windows, "hopping", "number current, int dk/2pi v n"},
             &QuenchRecord::number_current);
  fields.add({"/current/energy", in_windows, "hopping^2", "energy current, int dk/2pi v E n"},
             &QuenchRecord::energy_current);
  fields.add({"/density", in_windows, "1/site",
              "density, over the part of the ring between the middles to the next windows"},
             &QuenchRecord::density);
  fields.add(
      {"/conservation/number", {"/time"}, "1/site", "mean density of the ring less that at t = 0"},
      &QuenchRecord::number);
  fields.add({"/conservation/energy",
              {"/time"},
              "hopping/site",
              "mean energy of the ring, the interaction included, less that at t = 0"},
             &QuenchRecord::energy);
  fields.add(moments_sums(), &QuenchRecord::moments);
  return fields;
}

io::Contents quench_contents() {
  io::Contents contents;
  const std::string several = "if the lists make several defects", single = "of a single defect";
  add_case_axes(contents, several, single);
  for (const Description* one : {&time_scale, &row_scale, &number_scale})
    contents.scale(*one);
  contents.fields(parameter_fields(), {"/case"}, several);
  add_injected(contents);
  contents.fields(quench_fields(false), {}, single);
  contents.fields(quench_fields(true), {"/case"}, several);
  io::add_timing(contents);
  io::add_root_attributes(contents);
  contents.attribute("step", "of time, 1/hopping");
  contents.attribute("seed", "of the random phases");
  contents.attribute("first", "the first realisation");
  add_parameter_attributes(contents, single);
  return contents;
}

std::size_t quench_size(const MicroProblem& problem) {
  constexpr std::size_t metadata = 1 << 18;
  const std::size_t numbers = micro::QuenchEnsemble::numbers(problem.schedule());
  const auto K = static_cast<std::size_t>(problem.schedule().points),
             W = static_cast<std::size_t>(problem.schedule().windows);
  return metadata + sizeof(double) * (4 * K + problem.schedule().looks.size() + numbers +
                                      problem.setups().size() * (4 * numbers + 2 * W + 16));
}

void write_quench(const Communicator& comm, const std::filesystem::path& path,
                  const MicroProblem& problem, std::span<const QuenchRecord> records,
                  const io::CaseIdentity& of, const Provenance& provenance,
                  const TimingReport& timing, io::Former former, const std::string& progress) {
  const double start = MPI_Wtime();
  const bool several = std::max(problem.setups().size(), records.size()) > 1;
  io::ResultFile file{comm, path, quench_size(problem) + of.input.size()};
  io::write_origin(file, of, provenance);
  const auto k = problem.grid().points();
  write_case_axes(file, {k.begin(), k.end()}, records.front().wigner_x,
                  several ? records.size() : 0);
  file.scale(time_scale, problem.input().time.times);
  write_moments_axes(file, number_scale, records.front().moments.size());
  file.attribute("step", *problem.input().time.step);
  file.attribute("seed", static_cast<long long>(problem.input().ensemble.seed));
  file.attribute("first", static_cast<long long>(problem.input().ensemble.first));
  write_parameters(file, std::span{problem.setups()}.first(records.size()), several);
  write_injected(file, problem);
  quench_fields(several).write(
      file, records, several ? std::vector<std::string>{"/case"} : std::vector<std::string>{});
  io::write_timing(file, timing, MPI_Wtime() - start);
  io::write_end(file, comm, progress.empty(), progress);
  file.commit(former);
}

}  // namespace kapitza::kinds
