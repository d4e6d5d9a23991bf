#include <algorithm>
#include <limits>
#include <span>

#include "kapitza/micro/ensemble/result.hpp"
#include "kapitza/micro/measuring/independent_mean.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "schedule.hpp"
#include "trajectory.hpp"

namespace kapitza::micro {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Everything that does not have to be measured.
EnsembleResult frame(const System& system, const EnsembleSettings& settings,
                     const Schedule& schedule) {
  const model::MomentumGrid grid{settings.points};
  const auto centres = Observables::places(system, settings.points, settings.windows).centres;
  EnsembleResult result;
  result.k.assign(grid.points().begin(), grid.points().end());
  result.left_x = centres[0];
  result.right_x = centres[1];
  result.wigner_x.assign(centres.begin() + 2, centres.end());
  result.layout = Observables::layout(settings.points, settings.windows);
  for (std::size_t bin = 0; bin < schedule.bins(); ++bin)
    result.trace.time.push_back(settings.splitting.step * schedule.mean_step(bin));
  return result;
}

EnsembleResult of_realisations(EnsembleResult result, const EnsembleSettings& settings,
                               const EnsembleState& state) {
  Moments moments{Trajectory::components(settings), settings.blocks};
  moments.restore(state.moments, state.realisations_done);
  evaluate(moments, result);
  const std::size_t bins = result.trace.time.size();
  IndependentMean density{bins};
  density.restore(state.trace, state.realisations_done);
  result.trace.mean.assign(density.mean().begin(), density.mean().end());
  result.trace.standard_error = density.standard_error();
  result.trace.squares = density.state();
  result.trace.squares.erase(result.trace.squares.begin(),
                             result.trace.squares.begin() + static_cast<std::ptrdiff_t>(bins));
  return result;
}

/// Of the first realisation, while it is under way.
std::optional<EnsembleResult> of_blocks(EnsembleResult result, const EnsembleSettings& settings,
                                        const Schedule& schedule,
                                        const EnsembleState::Running& first) {
  const std::size_t components = Trajectory::components(settings), bins = schedule.bins();
  const std::span<const double> measured{first.series};
  BlockedSeries all{components, settings.blocks, settings.samples_per_block};
  all.restore(measured.first(measured.size() - bins));
  const int blocks = all.complete_blocks() / 2 * 2;
  if (blocks < least_blocks) return std::nullopt;

  const std::size_t size = BlockedSeries::state_size(components, blocks);
  std::vector<double> kept(measured.begin(), measured.begin() + static_cast<std::ptrdiff_t>(size));
  kept.front() = static_cast<double>(settings.samples_per_block) * blocks;
  BlockedSeries series{components, blocks, settings.samples_per_block};
  series.restore(kept);
  Moments moments{components, blocks};
  moments.add(series);
  evaluate(moments, result);
  result.realisations_done = 0;
  result.blocks_done = blocks;
  result.trace.mean.assign(bins, nan);
  result.trace.standard_error.assign(bins, nan);
  result.trace.squares.assign(bins, 0);
  const std::uint64_t next = schedule.next_cut(first.step);
  const std::size_t left = next > schedule.total_steps() ? bins : schedule.bin(next);
  for (std::size_t bin = 0; bin < left; ++bin)
    result.trace.mean[bin] = measured[measured.size() - bins + bin] / schedule.cuts_in(bin);
  return result;
}

}  // namespace

std::optional<EnsembleResult> measured_so_far(const System& system,
                                              const EnsembleSettings& settings,
                                              const EnsembleState& state) {
  const Schedule schedule{settings};
  EnsembleResult result = frame(system, settings, schedule);
  if (state.realisations_done > 0) return of_realisations(std::move(result), settings, state);
  const auto first = std::ranges::find(state.running, 0, &EnsembleState::Running::realisation);
  if (first == state.running.end() || first->series.empty()) return std::nullopt;
  return of_blocks(std::move(result), settings, schedule, *first);
}

}  // namespace kapitza::micro
