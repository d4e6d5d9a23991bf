#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/measuring/independent_ensemble.hpp"
#include "kapitza/micro/relaxing/relaxing_field.hpp"

namespace kapitza::micro {

/// What is made of the realisations.
struct RelaxingMeasurement {
  int realisations = 1;
  std::uint32_t first_realisation = 0;
  std::size_t early = 0, late = 1;  ///< looks between which the change of n counts
  /// What the change is regressed on, by cell: each realisation gives one slope <change, direction> / <direction, direction>.
  std::vector<double> direction;
};

/// Means over the realisations that are complete, with standard errors: NaN below two.
struct RelaxingResult {
  int realisations_done = 0;
  std::vector<double> n, n_error;            ///< [look][cell]
  std::vector<double> change, change_error;  ///< [cell], late minus early
  double slope = 0, slope_error = 0;
};

/// What the state of such an ensemble has measured.
RelaxingResult measured(const IndependentState& state, std::size_t looks, std::size_t cells);

/// Realisations of a relaxing lattice, as IndependentEnsemble deals them to the ranks and merges them.
class RelaxingEnsemble {
 public:
  /// Plans on the first rank and shares its wisdom. Throws what RelaxingField throws, and InvalidInput for a measurement that does not fit
  /// the schedule. Collective.
  RelaxingEnsemble(const Communicator& world, const RelaxingSystem& system,
                   const model::Dispersion& dispersion, const RelaxingSchedule& schedule,
                   const RelaxingMeasurement& measurement, Planning planning);

  /// Whether all realisations are done. Throws NumericalFailure on all ranks if a field is not finite. Collective.
  bool run(const IndependentEnsemble::Interruption& interrupted);

  RelaxingResult result() const;
  /// That each realisation adds to the means: n at the looks, the change, the slope.
  static std::size_t numbers(std::size_t looks, std::size_t cells) noexcept {
    return (looks + 1) * cells + 1;
  }
  IndependentState state() const { return realisations_.state(); }
  /// Throws InputOutputFailure if it is none of such an ensemble.
  void restore(const IndependentState& state) { realisations_.restore(state); }
  /// This rank's; not collective.
  StepperWork work() const noexcept { return field_->work(); }

 private:
  void realise(std::uint32_t realisation, std::span<double> numbers);

  RelaxingSchedule schedule_;
  RelaxingMeasurement measurement_;
  std::unique_ptr<RelaxingField> field_;
  double direction_square_ = 0;
  IndependentEnsemble realisations_;
};

}  // namespace kapitza::micro
