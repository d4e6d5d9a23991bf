#include "independent_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/transform/wisdom.hpp"

namespace kapitza::kinds {
namespace {

constexpr auto realisations_done = "/realisations_done", moments = "/moments";

std::string path_of(std::size_t ensemble) {
  return fmt::format("ensemble/{}", ensemble);
}

micro::IndependentState read(const io::CheckpointReader& file, const std::string& path,
                             const Asked& asked) {
  micro::IndependentState state;
  state.realisations_done = static_cast<int>(file.integer(path + realisations_done));
  state.moments = file.numbers(path + moments);
  if (2 * asked.numbers != state.moments.size() || state.realisations_done < 0 ||
      state.realisations_done > asked.realisations ||
      !std::ranges::all_of(state.moments, [](double x) { return std::isfinite(x); }))
    throw InputOutputFailure{
        fmt::format("{}: {} is not of this case, or not finite", file.file().string(), path)};
  return state;
}

}  // namespace

io::Description moments_row() {
  return {"/moments/row", {}, "1", "0: mean, 1: squared deviations"};
}

io::Description moments_number(const std::string& what) {
  return {"/moments/number", {}, "1", "number of a realisation: " + what};
}

io::Description moments_sums() {
  return {"/moments/sums",
          {"/moments/row", "/moments/number"},
          "1",
          "means, and squared deviations from them summed over realisations, of which the rest is "
          "made"};
}

void write_moments_axes(io::ResultFile& file, const io::Description& number, std::size_t size) {
  std::vector<int> count(size / 2);
  std::iota(count.begin(), count.end(), 0);
  file.scale(moments_row(), std::vector<int>{0, 1});
  file.scale(number, count);
}

io::CheckpointRecords checkpoint_records(const Communicator& world,
                                         const UnfinishedEnsembles& unfinished) {
  io::CheckpointRecords records;
  if (!world.root()) return records;
  records.add_text("fftw_wisdom", unfinished.wisdom);
  for (std::size_t e = 0; e < unfinished.ensembles.size(); ++e) {
    const micro::IndependentState& state = unfinished.ensembles[e];
    records.add(path_of(e) + realisations_done, std::int64_t{state.realisations_done});
    records.add(path_of(e) + moments, std::span<const double>{state.moments});
  }
  return records;
}

UnfinishedEnsembles read_unfinished(const Communicator& world, const io::CheckpointReader& file,
                                    std::span<const Asked> asked) {
  return world.collectively([&] {
    UnfinishedEnsembles unfinished;
    unfinished.wisdom = file.text("fftw_wisdom");
    for (std::size_t e = 0; e < asked.size() && file.contains(path_of(e) + realisations_done); ++e)
      unfinished.ensembles.push_back(read(file, path_of(e), asked[e]));
    return unfinished;
  });
}

IndependentRun::IndependentRun(const Communicator& world, RunControl& control,
                               UnfinishedEnsembles& behind, double size, Progress::Style style,
                               Timing& timing)
    : world_{world},
      control_{control},
      behind_{behind},
      display_{"run", size, style},
      clock_{world, control.times()},
      timing_{timing} {}

micro::IndependentState& IndependentRun::next() {
  if (begun_ == behind_.ensembles.size()) behind_.ensembles.emplace_back();
  return behind_.ensembles[begun_++];
}

std::string IndependentRun::said(const std::string& name, int done, int realisations) {
  return fmt::format("{}{}{} of {} realisations", name, name.empty() ? "" : ": ", done,
                     realisations);
}

void IndependentRun::show(double size, const std::string& name, int done, int realisations) {
  const double behind_us = size_before_ + size;
  if (!std::exchange(shown_, true)) display_.begin(behind_us);
  display_.update(behind_us, said(name, done, realisations));
}

void IndependentRun::obey(Demand demand, const std::function<void()>& keep,
                          const std::string& done) {
  if (demand == Demand::Continue) return;
  keep();
  behind_.wisdom = micro::wisdom::exported();
  timing_.during("checkpoints", [&] {
    control_.obey(
        demand, clock_, [&] { return checkpoint_records(world_, behind_); }, done);
  });
}

void IndependentRun::count(int realisations, const micro::StepperWork& work) {
  timing_.count("realisations", world_.root() ? realisations : 0);
  timing_.count("steps", work.steps);
  timing_.count("FFTs", work.transforms);
}

}  // namespace kapitza::kinds
