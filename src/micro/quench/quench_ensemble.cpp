#include "kapitza/micro/quench/quench_ensemble.hpp"

#include "kapitza/micro/transform/wisdom.hpp"

namespace kapitza::micro {

QuenchEnsemble::QuenchEnsemble(const Communicator& world, const System& system,
                               std::span<const double> n, const model::Dispersion& dispersion,
                               const QuenchSchedule& schedule, int realisations,
                               std::uint32_t first_realisation, Planning planning)
    : realisations_{world, realisations, first_realisation, numbers(schedule)} {
  wisdom::plan_in_turn(world, world.root(), [&] {
    field_ = std::make_unique<QuenchField>(system, n, dispersion, schedule, planning);
  });
}

bool QuenchEnsemble::run(const IndependentEnsemble::Interruption& interrupted) {
  return realisations_.run([&](std::uint32_t realisation,
                               std::span<double> numbers) { field_->run(realisation, numbers); },
                           interrupted);
}

// Field, modes, copy and their phases; amplitudes, deviates and energies; moments with copies of them, and a round of realisations.
double QuenchEnsemble::memory(const System& system, const QuenchSchedule& schedule, int ranks) {
  const auto N = static_cast<double>(system.sites), row = static_cast<double>(numbers(schedule));
  return N * (3 + 4) * sizeof(Complex) + N * 3 * sizeof(double) +
         row * (8.0 + ranks) * sizeof(double);
}

QuenchResult measured(const IndependentState& state) {
  IndependentMean moments{state.moments.size() / 2};
  moments.restore(state.moments, state.realisations_done);
  const auto mean = moments.mean();
  return {state.realisations_done, {mean.begin(), mean.end()}, moments.standard_error()};
}

}  // namespace kapitza::micro
