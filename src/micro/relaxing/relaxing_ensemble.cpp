#include "kapitza/micro/relaxing/relaxing_ensemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/transform/wisdom.hpp"

namespace kapitza::micro {

namespace {

const RelaxingMeasurement& checked(const RelaxingMeasurement& measurement,
                                   const RelaxingSchedule& schedule) {
  const std::size_t looks = schedule.looks.size();
  if (measurement.realisations < 1)
    throw InvalidInput(
        fmt::format("{} realisations; allowed: 1 or more", measurement.realisations));
  if (!std::ranges::is_sorted(schedule.looks) || !(measurement.early < measurement.late) ||
      measurement.late >= looks)
    throw InvalidInput(fmt::format("looks {} and {} of {}; allowed: two of them, ascending in time",
                                   measurement.early, measurement.late, looks));
  if (measurement.direction.size() != static_cast<std::size_t>(schedule.cells))
    throw InvalidInput(fmt::format("a direction of {} numbers; allowed: {}, one for each momentum",
                                   measurement.direction.size(), schedule.cells));
  return measurement;
}

}  // namespace

RelaxingEnsemble::RelaxingEnsemble(const Communicator& world, const RelaxingSystem& system,
                                   const model::Dispersion& dispersion,
                                   const RelaxingSchedule& schedule,
                                   const RelaxingMeasurement& measurement, Planning planning)
    : world_{world},
      schedule_{schedule},
      measurement_{checked(measurement, schedule)},
      direction_square_{std::inner_product(measurement.direction.begin(),
                                           measurement.direction.end(),
                                           measurement.direction.begin(), 0.0)},
      moments_{numbers(schedule.looks.size(), measurement.direction.size())} {
  wisdom::plan_in_turn(world_, world_.root(), [&] {
    field_ = std::make_unique<RelaxingField>(system, dispersion, schedule_, planning);
  });
}

std::size_t RelaxingEnsemble::row() const noexcept {
  return schedule_.looks.size() * static_cast<std::size_t>(schedule_.cells);
}

bool RelaxingEnsemble::run(const Interruption& interrupted) {
  while (done_ < measurement_.realisations) {
    const int in_round = std::min(world_.size(), measurement_.realisations - done_);
    std::vector<double> own;
    world_.collectively([&] {
      if (world_.rank() >= in_round) return;
      own.resize(row());
      field_->run(
          measurement_.first_realisation + static_cast<std::uint32_t>(done_ + world_.rank()), own);
    });
    const std::vector<double> all = world_.gather_everywhere<double>(own);
    for (std::size_t i = 0; i < all.size(); i += row())
      merge(std::span{all}.subspan(i, row()));
    done_ += in_round;
    if (interrupted && interrupted(done_) && done_ < measurement_.realisations) return false;
  }
  return true;
}

void RelaxingEnsemble::merge(std::span<const double> n) {
  const auto cells = static_cast<std::size_t>(schedule_.cells);
  std::vector<double> values(n.begin(), n.end());
  double slope = 0.0;
  for (std::size_t j = 0; j < cells; ++j) {
    const double change = n[measurement_.late * cells + j] - n[measurement_.early * cells + j];
    values.push_back(change);
    slope += change * measurement_.direction[j];
  }
  values.push_back(direction_square_ > 0.0 ? slope / direction_square_ : 0.0);
  moments_.add(values);
}

RelaxingResult RelaxingEnsemble::result() const {
  return measured(state(), schedule_.looks.size(), measurement_.direction.size());
}

RelaxingResult measured(const RelaxingState& state, std::size_t looks, std::size_t cells) {
  IndependentMean moments{RelaxingEnsemble::numbers(looks, cells)};
  moments.restore(state.moments, state.realisations_done);
  const auto part = [](std::span<const double> all, std::size_t first, std::size_t count) {
    const auto chosen = all.subspan(first, count);
    return std::vector<double>(chosen.begin(), chosen.end());
  };
  const std::span<const double> mean = moments.mean();
  const std::vector<double> error = moments.standard_error();
  const std::size_t row = looks * cells;
  return {.realisations_done = state.realisations_done,
          .n = part(mean, 0, row),
          .n_error = part(error, 0, row),
          .change = part(mean, row, cells),
          .change_error = part(error, row, cells),
          .slope = mean.back(),
          .slope_error = error.back()};
}

void RelaxingEnsemble::restore(const RelaxingState& state) {
  if (state.realisations_done < 0 || state.realisations_done > measurement_.realisations ||
      state.moments.size() != moments_.state().size())
    throw InputOutputFailure{"the state to continue from is not one of this ensemble"};
  done_ = state.realisations_done;
  moments_.restore(state.moments, done_);
}

}  // namespace kapitza::micro
