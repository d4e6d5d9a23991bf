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
/// their cells.
constexpr double deepest_undershoot = 0.1;
constexpr double no_undershoot = 0.5;      // but an error
constexpr double shortest_positive = 0.1;  // of a step: if none that keeps n > 0 is longer
constexpr double no_state = std::numeric_limits<double>::quiet_NaN();  // is equal to nothing
constexpr double kept_fraction = 0.1;  // of the way down there, in one step

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

constexpr double thickest_first_cell = 6;    // in layers
constexpr int points_per_linearisation = 3;  // of the rough integral, with lines in X between them

}  // namespace

SteadyProblem::SteadyProblem(const Communicator& comm, const Transport& transport,
                             const model::MomentumGrid& grid,
                             collision::CollisionIntegral& collision, double injected_current)
    : comm_{comm},
      transport_{transport},
      grid_{grid},
      collision_{collision},
      differentiable_{dynamic_cast<collision::DifferentiableCollisionIntegral*>(&collision)},
      injected_current_{injected_current},
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

SteadyProblem::LongestStep SteadyProblem::longest_step(Vec n, Vec update) const {
  const LongestStep positive = longest_step(n, update, 0);
  return positive.fraction >= shortest_positive ? positive
                                                : longest_step(n, update, deepest_undershoot);
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
      const double fraction = (1 - kept_fraction) * room / change[k];
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
      I[k] += correction[k];
  } else {
    collision_.evaluate(n, I);
  }
  require_finite(I, transport_.block().first + local);
}

void SteadyProblem::use_rough(Vec at) {
  use_exact();
  work();
  comm_.collectively([&] {
    const LocalValues states(at, transport_.momenta());
    for (int x = 0; x < transport_.block().count; ++x) {
      if (!computes(x)) continue;
      const auto correction = std::span{correction_}.subspan(x * local_.size(), local_.size());
      differentiable_collision().evaluate_roughly(states[x], correction);
      const auto exact = evaluated(x, states[x]);
      for (std::size_t k = 0; k < correction.size(); ++k)
        correction[k] = exact[k] - correction[k];
    }
  });
  std::ranges::fill(rough_last_.n, no_state);
  rough_ = true;
}

void SteadyProblem::collide(Vec n, Vec I) {
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

double SteadyProblem::rounding_floor(Vec n) const {
  const int K = transport_.momenta();
  const LocalValues states(n, K);
  double sum = 0;
  for (int local = 0; local < transport_.block().count; ++local) {
    const int x = transport_.block().first + local;
    for (int k = 0; k < K; ++k) {
      double size = 0;
      for (const auto& entry : transport_.derivative_row(x, k))
        size += std::abs(entry.value);
      size *= scale(x, k) * states[local][k];
      sum += size * size;
    }
  }
  return std::numeric_limits<double>::epsilon() *
         std::sqrt(comm_.sum(sum) + Lambda_ * Lambda_ * lost_);
}

collision::DifferentiableCollisionIntegral& SteadyProblem::differentiable_collision() const {
  if (!differentiable_)
    throw InvalidInput("this collision integral has no linearisation: use method \"march\"");
  return *differentiable_;
}

PetscMat SteadyProblem::create_jacobian() const {
  const int K = transport_.momenta();
  const PointBlock& block = transport_.block();
  const PetscInt width = K, local = block.count * width, total = transport_.points() * width;
  std::vector<PetscInt> on_rank(local, K);
  std::vector<PetscInt> off_rank(local, 0);
  std::size_t i = 0;
  for (int x = block.first; x < block.first + block.count; ++x) {
    for (int k = 0; k < K; ++k, ++i) {
      for (const auto& entry : transport_.derivative_row(x, k)) {
        if (entry.column == x) continue;
        const bool here = entry.column >= block.first && entry.column < block.first + block.count;
        ++(here ? on_rank : off_rank)[i];
      }
    }
  }
  PetscMat J;
  check(MatCreateAIJ(comm_.get(), local, local, total, total, 0, on_rank.data(), 0, off_rank.data(),
                     J.out()));
  return J;
}

void SteadyProblem::fill_jacobian(Vec n, double shift, Mat J) {
  static_cast<void>(differentiable_collision());
  const int K = transport_.momenta(), count = transport_.block().count;
  const LocalValues states(n, K);
  const bool smooth = has_rough() && !exact_linearisation_ && !thin_layers();
  const int stride = smooth ? points_per_linearisation : 1;
  for (auto* L : {&linearisation_, &next_linearisation_, &between_})
    L->resize(1L * K * K);
  double lost = 0;
  const int rounds = comm_.broadcast(count);  // the first rank has the most points
  for (int first = -stride; first < rounds - 1; first += stride) {
    work();
    comm_.collectively([&] {
      if (count == 0 || first >= count - 1) return;
      std::swap(linearisation_, next_linearisation_);
      const int last = first < 0 ? 0 : std::min(first + stride, count - 1);
      linearise(last, states[last], next_linearisation_);
      for (int local = std::max(first + 1, 0); local <= last; ++local) {
        const double share =
            local == last ? 1 : static_cast<double>(local - first) / (last - first);
        for (std::size_t i = 0; i < between_.size(); ++i)
          between_[i] = local == last
                            ? next_linearisation_[i]
                            : (1 - share) * linearisation_[i] + share * next_linearisation_[i];
        const int x = transport_.block().first + local;
        double loss = 0;
        for (int k = 0; k < K; ++k) {
          loss = std::max(loss, std::abs(between_[1L * k * K + k]) * states[local][k]);
          fill_row(x, k, shift, std::span{between_}.subspan(1L * k * K, K), J);
        }
        for (int k = 0; k < K; ++k)
          lost += std::pow(scale(x, k) * loss, 2);
      }
    });
  }
  check(MatAssemblyBegin(J, MAT_FINAL_ASSEMBLY));
  check(MatAssemblyEnd(J, MAT_FINAL_ASSEMBLY));
  lost_ = comm_.sum(lost);
}

void SteadyProblem::linearise(int local, std::span<const double> n, std::span<double> L) {
  require_physical(n, transport_.block().first + local);
  if (exact_linearisation_)
    differentiable_->linearise(n, L);
  else
    differentiable_->linearise_roughly(n, L);
}

void SteadyProblem::fill_row(int x, int k, double shift, std::span<const double> dI, Mat J) {
  const int K = transport_.momenta();
  const PetscInt width = K;
  const double S = scale(x, k);
  values_.clear();
  columns_.clear();
  for (int p = 0; p < K; ++p) {
    const double derivative = dI[p];
    if (!std::isfinite(derivative))
      throw NumericalFailure(fmt::format("linearised collision integral dI/dn = {} at {}",
                                         derivative, place(std::int64_t{x} * K + k)));
    values_.push_back(-S * Lambda_ * derivative);
    columns_.push_back(x * width + p);
  }
  values_[k] += S * shift;
  for (const auto& [column, value] : transport_.derivative_row(x, k)) {
    if (column == x) {
      values_[k] += S * value;
    } else {
      values_.push_back(S * value);
      columns_.push_back(column * width + k);
    }
  }
  const PetscInt row = x * width + k;
  check(MatSetValues(J, 1, &row, static_cast<PetscInt>(columns_.size()), columns_.data(),
                     values_.data(), INSERT_VALUES));
}

// dI/dn dn, on panels as (I[n + h dn] - I[n]) / h: one evaluation, where the exact derivative costs two. What rounding makes of
// it, 1e-9, is multiplied by Lambda.
void SteadyProblem::differentiate(int local, std::span<const double> n, std::span<const double> dn,
                                  std::span<double> dI) {
  constexpr double relative_step = 1e-7, largest_Lambda = 1e3;
  if (grid_.is_uniform() || Lambda_ > largest_Lambda) {
    differentiable_collision().apply_linearised(n, dn, dI);
    return;
  }
  const double undershoot = 2 * deepest_undershoot * largest(n);
  double steepest = 0;
  for (std::size_t k = 0; k < n.size(); ++k)
    steepest = std::max(steepest, std::abs(dn[k]) / (n[k] + undershoot));
  if (!(steepest > 0)) {
    std::ranges::fill(dI, 0.0);
    return;
  }
  const double h = relative_step / steepest;
  for (std::size_t k = 0; k < n.size(); ++k)
    shifted_[k] = n[k] + h * dn[k];
  const auto I = evaluated(local, n);
  evaluate(local, shifted_, dI);
  for (std::size_t k = 0; k < n.size(); ++k)
    dI[k] = (dI[k] - I[k]) / h;
}

void SteadyProblem::apply_jacobian(Vec n, double shift, Vec x, Vec y) {
  static_cast<void>(differentiable_collision());
  work();
  check(VecCopy(x, direction_.get()));
  keep_symmetry(direction_.get());
  check(MatMult(transport_.matrix(), direction_.get(), y));
  const int K = transport_.momenta();
  {
    const LocalValues states(n, K), directions(direction_.get(), K);
    const MutableLocalValues products(y, K);
    for (int local = 0; local < transport_.block().count; ++local) {
      if (!computes(local)) continue;
      const double S = point_scale(transport_.block().first + local);
      const auto dn = directions[local];
      const auto Jx = products[local];
      differentiate(local, states[local], dn, local_);
      for (std::size_t k = 0; k < dn.size(); ++k)
        Jx[k] = S * root_weight_[k] * (Jx[k] + shift * dn[k] - Lambda_ * local_[k]);
    }
  }
  mirror_.complete(y);
}

}  // namespace kapitza::boltzmann
