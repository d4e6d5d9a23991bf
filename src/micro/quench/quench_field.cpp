#include "kapitza/micro/quench/quench_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"

namespace kapitza::micro {

namespace {

const System& checked(const System& system, std::span<const double> n,
                      const QuenchSchedule& schedule) {
  if (!system.damping.gamma.empty())
    throw InvalidInput{"the ring is damped; allowed for a defect that is switched on: no damping"};
  if (n.size() != static_cast<std::size_t>(system.sites))
    throw InvalidInput(fmt::format("n at {} modes; allowed: at each of the {} of the ring",
                                   n.size(), system.sites));
  if (schedule.points > system.sites)
    throw InvalidInput(fmt::format("windows of {} sites on a ring of {}; allowed: at most the ring",
                                   schedule.points, system.sites));
  if (schedule.windows < 1 || schedule.windows > system.sites)
    throw InvalidInput(fmt::format("{} windows on a ring of {} sites; allowed: 1 to {}",
                                   schedule.windows, system.sites, system.sites));
  return system;
}

/// sum_x D_x V(|psi_x|^2), V(y) = sum_m V_prime[m] y^{m+1} / (m + 1).
double potential(const Defect& defect, std::span<const Complex> psi) {
  const auto N = static_cast<std::int64_t>(psi.size());
  double sum = 0;
  for (std::size_t i = 0; i < defect.profile.D.size(); ++i) {
    const std::int64_t x = (defect.profile.first + static_cast<std::int64_t>(i)) % N;
    const double y = std::norm(psi[static_cast<std::size_t>(x)]);
    double V = 0;
    for (std::size_t m = defect.V_prime.size(); m-- > 0;)
      V = (V + defect.V_prime[m] / static_cast<double>(m + 1)) * y;
    sum += defect.profile.D[i] * V;
  }
  return sum;
}

}  // namespace

QuenchLayout quench_layout(int points, int windows) noexcept {
  const auto K = static_cast<std::size_t>(points), W = static_cast<std::size_t>(windows);
  QuenchLayout at{};
  at.number_current = W * K;
  at.energy_current = at.number_current + W;
  at.density = at.energy_current + W;
  at.number = at.density + W;
  at.energy = at.number + 1;
  at.size = at.energy + 1;
  return at;
}

QuenchField::QuenchField(const System& system, std::span<const double> n,
                         const model::Dispersion& dispersion, const QuenchSchedule& schedule,
                         Planning planning)
    : sites_{checked(system, n, schedule).sites},
      defect_{system.defect},
      schedule_{schedule},
      layout_{quench_layout(schedule.points, schedule.windows)},
      grid_{schedule.points},
      windows_{ring_windows(system.sites, schedule.points, schedule.windows)},
      transform_{serial_transform(system.sites, planning)},
      stepper_{system, dispersion, schedule.splitting, transform_, nullptr, Communicator::alone()},
      phases_{n, schedule.seed},
      occupation_{schedule.points},
      field_(transform_->storage()),
      modes_(transform_->storage()),
      copy_(transform_->storage()) {
  for (std::int64_t m = 0; m < system.sites; ++m)
    mode_energy_.push_back(dispersion.energy(momentum(m, system.sites)));
  for (const double k : grid_.points()) {
    velocity_.push_back(dispersion.velocity(k) / schedule.points);
    energy_current_.push_back(velocity_.back() * dispersion.energy(k));
  }
}

void QuenchField::begin(std::uint32_t realisation) {
  phases_.draw(realisation, *transform_, modes_, field_);
  realisation_ = realisation;
  step_ = 0;
  number_at_first_ = number();
  energy_at_first_ = energy();
}

void QuenchField::advance(std::uint64_t steps) {
  stepper_.advance(field_, realisation_, step_, steps);
  step_ += steps;
}

double QuenchField::number() const noexcept {
  double sum = 0;
  for (std::size_t x = 0; x < mode_energy_.size(); ++x)
    sum += std::norm(field_[x]);
  return sum / static_cast<double>(sites_);
}

double QuenchField::energy() {
  const auto N = static_cast<double>(sites_);
  std::ranges::copy(field_, copy_.begin());  // a transform destroys what it is given
  transform_->to_modes(copy_.data(), modes_.data());
  double kinetic = 0;
  for (std::size_t m = 0; m < mode_energy_.size(); ++m)
    kinetic += mode_energy_[m] * std::norm(modes_[m]);
  return (kinetic / N + defect_.lambda * potential(defect_, field())) / N;
}

void QuenchField::look(std::span<double> numbers) {
  const std::int64_t N = sites_;
  const auto K = static_cast<std::size_t>(schedule_.points);
  for (std::size_t j = 0; j < windows_.first.size(); ++j) {
    const std::int64_t first = windows_.first[j];
    for (std::size_t x = 0; x < K; ++x)
      copy_[x] = field_[static_cast<std::size_t>((first + static_cast<std::int64_t>(x)) % N)];
    const std::span<double> n = numbers.subspan(layout_.n + j * K, K);
    occupation_.measure(std::span{copy_}.first(K), n);
    double number = 0, energy = 0;
    for (std::size_t i = 0; i < K; ++i) {
      number += velocity_[i] * n[i];
      energy += energy_current_[i] * n[i];
    }
    numbers[layout_.number_current + j] = number;
    numbers[layout_.energy_current + j] = energy;
  }
  const auto W = static_cast<std::int64_t>(windows_.first.size());
  for (std::int64_t j = 0; j < W; ++j) {
    const std::int64_t begin = j * N / W, end = (j + 1) * N / W;
    double sum = 0;
    for (std::int64_t x = begin; x < end; ++x)
      sum += std::norm(field_[static_cast<std::size_t>(x)]);
    numbers[layout_.density + static_cast<std::size_t>(j)] = sum / static_cast<double>(end - begin);
  }
  numbers[layout_.number] = number() - number_at_first_;
  numbers[layout_.energy] = energy() - energy_at_first_;
}

void QuenchField::run(std::uint32_t realisation, std::span<double> numbers) {
  begin(realisation);
  for (std::size_t i = 0; i < schedule_.looks.size(); ++i) {
    advance(schedule_.looks[i] - step_);
    const std::span<double> here = numbers.subspan(i * layout_.size, layout_.size);
    look(here);
    if (std::ranges::all_of(here, [](double x) { return std::isfinite(x); })) continue;
    throw NumericalFailure(fmt::format(
        "realisation {}, time {:g}: the field is not finite; a smaller step or a weaker defect "
        "may help",
        realisation, schedule_.splitting.step * static_cast<double>(step_)));
  }
}

}  // namespace kapitza::micro
