#include "local_step.hpp"

#include <fmt/core.h>

#include <cmath>

#include "../kernels.hpp"
#include "../ring_interval.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::micro {

namespace {

void require_room(const System& system) {
  const std::int64_t N = system.sites, first = system.damping.first,
                     damped = system.damping.gamma.size(), defect = system.defect.profile.first,
                     length = system.defect.profile.D.size();
  if (damped > 0 && (first < 0 || first >= N || damped > N))
    throw InvalidInput(fmt::format(
        "the reservoir takes {} sites from site {} on, of a ring of {} sites", damped, first, N));
  if (length > 0 && (defect < 0 || defect + length > N))
    throw InvalidInput(fmt::format("the defect covers the sites {} to {} of a ring of {} sites",
                                   defect, defect + length - 1, N));
  if (!segments_of_interval(first, damped, N, defect, length).empty())
    throw InvalidInput(fmt::format(
        "reservoir (sites {} to {}) and defect (sites {} to {}) overlap on the ring of {} sites; "
        "allowed: a narrower reservoir, a shorter defect, or more sites",
        first, (first + damped - 1) % N, defect, defect + length - 1, N));
}

}  // namespace

LocalStep::LocalStep(const System& system, const Splitting& splitting, const Stages& stages,
                     const ModeTransform& lattice, std::shared_ptr<ColouredNoise> noise,
                     const Communicator& group)
    : stages_{stages}, draws_{splitting.noise_draws}, noise_{std::move(noise)} {
  require_room(system);
  const auto here = [&](std::int64_t first, std::size_t length) {
    return segments_of_interval(first, length, system.sites, lattice.first_site(),
                                lattice.local_sites());
  };

  const auto& [profile, lambda, V_prime] = system.defect;
  if (lambda != 0 && !V_prime.empty()) {
    for (const Segment& part : here(profile.first, profile.D.size())) {
      const auto D = profile.D.begin() + part.begin;
      defect_.push_back({static_cast<std::size_t>(part.site), {D, D + part.size}});
    }
    for (const double b : stages.local) {
      phases_.emplace_back(V_prime);
      for (double& c : phases_.back())
        c *= lambda * b * splitting.step;
    }
  }

  const double h = splitting.step / (stages.reservoir_stages() * draws_);
  const auto& gamma = system.damping.gamma;
  const std::vector<Segment> damped = here(system.damping.first, gamma.size());
  std::size_t before = 0;
  for (const Segment& part : damped) {
    reservoir_.push_back({static_cast<std::size_t>(part.site), before, {}, {}});
    for (std::int64_t j = part.begin; j < part.begin + part.size; ++j) {
      const double rate = gamma[j];
      reservoir_.back().decay.push_back(std::exp(-rate * h));
      reservoir_.back().amplitude.push_back(std::sqrt(-0.5 * std::expm1(-2.0 * rate * h)));
    }
    before += part.size;
  }
  if (noise_) {
    const std::int64_t drawn = noise_->transform().sites();
    if (static_cast<std::int64_t>(gamma.size()) > drawn)
      throw InvalidInput(
          fmt::format("noise on {} sites for a reservoir of {}", drawn, gamma.size()));
    exchange_ = std::make_unique<NoiseExchange>(group, noise_->transform(), damped);
  }
}

void LocalStep::apply(Complex* field, std::size_t stage, std::uint32_t realisation,
                      std::uint64_t step) {
  for (const DefectPart& part : defect_)
    rotate({field + part.site, part.D.size()}, part.D.data(), phases_[stage]);
  if (!stages_.has_reservoir(stage)) return;
  // Draws are counted through the time of the run, so that n steps of dt/n find the draws of one step dt with n times as many.
  const std::uint64_t per_stage = draws_, per_step = per_stage * stages_.reservoir_stages();
  const std::uint64_t first = step * per_step + (stage == 0 ? 0 : per_stage);
  for (std::uint64_t j = 0; j < per_stage; ++j)
    exchange_with_reservoir(field, realisation, first + j);
}

void LocalStep::exchange_with_reservoir(Complex* field, std::uint32_t realisation,
                                        std::uint64_t draw) {
  if (!noise_) {
    for (const ReservoirPart& part : reservoir_)
      damp({field + part.site, part.decay.size()}, part.decay.data());
    return;
  }
  const std::span<const Complex> zeta = exchange_->bring(noise_->draw(realisation, draw));
  ++noise_draws_;
  for (const ReservoirPart& part : reservoir_)
    drive({field + part.site, part.decay.size()}, part.decay.data(), part.amplitude.data(),
          zeta.data() + part.noise);
}

}  // namespace kapitza::micro
