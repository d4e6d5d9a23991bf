#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <functional>
#include <memory>
#include <numbers>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/noise/coloured_noise.hpp"
#include "kapitza/micro/stepping/stepper.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::test {

using micro::Complex;

/// E = 0: every site evolves by itself.
class FlatBand final : public model::Dispersion {
 public:
  double energy(double) const noexcept override { return 0.0; }
  double velocity(double) const noexcept override { return 0.0; }
  double min_energy() const noexcept override { return 0.0; }
  double max_energy() const noexcept override { return 0.0; }
  double max_speed() const noexcept override { return 0.0; }
};

/// |psi|^6 with V' = 3 y^2 - A on a smooth bump of about `length` sites around the middle of the ring.
inline micro::Defect bump(std::int64_t sites, std::int64_t length, double lambda, double A = 0.0) {
  micro::Defect defect{.profile = {.first = (sites - length) / 2, .D = {}},
                       .lambda = lambda,
                       .V_prime = {-A, 0.0, 3.0}};
  for (std::int64_t x = 0; x < length; ++x) {
    const double s =
        std::sin(std::numbers::pi * (static_cast<double>(x) + 0.5) / static_cast<double>(length));
    defect.profile.D.push_back(s * s);
  }
  return defect;
}

/// gamma = rate cos^2 over `length` sites from `first` on, modulo the ring.
inline micro::Damping absorber(std::int64_t first, std::int64_t length, double rate) {
  micro::Damping damping{.first = first, .gamma = {}};
  for (std::int64_t j = 0; j < length; ++j) {
    const double s =
        std::sin(std::numbers::pi * (static_cast<double>(j) + 0.5) / static_cast<double>(length));
    damping.gamma.push_back(rate * s * s);
  }
  return damping;
}

/// A smooth field of long waves, the same function of the site on every rank.
inline Complex long_waves(std::int64_t x, std::int64_t sites) {
  const double t = 2.0 * std::numbers::pi * static_cast<double>(x) / static_cast<double>(sites);
  return {0.7 + 0.4 * std::cos(t) - 0.2 * std::sin(3.0 * t),
          0.5 * std::sin(2.0 * t + 0.3) + 0.1 * std::cos(5.0 * t)};
}

inline FftwVector<Complex> initial_field(const micro::ModeTransform& transform) {
  FftwVector<Complex> field(transform.storage());
  for (std::int64_t x = 0; x < transform.local_sites(); ++x)
    field[static_cast<std::size_t>(x)] = long_waves(transform.first_site() + x, transform.sites());
  return field;
}

inline double norm(const FftwVector<Complex>& field, std::int64_t sites) {
  double sum = 0.0;
  for (std::int64_t x = 0; x < sites; ++x)
    sum += std::norm(field[static_cast<std::size_t>(x)]);
  return sum;
}

/// max |a - b| over the first `sites` numbers, NaN if there is one.
inline double distance(const FftwVector<Complex>& a, const FftwVector<Complex>& b,
                       std::int64_t sites) {
  double worst = 0.0;
  for (std::size_t x = 0; x < static_cast<std::size_t>(sites); ++x)
    worst = max_or_nan(worst, std::abs(a[x] - b[x]));
  return worst;
}

/// The conserved energy without reservoir: sum_m E(k_m) |psi_m|^2 / N + lambda sum_x D_x V(|psi_x|^2), V(0) = 0.
inline double energy(const micro::System& system, const model::Dispersion& dispersion,
                     const FftwVector<Complex>& field) {
  const auto transform = micro::serial_transform(system.sites, micro::Planning::Estimate);
  FftwVector<Complex> copy = field, modes(transform->storage());
  transform->to_modes(copy.data(), modes.data());
  double sum = 0.0;
  for (std::int64_t m = 0; m < system.sites; ++m)
    sum += dispersion.energy(micro::momentum(m, system.sites)) *
           std::norm(modes[static_cast<std::size_t>(m)]) / static_cast<double>(system.sites);
  const auto& [profile, lambda, V_prime] = system.defect;
  for (std::size_t x = 0; x < profile.D.size(); ++x) {
    const double y = std::norm(field[static_cast<std::size_t>(profile.first) + x]);
    double V = 0.0;
    for (std::size_t p = 0; p < V_prime.size(); ++p)
      V += V_prime[p] * std::pow(y, static_cast<double>(p + 1)) / static_cast<double>(p + 1);
    sum += lambda * profile.D[x] * V;
  }
  return sum;
}

/// Noise for the reservoir of `system`, drawn on the ring of the transform that `plan` makes.
inline std::shared_ptr<micro::ColouredNoise> noise_of(
    const micro::System& system, const std::function<std::unique_ptr<micro::ModeTransform>()>& plan,
    const std::function<double(double k)>& spectrum = [](double k) {
      return 1.0 + 0.5 * std::cos(k - 0.7);
    }) {
  auto transform = plan();
  const model::MomentumGrid grid{static_cast<int>(transform->sites())};
  std::vector<double> s;
  for (const double k : grid.points())
    s.push_back(spectrum(k));
  return std::make_shared<micro::ColouredNoise>(
      20240229, s, static_cast<std::int64_t>(system.damping.gamma.size()), std::move(transform));
}

/// The same on one rank, on `embedding` sites, as many as the ring has if none are given.
inline std::shared_ptr<micro::ColouredNoise> noise_for(const micro::System& system,
                                                       std::int64_t embedding = 0) {
  return noise_of(system, [&] {
    return micro::serial_transform(embedding == 0 ? system.sites : embedding,
                                   micro::Planning::Estimate);
  });
}

/// The field after `steps` steps of `splitting`, on one rank.
inline FftwVector<Complex> evolved(const micro::System& system, const model::Dispersion& dispersion,
                                   const micro::Splitting& splitting, std::uint64_t steps,
                                   FftwVector<Complex> field,
                                   std::shared_ptr<micro::ColouredNoise> noise = nullptr,
                                   std::uint64_t first_step = 0) {
  micro::Stepper stepper{
      system,           dispersion,
      splitting,        micro::serial_transform(system.sites, micro::Planning::Estimate),
      std::move(noise), Communicator::borrowed(MPI_COMM_SELF)};
  stepper.advance(field, 0, first_step, steps);
  return field;
}

}  // namespace kapitza::test
