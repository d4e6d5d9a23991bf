#include "checkpoint.hpp"

#include <fmt/core.h>

#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

using micro::Complex;
using micro::EnsembleState;

std::string ensemble_path(std::size_t e) {
  return fmt::format("ensemble/{}", e);
}
std::string running_path(std::size_t e, int realisation) {
  return fmt::format("{}/running/{}", ensemble_path(e), realisation);
}
std::string field_path(const std::string& running, std::size_t copy) {
  return fmt::format("{}/field/{}", running, copy);
}

/// std::complex<double> is an array of two doubles ([complex.numbers.general]).
std::span<const double> as_numbers(const Complex* z, std::size_t count) {
  return {reinterpret_cast<const double*>(z), 2 * count};
}

void add(io::CheckpointRecords& records, const std::string& path, std::size_t sites,
         const EnsembleState::Running& part) {
  if (!part.series.empty()) {
    records.add(path + "/series", std::span<const double>{part.series});
    records.add(path + "/step", static_cast<std::int64_t>(part.step));
  }
  const auto first = static_cast<std::size_t>(part.first_site);
  const auto local = static_cast<std::size_t>(part.local_sites);
  for (std::size_t copy = 0; copy * local < part.fields.size(); ++copy)
    records.add(field_path(path, copy), as_numbers(part.fields.data() + copy * local, local),
                2 * first, 2 * sites);
}

std::vector<double> finite_numbers(const io::CheckpointReader& file, const std::string& path) {
  std::vector<double> values = file.numbers(path);
  for (const double value : values)
    if (!std::isfinite(value))
      throw NumericalFailure{fmt::format("{}: {} holds {}", file.file().string(), path, value)};
  return values;
}

/// Throws NumericalFailure, with the place, for a field that is not finite.
void require_finite(const io::CheckpointReader& file, const micro::EnsembleSettings& settings,
                    const EnsembleState::Running& part) {
  for (std::size_t i = 0; i < part.fields.size(); ++i) {
    const Complex psi = part.fields[i];
    if (std::isfinite(psi.real()) && std::isfinite(psi.imag())) continue;
    throw NumericalFailure{
        fmt::format("{}: psi = {} + {} i in realisation {}, time {:g}, at site {}",
                    file.file().string(), psi.real(), psi.imag(),
                    settings.first_realisation + static_cast<std::uint32_t>(part.realisation),
                    settings.splitting.step * static_cast<double>(part.step),
                    static_cast<std::int64_t>(i) % part.local_sites)};
  }
}

EnsembleState::Running read_running(const io::CheckpointReader& file, const std::string& path,
                                    int realisation, std::int64_t sites) {
  EnsembleState::Running part{
      .realisation = realisation,
      .step = static_cast<std::uint64_t>(file.integer(path + "/step")),
      .series = finite_numbers(file, path + "/series"),
      .first_site = 0,
      .local_sites = sites,
      .fields = {},
  };
  for (std::size_t copy = 0; file.contains(field_path(path, copy)); ++copy) {
    const std::vector<double> field = file.numbers(field_path(path, copy));
    if (static_cast<std::int64_t>(field.size()) != 2 * sites)
      throw InputOutputFailure{fmt::format("{}: {} does not fit a lattice of {} sites",
                                           file.file().string(), path, sites)};
    for (std::size_t i = 0; i < field.size(); i += 2)
      part.fields.emplace_back(field[i], field[i + 1]);
  }
  return part;
}

EnsembleState read_ensemble(const Communicator& world, const MicroProblem& problem,
                            const io::CheckpointReader& file, std::size_t e) {
  const std::int64_t sites = problem.setups()[e].system.sites;
  const std::string path = ensemble_path(e);
  EnsembleState state;
  state.realisations_done = static_cast<int>(file.integer(path + "/realisations_done"));
  if (world.root()) {
    state.moments = finite_numbers(file, path + "/moments");
    state.trace = finite_numbers(file, path + "/trace");
  }
  for (int r = state.realisations_done; file.contains(running_path(e, r)); ++r)
    if (r % world.size() == world.rank()) {
      state.running.push_back(read_running(file, running_path(e, r), r, sites));
      require_finite(file, problem.settings(), state.running.back());
    }
  return state;
}

}  // namespace

io::CheckpointRecords checkpoint_records(const Communicator& world, const MicroProblem& problem,
                                         const UnfinishedMicro& unfinished) {
  io::CheckpointRecords records;
  if (world.root()) records.add_text("fftw_wisdom", unfinished.wisdom);
  for (std::size_t e = 0; e < unfinished.ensembles.size(); ++e) {
    const EnsembleState& state = unfinished.ensembles[e];
    if (world.root()) {
      records.add(ensemble_path(e) + "/moments", std::span<const double>{state.moments});
      records.add(ensemble_path(e) + "/trace", std::span<const double>{state.trace});
      records.add(ensemble_path(e) + "/realisations_done", std::int64_t{state.realisations_done});
    }
    const auto sites = static_cast<std::size_t>(problem.setups()[e].system.sites);
    for (const EnsembleState::Running& part : state.running)
      add(records, running_path(e, part.realisation), sites, part);
  }
  return records;
}

UnfinishedMicro read_unfinished(const Communicator& world, const MicroProblem& problem,
                                const io::CheckpointReader& file) {
  return world.collectively([&] {
    UnfinishedMicro unfinished;
    unfinished.wisdom = file.text("fftw_wisdom");
    for (std::size_t e = 0; e < problem.setups().size() && file.contains(ensemble_path(e)); ++e)
      unfinished.ensembles.push_back(read_ensemble(world, problem, file, e));
    return unfinished;
  });
}

}  // namespace kapitza::kinds
