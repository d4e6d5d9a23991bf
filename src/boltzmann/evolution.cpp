#include "kapitza/boltzmann/evolution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "evolution_impl.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/sampling.hpp"
#include "vectors.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double first_share = 0.5;

void require_sensible(const SpatialScheme& scheme, std::span<const double> mass,
                      const model::MomentumGrid& grid,
                      const collision::CollisionIntegral& collision,
                      const model::Injected& injection, double Lambda) {
  const std::size_t K = grid.size();
  if (collision.size() != grid.size() || injection.left.size() != K || injection.right.size() != K)
    throw InvalidInput(
        fmt::format("momentum grid of {} points, collision integral of {}, injection of {} and {}: "
                    "all must be equal",
                    K, collision.size(), injection.left.size(), injection.right.size()));
  if (mass.size() != scheme.X.size())
    throw InvalidInput(
        fmt::format("dy/dX at {} points, but the grid in X has {}", mass.size(), scheme.X.size()));
  for (std::size_t x = 0; x < mass.size(); ++x)
    if (!(mass[x] > 0) || !std::isfinite(mass[x]))
      throw InvalidInput(
          fmt::format("dy/dX = {:g} at X = {:.6g}: must be finite and positive, D(y) must not "
                      "vanish inside the defect, nor reach to infinity",
                      mass[x], scheme.X[x]));
  for (const auto* side : {&injection.left, &injection.right})
    for (std::size_t k = 0; k < K; ++k)
      if (!((*side)[k] >= 0) || !std::isfinite((*side)[k]))
        throw InvalidInput(
            fmt::format("injected n = {:g} at k = {:.6g}: must be finite and not "
                        "negative",
                        (*side)[k], grid[static_cast<int>(k)]));
  if (!(Lambda >= 0) || !std::isfinite(Lambda))
    throw InvalidInput(fmt::format("Lambda = {:g}: must be finite and not negative", Lambda));
  if (!dynamic_cast<const collision::DifferentiableCollisionIntegral*>(&collision))
    throw InvalidInput("evolution in time needs a collision integral with a linearisation");
}

}  // namespace

void Evolution::Impl::rate(Vec n, Vec F) {
  MutablePart f{F, f_view.get()};
  problem.residual(n, f.get());
}

double Evolution::Impl::first_time_step() {
  const Part n{u.get(), n_view.get()};
  rate(n.get(), scratch.get());
  check(VecPointwiseMult(scratch.get(), scratch.get(), row_scale.get()));
  const double* f = nullptr;
  double fastest = 0;
  check(VecGetArrayRead(scratch.get(), &f));
  for (std::size_t i = 0; i < accepted_n.size(); ++i)
    fastest = std::max(fastest, std::abs(f[i]));
  check(VecRestoreArrayRead(scratch.get(), &f));
  fastest = comm.max(fastest);
  const double share = first_share * std::cbrt(options.tolerance);
  return fastest > 0 ? share * accepted.largest / fastest : share;
}

void Evolution::Impl::begin(const EvolutionSnapshot& snapshot) {
  accepted = snapshot;
  accepted_n = snapshot.n;
  accepted.n.clear();
  done.steps = snapshot.steps;
  double* values = nullptr;
  check(VecGetArray(u.get(), &values));
  std::ranges::copy(accepted_n, values);
  if (comm.rank() == comm.size() - 1) {
    double* behind = values + accepted_n.size();
    for (int a = 0; a < 2; ++a) {
      behind[a] = snapshot.left[a];
      behind[2 + a] = snapshot.right[a];
    }
  }
  check(VecRestoreArray(u.get(), &values));

  // Half of the points are computed only of a state that is its own mirror image.
  constexpr double rounding = 1e-13;
  problem.use_symmetry(true);
  const Part n{u.get(), n_view.get()};
  PetscVec image = copy(n.get());
  problem.keep_symmetry(image.get());
  check(VecAXPY(image.get(), -1, n.get()));
  double largest = 0;
  check(VecNorm(image.get(), NORM_INFINITY, &largest));
  bool symmetric = largest <= rounding * accepted.largest;
  for (std::size_t x = 0; x < mass.size(); ++x)
    symmetric = symmetric && std::abs(mass[x] - mass[mass.size() - 1 - x]) <= rounding * mass[x];
  problem.use_symmetry(symmetric);
  linearised_at.clear();
  renewed_at.clear();
  renewed = accepted.time;
  set_tolerances();
}

Amounts Evolution::Impl::content() {
  Amounts inside = balance.content(accepted_n);
  const Part n{u.get(), n_view.get()};
  if (const Force* force = problem.force_at(n.get()))
    for (std::size_t x = 0; x < mass.size(); ++x)
      inside[1] += transport.scheme().lengths[x] * mass[x] * force->field().energy()[x];
  return inside;
}

std::string Evolution::Impl::reason() const {
  TSConvergedReason why = TS_CONVERGED_ITERATING;
  check(TSGetConvergedReason(ts.get(), &why));
  double dt = 0;
  check(TSGetTimeStep(ts.get(), &dt));
  std::string text = why == TS_CONVERGED_ITS
                         ? fmt::format("all of {} steps are used up", options.max_steps)
                     : why == TS_DIVERGED_STEP_REJECTED ? "no step is short enough"
                                                        : TSConvergedReasons[why];
  text = fmt::format("Lambda = {:.6g}, t = {:.6g}, time step {:.2e}: {}", problem.Lambda(),
                     accepted.time, dt, text);
  if (!trouble.empty()) text += "; " + trouble;
  return text;
}

Evolution::Evolution(const Communicator& comm, const SpatialScheme& scheme,
                     std::vector<double> mass, const model::MomentumGrid& grid,
                     const model::Dispersion& dispersion, collision::CollisionIntegral& collision,
                     model::Injected injection, double Lambda, const EvolutionOptions& options,
                     const Barrier* barrier, const NextOrderTerm* next) {
  require_sensible(scheme, mass, grid, collision, injection, Lambda);
  if (next && !barrier)
    throw InvalidInput("the next order of the collisions needs a barrier of finite length");
  impl_ = std::make_unique<Impl>(comm, scheme, std::move(mass), grid, dispersion, collision,
                                 injection, Lambda, options, barrier, next);
}

Evolution::~Evolution() = default;

PointBlock Evolution::block() const noexcept {
  return impl_->transport.block();
}

void Evolution::start(std::span<const double> n) {
  Impl& self = *impl_;
  const int K = self.transport.momenta();
  const PointBlock& block = self.transport.block();
  self.comm.collectively([&] {
    if (n.size() != static_cast<std::size_t>(block.count) * static_cast<std::size_t>(K))
      throw InvalidInput(fmt::format("initial state of {} values for {} points of {} momenta",
                                     n.size(), block.count, K));
    for (std::size_t i = 0; i < n.size(); ++i)
      if (!(n[i] >= 0) || !std::isfinite(n[i]))
        throw InvalidInput(fmt::format(
            "initial n = {:.6g} at X = {:.6g}, k = {:.6g}: must be finite and not negative", n[i],
            self.transport.scheme().X[block.first + static_cast<int>(i) / K],
            self.grid[static_cast<int>(i) % K]));
  });
  EvolutionSnapshot snapshot;
  snapshot.n.assign(n.begin(), n.end());
  double largest = 0;
  for (const double value : n)
    largest = std::max(largest, value);
  for (int k = 0; k < K; ++k)
    largest = std::max(largest, self.transport.injected(k));
  snapshot.largest = self.comm.max(largest);
  if (!(snapshot.largest > 0))
    throw InvalidInput("there are no carriers, neither injected nor in the initial state");
  self.begin(snapshot);
  self.accepted.initial = self.content();
}

void Evolution::resume(const EvolutionSnapshot& snapshot) {
  impl_->begin(snapshot);
}

EvolutionSnapshot Evolution::snapshot() const {
  EvolutionSnapshot snapshot = impl_->accepted;
  snapshot.n = impl_->accepted_n;
  return snapshot;
}

void Evolution::advance(double until, const OnStep& on_step, const OnWork& on_work) {
  Impl& self = *impl_;
  const TS ts = self.ts.get();
  if (!(until > self.accepted.time)) return;
  self.on_step = on_step;
  self.until = until;
  self.problem.set_on_work([&self, on_work] {
    if (on_work && !self.between_steps) on_work();
  });
  if (self.has_next && self.renewed_at.empty()) self.renew_next_order();
  if (!(self.accepted.time_step > 0)) self.accepted.time_step = self.first_time_step();
  PetscInt before = 0, rejected_before = 0;
  check(TSGetStepNumber(ts, &before));
  check(TSGetStepRejections(ts, &rejected_before));
  check(TSSetTime(ts, self.accepted.time));
  check(TSSetTimeStep(ts, std::min(self.accepted.time_step, until - self.accepted.time)));
  check(TSSetMaxTime(ts, until));
  check(TSSetMaxSteps(ts, before + std::max(0, self.options.max_steps - self.accepted.steps)));
  self.trampoline.check(TSSolve(ts, self.u.get()));
  TSConvergedReason why = TS_CONVERGED_ITERATING;
  check(TSGetConvergedReason(ts, &why));
  if (why != TS_CONVERGED_TIME) throw NumericalFailure(self.reason());
  if (self.has_next && self.moved(self.u.get(), self.renewed_at, self.options.tolerance))
    self.renew_next_order();  // which tells the error of having held it until now
}

double Evolution::time() const noexcept {
  return impl_->accepted.time;
}

double Evolution::error() const noexcept {
  return impl_->accepted.error;
}

StationaryState Evolution::state() const {
  Impl& self = *impl_;
  const Part n{self.u.get(), self.n_view.get()};
  return sample_state(self.problem, n.get(), self.grid, self.dispersion, self.current);
}

Amounts Evolution::content() const {
  return impl_->content();
}

CarrierBalance::Leaving Evolution::leaving() const {
  return impl_->balance.leaving(impl_->accepted_n);
}

CarrierBalance::Leaving Evolution::left_so_far() const {
  return {impl_->accepted.left, impl_->accepted.right};
}

const Amounts& Evolution::entering() const noexcept {
  return impl_->balance.entering();
}

Amounts Evolution::imbalance() const {
  const EvolutionSnapshot& now = impl_->accepted;
  const Amounts inside = content();
  Amounts imbalance{};
  for (int a = 0; a < 2; ++a) {
    const double entered = entering()[a] * now.time;
    imbalance[a] = std::abs(inside[a] - now.initial[a] - entered + now.left[a] + now.right[a]) /
                   (now.initial[a] + entered);
  }
  return imbalance;
}

Evolution::Work Evolution::work() const {
  Work work = impl_->done;
  PetscInt rejected = 0;
  check(TSGetStepRejections(impl_->ts.get(), &rejected));
  work.rejected = static_cast<int>(rejected);
  work.steps = impl_->accepted.steps;
  return work;
}

}  // namespace kapitza::boltzmann
