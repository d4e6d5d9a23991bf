#include "kapitza/micro/ensemble/ensemble.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <span>

#include "implementation.hpp"
#include "kapitza/micro/transform/wisdom.hpp"

namespace kapitza::micro {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Ensemble::Implementation::Implementation(
    const Communicator& world, const System& system, const model::Dispersion& dispersion,
    const std::function<std::vector<double>(int points)>& spectrum,
    const EnsembleSettings& settings)
    : world_{world},
      settings_{checked(settings, system, world.size())},
      schedule_{settings},
      groups_{world.size() / settings.ranks_per_realisation},
      group_index_{world.rank() / settings.ranks_per_realisation},
      group_{world.split(group_index_, world.rank())},
      moments_{Trajectory::components(settings), settings.blocks},
      density_{schedule_.bins()},
      relative_error_{std::numeric_limits<double>::quiet_NaN()} {
  wisdom::plan_in_turn(world_, group_index_ == 0, [&] {
    apparatus_ = std::make_unique<Apparatus>(group_, system, dispersion, spectrum, settings_);
  });
}

bool Ensemble::Implementation::run(const Interruption& interrupted) {
  while (!finished()) {
    const int realisation = done_ + group_index_;
    if (under_way_.empty() && realisation < settings_.realisations) begin(realisation);
    if (!run_round(interrupted)) return false;
    merge_round();
    if (!finished() && asked_to_stop(interrupted)) return false;
  }
  return true;
}

Trajectory& Ensemble::Implementation::begin(int realisation) {
  return under_way_.emplace_back(*apparatus_, schedule_, settings_, realisation);
}

// All groups to the end of their realisations. How many cuts lie between two looks at the clock changes no number.
bool Ensemble::Implementation::run_round(const Interruption& interrupted) {
  constexpr double seconds_between_looks = 1;
  for (;;) {
    const auto start = std::chrono::steady_clock::now();
    world_.collectively([&] {
      if (under_way_.empty()) return;
      for (double cut = 0; cut < cuts_per_look_; ++cut)
        under_way_.front().advance();
    });
    if (world_.agree(under_way_.empty() || under_way_.front().complete())) return true;
    if (asked_to_stop(interrupted)) return false;
    const double speed = cuts_per_look_ / world_.max(seconds_since(start));
    cuts_per_look_ = std::clamp(std::floor(speed * seconds_between_looks), 1.0, 2 * cuts_per_look_);
  }
}

bool Ensemble::Implementation::asked_to_stop(const Interruption& interrupted) const {
  double steps = 0;
  if (group_.root())
    for (const Trajectory& trajectory : under_way_)
      steps += static_cast<double>(trajectory.step());
  const double share = world_.sum(steps) / static_cast<double>(schedule_.total_steps());
  const bool stop = interrupted &&
                    interrupted({(done_ + share) / settings_.realisations, done_, relative_error_});
  return world_.max(stop ? 1 : 0) == 1;
}

// What the round has measured goes to the first rank in the order of realisations. What lies beyond the one with which the
// target is reached is thrown away: on fewer groups it would not have been computed.
void Ensemble::Implementation::merge_round() {
  const int in_round = std::min(groups_, settings_.realisations - done_);
  const auto size = static_cast<int>(Trajectory::measured_size(schedule_, settings_));
  for (int g = 0; g < in_round && !finished(); ++g) {
    const int source = g * settings_.ranks_per_realisation;
    const bool sends = world_.rank() == source;
    std::vector<double> measured;
    if (sends) measured = under_way_.front().measured();
    if (sends && !world_.root()) MPI_Send(measured.data(), size, MPI_DOUBLE, 0, 0, world_.get());
    if (world_.root()) {
      measured.resize(size);
      if (!sends)
        MPI_Recv(measured.data(), size, MPI_DOUBLE, source, 0, world_.get(), MPI_STATUS_IGNORE);
      merge(measured);
    }
    ++done_;
    reached_ = settings_.target && world_.broadcast(relative_error_) < *settings_.target;
  }
  if (finished()) {
    under_way_.clear();
  } else if (!under_way_.empty()) {
    under_way_.pop_front();
  }
}

void Ensemble::Implementation::merge(std::span<const double> measured) {
  BlockedSeries series{Trajectory::components(settings_), settings_.blocks,
                       settings_.samples_per_block};
  series.restore(measured.first(measured.size() - schedule_.bins()));
  moments_.add(series);
  const auto sums = measured.last(schedule_.bins());
  std::vector<double> density(sums.begin(), sums.end());
  for (std::size_t bin = 0; bin < density.size(); ++bin)
    density[bin] /= schedule_.cuts_in(bin);
  density_.add(density);
  relative_error_ = relative_error();
}

double Ensemble::Implementation::relative_error() const {
  const std::vector<double> mean = moments_.mean(), error = moments_.standard_error();
  const std::size_t left = apparatus_->observables().layout().outgoing, right = left + 1;
  return std::max(error[left] / mean[left], error[right] / mean[right]);
}

Ensemble::Ensemble(const Communicator& world, const System& system,
                   const model::Dispersion& dispersion,
                   const std::function<std::vector<double>(int points)>& spectrum,
                   const EnsembleSettings& settings)
    : implementation_{
          std::make_unique<Implementation>(world, system, dispersion, spectrum, settings)} {}
Ensemble::~Ensemble() = default;

bool Ensemble::run(const Interruption& interrupted) {
  return implementation_->run(interrupted);
}
EnsembleResult Ensemble::result() const {
  return implementation_->result();
}
EnsembleWork Ensemble::work() const noexcept {
  return implementation_->work();
}
EnsembleState Ensemble::state() const {
  return implementation_->state();
}
void Ensemble::restore(const EnsembleState& state) {
  implementation_->restore(state);
}

}  // namespace kapitza::micro
