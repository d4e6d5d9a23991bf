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
    : schedule_{schedule},
      measurement_{checked(measurement, schedule)},
      direction_square_{std::inner_product(measurement.direction.begin(),
                                           measurement.direction.end(),
                                           measurement.direction.begin(), 0.0)},
      realisations_{world, measurement.realisations, measurement.first_realisation,
                    numbers(schedule.looks.size(), measurement.direction.size())} {
  wisdom::plan_in_turn(world, world.root(), [&] {
    field_ = std::make_unique<RelaxingField>(system, dispersion, schedule_, planning);
  });
}

bool RelaxingEnsemble::run(const IndependentEnsemble::Interruption& interrupted) {
  return realisations_.run(
      [&](std::uint32_t realisation, std::span<double> numbers) { realise(realisation, numbers); },
      interrupted);
}

// n at the looks, the change, the slope.
void RelaxingEnsemble::realise(std::uint32_t realisation, std::span<double> numbers) {
  const auto cells = static_cast<std::size_t>(schedule_.cells);
  const std::size_t row = schedule_.looks.size() * cells;
  const std::span<double> n = numbers.first(row);
  field_->run(realisation, n);
  double slope = 0.0;
  for (std::size_t j = 0; j < cells; ++j) {
    const double change = n[measurement_.late * cells + j] - n[measurement_.early * cells + j];
    numbers[row + j] = change;
    slope += change * measurement_.direction[j];
  }
  numbers.back() = direction_square_ > 0.0 ? slope / direction_square_ : 0.0;
}

RelaxingResult RelaxingEnsemble::result() const {
  return measured(state(), schedule_.looks.size(), measurement_.direction.size());
}

RelaxingResult measured(const IndependentState& state, std::size_t looks, std::size_t cells) {
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

}  // namespace kapitza::micro
