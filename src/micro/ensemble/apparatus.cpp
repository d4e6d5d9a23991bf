#include "apparatus.hpp"

#include "kapitza/micro/noise/coloured_noise.hpp"
#include "kapitza/micro/noise/embedding.hpp"

namespace kapitza::micro {

namespace {

// At which the noise on opposite ends of the reservoir may be correlated through the embedding, relative to its variance.
// It changes the injected occupation by about as much: a hundred times less than one per cent.
constexpr double embedding_tolerance = 1e-4;

std::shared_ptr<ColouredNoise> noise_of(
    const Communicator& group, const System& system,
    const std::function<std::vector<double>(int points)>& spectrum,
    const EnsembleSettings& settings) {
  const std::int64_t region = system.damping.gamma.size();
  if (region == 0) return nullptr;
  const std::int64_t M = embedding_length(system.sites, region, embedding_tolerance, spectrum);
  return std::make_shared<ColouredNoise>(settings.seed, spectrum(static_cast<int>(M)), region,
                                         distributed_transform(M, group, settings.planning));
}

std::deque<Stepper> steppers_of(const Communicator& group, const System& system,
                                const model::Dispersion& dispersion,
                                const std::shared_ptr<ModeTransform>& transform,
                                const std::shared_ptr<ColouredNoise>& noise,
                                const EnsembleSettings& settings) {
  std::deque<Stepper> steppers;
  Splitting splitting = settings.splitting;
  splitting.noise_draws = settings.compare_half_step ? 2 : 1;
  steppers.emplace_back(system, dispersion, splitting, transform, noise, group);
  if (settings.compare_half_step) {
    splitting.step /= 2;
    splitting.noise_draws = 1;
    steppers.emplace_back(system, dispersion, splitting, transform, noise, group);
  }
  return steppers;
}

}  // namespace

Apparatus::Apparatus(const Communicator& group, const System& system,
                     const model::Dispersion& dispersion,
                     const std::function<std::vector<double>(int points)>& spectrum,
                     const EnsembleSettings& settings)
    : group_{group},
      transform_{distributed_transform(system.sites, group, settings.planning)},
      steppers_{steppers_of(group, system, dispersion, transform_,
                            noise_of(group, system, spectrum, settings), settings)},
      observables_{system, dispersion, settings.points, settings.windows, *transform_, group},
      transforms_of_sample_{settings.windows + 2} {}

EnsembleWork Apparatus::work() const noexcept {
  EnsembleWork sum{.samples = samples_, .transforms = transforms_of_sample_ * measured_fields_};
  for (const Stepper& stepper : steppers_) {
    const StepperWork one = stepper.work();
    sum.steps += one.steps;
    sum.noise_draws += one.noise_draws;
    sum.transforms += one.transforms;
  }
  return sum;
}

}  // namespace kapitza::micro
