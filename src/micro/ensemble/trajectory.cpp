#include "trajectory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kapitza/base/error.hpp"

namespace kapitza::micro {

std::size_t Trajectory::components(const EnsembleSettings& settings) noexcept {
  const auto differences = settings.compare_half_step ? 2 * settings.points : 0;
  return Observables::layout(settings.points, settings.windows).size + differences;
}

Trajectory::Trajectory(Apparatus& apparatus, const Schedule& schedule,
                       const EnsembleSettings& settings, int realisation)
    : apparatus_{apparatus},
      schedule_{schedule},
      time_step_{settings.splitting.step},
      key_{settings.first_realisation + realisation},
      realisation_{realisation},
      fields_(apparatus.copies(), FftwVector<Complex>(apparatus.transform().storage())),
      series_{apparatus.group().root() ? components(settings) : 0, settings.blocks,
              settings.samples_per_block} {
  if (!apparatus_.group().root()) return;
  trace_.resize(schedule_.bins());
  sample_.resize(components(settings));
  if (settings.compare_half_step) companion_.resize(apparatus_.observables().layout().size);
}

void Trajectory::advance() {
  if (complete()) return;
  const std::uint64_t cut = schedule_.next_cut(step_);
  try {
    for (std::size_t copy = 0; copy < fields_.size(); ++copy) {
      const std::uint64_t times = copy + 1;  // steps of dt/2 are twice as many
      apparatus_.stepper(copy).advance(fields_[copy], key_, times * step_, times * (cut - step_));
    }
    step_ = cut;
    look();
  } catch (const NumericalFailure& failure) {
    throw NumericalFailure{
        fmt::format("realisation {}, time {:g}: {}; a smaller step or a weaker defect may help",
                    key_, time_step_ * static_cast<double>(cut), failure.what())};
  }
}

void Trajectory::look() {
  Observables& observables = apparatus_.observables();
  const std::size_t sites = apparatus_.transform().local_sites();
  const auto field = [&](std::size_t copy) { return std::span{fields_[copy]}.first(sites); };
  const bool root = apparatus_.group().root();

  double density = 0;
  if (schedule_.measuring(step_)) {
    const auto& at = observables.layout();
    const std::span sample{sample_};
    observables.measure(field(0), root ? sample.first(at.size) : sample);
    if (fields_.size() > 1) observables.measure(field(1), companion_);
    if (!root) return;
    apparatus_.count_sample(static_cast<int>(fields_.size()));
    for (std::size_t i = 0; i + at.size < sample_.size(); ++i)
      sample_[at.size + i] = sample_[at.left + i] - companion_[at.left + i];  // left, then right
    density = sample_[at.density];
    series_.add(sample_);
  } else {
    density = observables.density(field(0));
    if (fields_.size() > 1) observables.density(field(1));
  }
  if (root) trace_[schedule_.bin(step_)] += density;
}

std::size_t Trajectory::measured_size(const Schedule& schedule, const EnsembleSettings& settings) {
  return BlockedSeries::state_size(components(settings), settings.blocks) + schedule.bins();
}

std::vector<double> Trajectory::measured() const {
  if (!apparatus_.group().root()) return {};
  std::vector<double> numbers = series_.state();
  numbers.insert(numbers.end(), trace_.begin(), trace_.end());
  return numbers;
}

EnsembleState::Running Trajectory::state() const {
  const ModeTransform& transform = apparatus_.transform();
  EnsembleState::Running state{
      realisation_, step_, measured(), transform.first_site(), transform.local_sites(), {}};
  for (const auto& field : fields_)
    state.fields.insert(state.fields.end(), field.begin(), field.begin() + transform.local_sites());
  return state;
}

void Trajectory::restore(const EnsembleState::Running& state) {
  step_ = state.step;
  auto from = state.fields.begin();
  for (auto& field : fields_) {
    const auto next = from + state.local_sites;
    std::copy(from, next, field.begin());
    from = next;
  }
  if (!apparatus_.group().root()) return;
  const std::span measured{state.series};
  series_.restore(measured.first(measured.size() - trace_.size()));
  std::ranges::copy(measured.last(trace_.size()), trace_.begin());
}

}  // namespace kapitza::micro
