#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/measuring/independent_ensemble.hpp"
#include "kapitza/micro/quench/quench_field.hpp"

namespace kapitza::micro {

/// Means over the realisations that are complete, with standard errors: NaN below two. Rows as QuenchField::run fills them.
struct QuenchResult {
  int realisations_done = 0;
  std::vector<double> mean, standard_error;  ///< [look][layout]
};

/// What the state of such an ensemble has measured.
QuenchResult measured(const IndependentState& state);

/// Realisations of a ring whose defect is switched on, as IndependentEnsemble deals them to the ranks and merges them.
class QuenchEnsemble {
 public:
  /// Plans on the first rank and shares its wisdom. Throws what QuenchField and IndependentEnsemble throw. Collective.
  QuenchEnsemble(const Communicator& world, const System& system, std::span<const double> n,
                 const model::Dispersion& dispersion, const QuenchSchedule& schedule,
                 int realisations, std::uint32_t first_realisation, Planning planning);

  /// Whether all realisations are done. Throws NumericalFailure on all ranks if a field is not finite. Collective.
  bool run(const IndependentEnsemble::Interruption& interrupted);

  /// Numbers of one realisation.
  static std::size_t numbers(const QuenchSchedule& schedule) noexcept {
    return schedule.looks.size() * quench_layout(schedule.points, schedule.windows).size;
  }
  /// Bytes on a rank, at most.
  static double memory(const System& system, const QuenchSchedule& schedule, int ranks);
  IndependentState state() const { return realisations_.state(); }
  /// Throws InputOutputFailure if it is none of such an ensemble.
  void restore(const IndependentState& state) { realisations_.restore(state); }
  /// This rank's; not collective.
  StepperWork work() const noexcept { return field_->work(); }

 private:
  std::unique_ptr<QuenchField> field_;
  IndependentEnsemble realisations_;
};

}  // namespace kapitza::micro
