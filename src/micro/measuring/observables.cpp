#include "kapitza/micro/measuring/observables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/measuring/leads.hpp"
#include "kapitza/micro/measuring/windowed_occupation.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "window_gather.hpp"

namespace kapitza::micro {

struct Observables::Implementation {
  Implementation(const System& system, const model::Dispersion& dispersion, int points, int windows,
                 const ModeTransform& transform, const Communicator& members)
      : group{Communicator::borrowed(members.get())},
        where{Observables::layout(points, windows)},
        grid{points},
        occupation{points},
        first_site{transform.first_site()},
        sites{static_cast<double>(system.sites)},
        windows_at{Observables::places(system, points, windows)},
        gather{windows_at.first, points, transform, group} {
    for (const double k : grid.points()) {
      velocity.push_back(dispersion.velocity(k));
      energy.push_back(dispersion.energy(k));
    }
  }

  void summarise(std::span<double> sample) const;

  Communicator group;
  Layout where;
  model::MomentumGrid grid;
  WindowedOccupation occupation;
  std::int64_t first_site;
  double sites;
  Places windows_at;
  WindowGather gather;
  std::vector<double> velocity, energy;
};

Observables::Layout Observables::layout(int points, int windows) noexcept {
  const std::size_t K = points, W = windows;
  Layout at{};
  at.right = K;
  at.wigner = 2 * K;
  at.current = at.wigner + W * K;
  at.imbalance = at.current + 4;
  at.outgoing = at.imbalance + 2;
  at.density = at.outgoing + 2;
  at.size = at.density + 1;
  return at;
}

Observables::Places Observables::places(const System& system, int points, int windows) {
  const std::int64_t N = system.sites;
  const auto [left, right] = lead_windows(system, points);
  Places at{{left, right}, {}};
  for (const std::int64_t start : at.first)
    at.centres.push_back(window_centre(start, points, N));
  const RingWindows along = ring_windows(N, points, windows);
  at.first.insert(at.first.end(), along.first.begin(), along.first.end());
  at.centres.insert(at.centres.end(), along.centres.begin(), along.centres.end());
  return at;
}

Observables::Observables(const System& system, const model::Dispersion& dispersion, int points,
                         int windows, const ModeTransform& transform, const Communicator& group)
    : implementation_{std::make_unique<Implementation>(system, dispersion, points, windows,
                                                       transform, group)} {}
Observables::~Observables() = default;

const Observables::Layout& Observables::layout() const noexcept {
  return implementation_->where;
}
std::span<const double> Observables::wigner_positions() const noexcept {
  return std::span{implementation_->windows_at.centres}.subspan(2);
}
double Observables::left_position() const noexcept {
  return implementation_->windows_at.centres[0];
}
double Observables::right_position() const noexcept {
  return implementation_->windows_at.centres[1];
}

// What follows from n(k) in the two leads.
void Observables::Implementation::summarise(std::span<double> sample) const {
  const std::size_t K = grid.size();
  for (const bool right : {false, true}) {
    const auto n = sample.subspan(right ? where.right : where.left, K);
    double number_current = 0, energy_current = 0, outgoing = 0;
    for (std::size_t i = 0; i < K; ++i) {
      number_current += velocity[i] * n[i];
      energy_current += velocity[i] * energy[i] * n[i];
      if ((grid[static_cast<int>(i)] > 0) == right) outgoing += std::abs(velocity[i]) * n[i];
    }
    sample[where.current + right] = number_current / static_cast<double>(K);
    sample[where.current + 2 + right] = energy_current / static_cast<double>(K);
    sample[where.outgoing + right] = outgoing / static_cast<double>(K);
  }
  sample[where.imbalance] = sample[where.current] - sample[where.current + 1];
  sample[where.imbalance + 1] = sample[where.current + 2] - sample[where.current + 3];
}

double Observables::density(std::span<const Complex> field) {
  const Implementation& own = *implementation_;
  double sum = 0;
  for (const Complex& psi : field)
    sum += std::norm(psi);
  sum = own.group.sum(sum);
  if (std::isfinite(sum)) return sum / own.sites;

  constexpr double huge = 1e290;  // below it no sum of squares overflows
  const auto bad = std::find_if(field.begin(), field.end(),
                                [](const Complex& psi) { return !(std::norm(psi) < huge); });
  const long long site = own.group.min(bad == field.end() ? std::numeric_limits<long long>::max()
                                                          : own.first_site + (bad - field.begin()));
  throw NumericalFailure{fmt::format("the field is not finite at site {}", site)};
}

void Observables::measure(std::span<const Complex> field, std::span<double> sample) {
  Implementation& own = *implementation_;
  const double density_now = density(field);
  const std::span<const Complex> windows = own.gather.gather(field);
  if (!own.group.root()) return;
  const std::size_t K = own.grid.size();
  // The windows lie in the order of the layout: left, right, Wigner function.
  for (std::size_t at = 0; at < own.where.current; at += K)
    own.occupation.measure(windows.subspan(at, K), sample.subspan(at, K));
  own.summarise(sample);
  sample[own.where.density] = density_now;
}

}  // namespace kapitza::micro
