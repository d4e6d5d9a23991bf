#include "kapitza/micro/relaxing/relaxing_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"

namespace kapitza::micro {

namespace {

System everywhere(const RelaxingSystem& system) {
  System all;
  all.sites = system.sites;
  all.defect.profile.D.assign(static_cast<std::size_t>(system.sites), 1.0);
  all.defect.lambda = system.lambda;
  all.defect.V_prime = system.V_prime;
  return all;
}

const RelaxingSystem& checked(const RelaxingSystem& system, int cells) {
  if (cells < 1 || system.sites < 2 * cells || system.sites % cells != 0)
    throw InvalidInput(fmt::format(
        "{} sites for {} momenta; allowed: a multiple of the momenta, twice as many or more",
        system.sites, cells));
  return system;
}

std::vector<double> by_mode(const RelaxingSystem& system) {
  std::vector<double> n;
  for (std::int64_t m = 0; m < system.sites; ++m)
    n.push_back(system.n(momentum(m, system.sites)));
  return n;
}

}  // namespace

RelaxingField::RelaxingField(const RelaxingSystem& system, const model::Dispersion& dispersion,
                             const RelaxingSchedule& schedule, Planning planning)
    : sites_{checked(system, schedule.cells).sites},
      schedule_{schedule},
      transform_{serial_transform(sites_, planning)},
      stepper_{everywhere(system), dispersion, schedule.splitting,
               transform_,         nullptr,    Communicator::alone()},
      phases_{by_mode(system), schedule.seed},
      field_(transform_->storage()),
      modes_(transform_->storage()),
      copy_(transform_->storage()) {}

void RelaxingField::begin(std::uint32_t realisation) {
  phases_.draw(realisation, *transform_, modes_, field_);
  realisation_ = realisation;
  step_ = 0;
}

void RelaxingField::advance(std::uint64_t steps) {
  stepper_.advance(field_, realisation_, step_, steps);
  step_ += steps;
}

// Cell j of [-pi, pi) begins with the mode N/2 + j N/cells, counted modulo N, and ends with that of the next.
void RelaxingField::occupation(std::span<double> n) {
  std::ranges::copy(field_, copy_.begin());  // a transform destroys what it is given
  transform_->to_modes(copy_.data(), modes_.data());
  const std::int64_t width = sites_ / schedule_.cells;
  const double scale = 1.0 / (static_cast<double>(width) * static_cast<double>(sites_));
  const auto weight = [&](std::int64_t m) { return std::norm(modes_[m % sites_]); };
  for (std::int64_t cell = 0; cell < schedule_.cells; ++cell) {
    const std::int64_t first = sites_ - sites_ / 2 + cell * width;
    double sum = 0.5 * (weight(first) + weight(first + width));
    for (std::int64_t m = first + 1; m < first + width; ++m)
      sum += weight(m);
    n[cell] = scale * sum;
  }
}

void RelaxingField::run(std::uint32_t realisation, std::span<double> n) {
  begin(realisation);
  const auto cells = static_cast<std::size_t>(schedule_.cells);
  for (std::size_t look = 0; look < schedule_.looks.size(); ++look) {
    advance(schedule_.looks[look] - step_);
    const std::span<double> here = n.subspan(look * cells, cells);
    occupation(here);
    if (std::ranges::all_of(here, [](double x) { return std::isfinite(x); })) continue;
    throw NumericalFailure(fmt::format(
        "realisation {}, time {:g}: the field is not finite; a smaller step or a weaker lambda "
        "may help",
        realisation, schedule_.splitting.step * static_cast<double>(step_)));
  }
}

}  // namespace kapitza::micro
