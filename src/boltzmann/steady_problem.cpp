#include "kapitza/boltzmann/steady_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "kapitza/base/error.hpp"
#include "local_values.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {
namespace {

/// How far below zero n may go, as a share of the largest n at the same X: polynomials in X undershoot in layers thinner than
/// their cells, and where a barrier rises those in k next to the jump between carriers that it reflects and those that come over it.
constexpr double deepest_in_layers = 0.1, deepest_at_barrier = 0.3;
constexpr double no_undershoot = 0.5;      // but an error
constexpr double shortest_positive = 0.1;  // of a step: if none that keeps n > 0 is longer
constexpr double no_state = std::numeric_limits<double>::quiet_NaN();  // is equal to nothing
constexpr double kept_on_the_way = 0.1;  // of the way down there, in one step

double largest(std::span<const double> n) {
  return *std::ranges::max_element(n);
}

}  // namespace

std::optional<int> first_unphysical(std::span<const double> n) {
  const double least = -no_undershoot * largest(n);
  const auto k = std::ranges::find_if_not(
      n, [&](double value) { return value >= least && std::isfinite(value); });
  return k == n.end() ? std::nullopt : std::optional{static_cast<int>(k - n.begin())};
}

namespace {

constexpr double thickest_first_cell = 6;  // in layers
constexpr double above_floor = 30;         // times the estimate, where every iteration ends

}  // namespace

SteadyProblem::SteadyProblem(const Communicator& comm, const Transport& transport,
                             const model::MomentumGrid& grid,
                             collision::CollisionIntegral& collision, double injected_current,
                             const Barrier* barrier, const NextOrderTerm* next)
    : comm_{comm},
      transport_{transport},
      grid_{grid},
      collision_{collision},
      differentiable_{dynamic_cast<collision::DifferentiableCollisionIntegral*>(&collision)},
      injected_current_{injected_current},
      force_{barrier ? std::make_unique<Force>(comm, transport, grid, *barrier) : nullptr},
      next_{barrier && next
                ? std::make_unique<NextOrderRate>(comm, transport, grid, *barrier, *next)
                : nullptr},
      mirror_{transport, grid},
      first_width_{transport.scheme().faces()[1]},
      local_(grid.size()),
      shifted_(grid.size()),
      exact_last_{std::vector<double>(local_.size() * transport.block().count, no_state),
                  std::vector<double>(local_.size() * transport.block().count),
                  std::vector<double>(transport.block().count)},
      rough_last_{exact_last_},
      correction_(exact_last_.I.size()) {
  for (const double w : grid.relative_weights())
    root_weight_.push_back(std::sqrt(w));
  check(VecDuplicate(transport.source(), direction_.out()));
}

void SteadyProblem::set_Lambda(double Lambda) {
  if (next_ && Lambda != Lambda_) std::ranges::fill(exact_last_.n, no_state);  // it knows lambda
  Lambda_ = Lambda;
  if (force_) force_->set_Lambda(Lambda);
  if (next_) next_->set_coupling(force_->field().coupling());
  choose_symmetry();
}

bool SteadyProblem::thin_layers() const noexcept {
  return first_width_ * layer_rate_ * Lambda_ > thickest_first_cell;
}

double SteadyProblem::point_scale(int x) const noexcept {
  const double w = transport_.scheme().weights[x];
  return std::sqrt(w / transport_.momenta()) / injected_current_;
}

std::string SteadyProblem::place(std::int64_t unknown, double Lambda) const {
  const int K = transport_.momenta();
  return fmt::format("X = {:.6g}, k = {:.6g}, Lambda = {:.6g}", transport_.scheme().X[unknown / K],
                     grid_[static_cast<int>(unknown % K)], Lambda);
}

void SteadyProblem::require_physical(std::span<const double> n, int x) const {
  if (const auto k = first_unphysical(n))
    throw NumericalFailure(fmt::format("unphysical occupation n = {:.6g} at {}", n[*k],
                                       place(std::int64_t{x} * transport_.momenta() + *k)));
}

double SteadyProblem::deepest_undershoot() const noexcept {
  return force_ ? deepest_at_barrier : deepest_in_layers;
}

SteadyProblem::LongestStep SteadyProblem::longest_step(Vec n, Vec update) const {
  const LongestStep positive = longest_step(n, update, 0);
  return positive.fraction >= shortest_positive ? positive
                                                : longest_step(n, update, deepest_undershoot());
}

SteadyProblem::LongestStep SteadyProblem::longest_step(Vec n, Vec update, double depth) const {
  const int K = transport_.momenta();
  const LocalValues states(n, K), updates(update, K);
  LongestStep step;
  for (int local = 0; local < transport_.block().count; ++local) {
    const auto at = states[local], change = updates[local];
    const double most = largest(at), undershoot = depth * most;
    for (int k = 0; k < K; ++k) {
      // An undershoot is judged by the largest n, which may not fall by more than a half.
      const double room = depth > 0 && at[k] == most ? 0.5 * most : at[k] + undershoot;
      const double fraction = (1 - kept_on_the_way) * room / change[k];
      if (change[k] > 0 && fraction < step.fraction)
        step = {std::max(fraction, 0.0), std::int64_t{transport_.block().first + local} * K + k};
    }
  }
  const double shortest = comm_.min(step.fraction);
  const int teller = comm_.min(step.fraction == shortest ? comm_.rank() : comm_.size());
  return {shortest, comm_.broadcast(static_cast<long long>(step.unknown), teller)};
}

void SteadyProblem::require_finite(std::span<const double> I, int x) const {
  const int K = transport_.momenta();
  for (int k = 0; k < K; ++k)
    if (const double value = I[k]; !std::isfinite(value))
      throw NumericalFailure(
          fmt::format("collision integral I = {} at {}", value, place(std::int64_t{x} * K + k)));
}

std::span<const double> SteadyProblem::evaluated(int local, std::span<const double> n) {
  Evaluated& last = rough_ ? rough_last_ : exact_last_;
  const std::size_t offset = local * n.size();
  const auto seen = std::span{last.n}.subspan(offset, n.size());
  const auto I = std::span{last.I}.subspan(offset, n.size());
  if (std::ranges::equal(n, seen)) return I;
  require_physical(n, transport_.block().first + local);
  evaluate(local, n, I);
  last.shift[local] = collision_.shift();
  std::ranges::copy(n, seen.begin());
  return I;
}

void SteadyProblem::evaluate(int local, std::span<const double> n, std::span<double> I) {
  if (rough_) {
    differentiable_->evaluate_roughly(n, I);
    const auto correction = std::span{correction_}.subspan(local * n.size(), n.size());
    for (std::size_t k = 0; k < I.size(); ++k)
      I[k] = of_I(local) * I[k] + correction[k];
  } else {
    collision_.evaluate(n, I);
    if (next_) complete(local, I);
  }
  require_finite(I, transport_.block().first + local);
}

void SteadyProblem::complete(int local, std::span<double> I) {
  try {
    next_->complete(local, I);
  } catch (const NumericalFailure& failure) {
    throw NumericalFailure(fmt::format("X = {:.6g}, Lambda = {:.6g}: {}",
                                       transport_.scheme().X[transport_.block().first + local],
                                       Lambda_, failure.what()));
  }
}

// The rate at a point knows J, and with it the state at others.
void SteadyProblem::take_next_order(Vec n) {
  if (!next_ || rough_ || next_->held()) return;
  work();
  if (next_->update(n, mirror_)) std::ranges::fill(exact_last_.n, no_state);
}

std::vector<double> SteadyProblem::next_order_at(Vec n) {
  if (!next_) return {};
  take_next_order(n);
  evaluate_all(n);
  return next_->corrections(mirror_);
}

void SteadyProblem::evaluate_all(Vec n) {
  comm_.collectively([&] {
    const LocalValues states(n, transport_.momenta());
    for (int x = 0; x < transport_.block().count; ++x)
      if (computes(x)) evaluated(x, states[x]);
  });
}

double SteadyProblem::hold_next_order_at(Vec n) {
  if (!next_) return 0;
  double moved = 0;
  std::vector<double> before;
  if (next_->held()) {
    evaluate_all(n);
    before = exact_last_.I;
    std::ranges::fill(exact_last_.n, no_state);  // J may be the same and the rate another one
  }
  next_->hold(false);
  take_next_order(n);
  evaluate_all(n);
  next_->hold(true);
  for (std::size_t i = 0; i < before.size(); ++i)
    moved = std::max(moved, std::abs(exact_last_.I[i] - before[i]));
  return comm_.max(moved);
}

void SteadyProblem::use_rough(Vec at) {
  use_exact();
  take_next_order(at);
  work();
  comm_.collectively([&] {
    const LocalValues states(at, transport_.momenta());
    for (int x = 0; x < transport_.block().count; ++x) {
      if (!computes(x)) continue;
      const auto correction = std::span{correction_}.subspan(x * local_.size(), local_.size());
      differentiable_collision().evaluate_roughly(states[x], correction);
      const auto exact = evaluated(x, states[x]);
      for (std::size_t k = 0; k < correction.size(); ++k)
        correction[k] = exact[k] - of_I(x) * correction[k];
    }
  });
  std::ranges::fill(rough_last_.n, no_state);
  rough_ = true;
}

void SteadyProblem::collide(Vec n, Vec I) {
  take_next_order(n);
  work();
  comm_.collectively([&] {
    const int K = transport_.momenta();
    const LocalValues states(n, K);
    const MutableLocalValues integrals(I, K);
    for (int x = 0; x < transport_.block().count; ++x)
      std::ranges::copy(evaluated(x, states[x]), integrals[x].begin());
  });
}

void SteadyProblem::residual(Vec n, Vec F) {
  check(MatMult(transport_.matrix(), n, F));
  if (force_) force_->update(n);
  take_next_order(n);
  work();
  comm_.collectively([&] {
    const int K = transport_.momenta();
    const LocalValues states(n, K), sources(transport_.source(), K);
    const MutableLocalValues residuals(F, K);
    for (int x = 0; x < transport_.block().count; ++x) {
      if (!computes(x)) continue;
      const double S = point_scale(transport_.block().first + x);
      const auto I = evaluated(x, states[x]), b = sources[x];
      const auto f = residuals[x];
      if (force_) force_->add(transport_.block().first + x, states[x], f);
      for (std::size_t k = 0; k < f.size(); ++k)
        f[k] = S * root_weight_[k] * (f[k] - b[k] - Lambda_ * I[k]);
    }
  });
  mirror_.complete(F);
}

void SteadyProblem::add_scaled(Vec rate, double factor, Vec F) const {
  const int K = transport_.momenta();
  const LocalValues rates(rate, K);
  const MutableLocalValues sums(F, K);
  for (int x = 0; x < transport_.block().count; ++x) {
    const double S = factor * point_scale(transport_.block().first + x);
    const auto r = rates[x];
    const auto f = sums[x];
    for (std::size_t k = 0; k < f.size(); ++k)
      f[k] += S * root_weight_[k] * r[k];
  }
}

double SteadyProblem::residual_norm(Vec n) {
  const PetscVec F = like(n);
  residual(n, F.get());
  return norm(F.get());
}

double SteadyProblem::conservation_shift(Vec n) {
  double moved = 0, size = 0;
  take_next_order(n);
  comm_.collectively([&] {
    const LocalValues states(n, transport_.momenta());
    for (int x = 0; x < transport_.block().count; ++x) {
      if (!computes(x)) continue;
      for (const double I : evaluated(x, states[x]))
        size = std::max(size, std::abs(I));
      moved = std::max(moved, exact_last_.shift[x]);
    }
  });
  // Near equilibrium I_k is its own error, and changes nothing: a hundredth of v n in one Lambda is the least that counts.
  const double least = Lambda_ > 0 ? 0.01 * injected_current_ / Lambda_ : 0;
  moved = comm_.max(moved);
  size = std::max(comm_.max(size), least);
  return size > 0 ? moved / size : 0;
}

bool SteadyProblem::fine_defect(Vec n, Vec F) {
  take_next_order(n);
  work();
  int known = 1;
  comm_.collectively([&] {
    const LocalValues states(n, transport_.momenta());
    const MutableLocalValues defects(F, transport_.momenta());
    for (int x = 0; x < transport_.block().count && known == 1; ++x) {
      if (!computes(x)) continue;
      known = collision_.evaluate_finely(states[x], local_) ? 1 : 0;
      const double S = point_scale(transport_.block().first + x);
      const std::span<const double> rate = evaluated(x, states[x]),
                                    I = next_ ? next_->leading(x) : rate;
      for (std::size_t k = 0; k < I.size(); ++k)
        defects[x][k] = S * root_weight_[k] * Lambda_ * of_I(x) * (local_[k] - I[k]);
    }
  });
  if (comm_.min(known) == 0) return false;
  mirror_.complete(F);
  return true;
}

double SteadyProblem::rounding_floor(Vec n) const {
  if (force_) force_->update(n);
  const int K = transport_.momenta();
  const LocalValues states(n, K);
  double sum = 0;
  for (int local = 0; local < transport_.block().count; ++local) {
    const int x = transport_.block().first + local;
    for (int k = 0; k < K; ++k) {
      double size = 0;
      for (const auto& entry : transport_.derivative_row(x, k))
        size += std::abs(entry.value);
      size *= states[local][k];
      if (force_) size += force_->size(x, k, states[local]);
      size *= scale(x, k);
      sum += size * size;
    }
  }
  return std::numeric_limits<double>::epsilon() *
         std::sqrt(comm_.sum(sum) + Lambda_ * Lambda_ * lost_);
}

double SteadyProblem::attainable(Vec n) const {
  return above_floor * rounding_floor(n);
}

double SteadyProblem::reachable(Vec n, double tolerance) const {
  return tolerance < SteadyOptions{}.tolerance ? tolerance : std::max(tolerance, attainable(n));
}

collision::DifferentiableCollisionIntegral& SteadyProblem::differentiable_collision() const {
  if (!differentiable_)
    throw InvalidInput("this collision integral has no linearisation: use method \"march\"");
  return *differentiable_;
}

}  // namespace kapitza::boltzmann
