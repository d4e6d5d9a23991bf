#include "kapitza/micro/stepping/stepper.hpp"

#include <fmt/core.h>

#include <cmath>
#include <utility>

#include "../kernels.hpp"
#include "kapitza/base/error.hpp"
#include "local_step.hpp"
#include "stages.hpp"

namespace kapitza::micro {

namespace {

const Splitting& valid(const Splitting& splitting) {
  if (!(splitting.step > 0 && std::isfinite(splitting.step)))
    throw InvalidInput(fmt::format("time step {}; allowed: positive", splitting.step));
  if (splitting.noise_draws < 1)
    throw InvalidInput(
        fmt::format("{} draws of noise per step; allowed: 1 or more", splitting.noise_draws));
  return splitting;
}

}  // namespace

struct Stepper::Implementation {
  /// One kinetic sub-step e^{-i E(k_m) t} / N by local mode; the 1/N is that of a pair of transforms.
  struct Kinetic {
    double share;  // t / dt
    FftwVector<Complex> phases;
  };

  Splitting splitting;
  Stages stages;
  std::shared_ptr<ModeTransform> transform;
  LocalStep local;
  std::vector<Kinetic> kinetics;
  // Indices into kinetics: before the first local stage, after each but the last, between two steps, at the end.
  std::size_t first, between, last;
  std::vector<std::size_t> inner;
  FftwVector<Complex> modes;
  long long steps = 0, flights = 0;

  Implementation(const System& system, const model::Dispersion& dispersion, const Splitting& given,
                 std::shared_ptr<ModeTransform> lattice, std::shared_ptr<ColouredNoise> noise,
                 const Communicator& group)
      : splitting{valid(given)},
        stages{stages_of_order(given.order)},
        transform{std::move(lattice)},
        local{system, given, stages, *transform, std::move(noise), group},
        modes(transform->storage()) {
    const auto tabulated = [&](double share) { return tabulate(share, dispersion); };
    const std::vector<double>& a = stages.kinetic;
    first = tabulated(a.front());
    for (std::size_t stage = 1; stage + 1 < a.size(); ++stage)
      inner.push_back(tabulated(a[stage]));
    between = tabulated(a.back() + a.front());
    last = tabulated(a.back());
  }

  std::size_t tabulate(double share, const model::Dispersion& dispersion) {
    for (std::size_t i = 0; i < kinetics.size(); ++i)
      if (kinetics[i].share == share) return i;
    Kinetic& added = kinetics.emplace_back(Kinetic{share, {}});
    const std::int64_t N = transform->sites();
    for (const std::int64_t m : transform->modes()) {
      const double angle = dispersion.energy(momentum(m, N)) * share * splitting.step;
      added.phases.push_back(std::polar(1.0 / static_cast<double>(N), -angle));
    }
    return kinetics.size() - 1;
  }

  void fly(Complex* field, std::size_t kinetic) {
    transform->to_modes(field, modes.data());
    multiply({modes.data(), transform->modes().size()}, kinetics[kinetic].phases.data());
    transform->to_sites(modes.data(), field);
    ++flights;
  }

  void advance(Complex* field, std::uint32_t realisation, std::uint64_t begin, std::uint64_t end) {
    fly(field, first);
    for (std::uint64_t step = begin; step < end; ++step) {
      for (std::size_t stage = 0; stage < inner.size(); ++stage) {
        local.apply(field, stage, realisation, step);
        fly(field, inner[stage]);
      }
      local.apply(field, inner.size(), realisation, step);
      fly(field, step + 1 < end ? between : last);
    }
    steps += end - begin;
  }
};

Stepper::Stepper(const System& system, const model::Dispersion& dispersion,
                 const Splitting& splitting, std::shared_ptr<ModeTransform> transform,
                 std::shared_ptr<ColouredNoise> noise, const Communicator& group)
    : implementation_{std::make_unique<Implementation>(
          system, dispersion, splitting, std::move(transform), std::move(noise), group)} {}

Stepper::~Stepper() = default;

StepperWork Stepper::work() const noexcept {
  const Implementation& own = *implementation_;
  return {own.steps, own.local.noise_draws(), 2 * own.flights + own.local.noise_draws()};
}

void Stepper::advance(std::span<Complex> fields, std::uint32_t first_realisation,
                      std::uint64_t first_step, std::uint64_t steps) {
  if (steps == 0) return;
  const std::size_t storage = implementation_->transform->storage();
  for (std::size_t b = 0; b < fields.size() / storage; ++b)
    implementation_->advance(fields.data() + b * storage,
                             first_realisation + static_cast<std::uint32_t>(b), first_step,
                             first_step + steps);
}

}  // namespace kapitza::micro
