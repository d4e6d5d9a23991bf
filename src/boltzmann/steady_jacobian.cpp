// The Jacobian of the stationary equation: as a matrix to factorise, and as a product.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/steady_problem.hpp"
#include "local_values.hpp"

namespace kapitza::boltzmann {
namespace {

constexpr int points_per_linearisation = 3;  // of the rough integral, with lines in X between them

}  // namespace

std::vector<PetscInt> SteadyProblem::jacobian_columns(int x, int k) const {
  const PetscInt width = transport_.momenta();
  std::vector<PetscInt> columns;
  for (PetscInt p = 0; p < width; ++p)
    columns.push_back(x * width + p);
  if (force_) {
    const auto [first, end] = force_->neighbours(x);
    for (int y = first; y < end; ++y)
      for (int p = 0; p < width && y != x; ++p)
        if (force_->couples(x, y, p)) columns.push_back(y * width + p);
  } else {
    for (const auto& entry : transport_.derivative_row(x, k))
      if (entry.column != x) columns.push_back(entry.column * width + k);
  }
  return columns;
}

PetscMat SteadyProblem::create_jacobian(int behind) const {
  const PointBlock& block = transport_.block();
  const PetscInt width = transport_.momenta(), first = block.first * width,
                 inner = block.count * width;
  const PetscInt rows = comm_.rank() == comm_.size() - 1 ? behind : 0;
  std::vector<PetscInt> on_rank(inner + rows, 1), off_rank(inner + rows, 0);
  for (PetscInt i = 0; i < inner; ++i) {
    const int x = block.first + static_cast<int>(i / width), k = static_cast<int>(i % width);
    on_rank[i] = 0;
    for (const PetscInt column : jacobian_columns(x, k))
      ++(column >= first && column < first + inner ? on_rank : off_rank)[i];
  }
  const PetscInt local = inner + rows, total = transport_.points() * width + behind;
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
  if (force_) force_->update(n);
  if (next_) next_->share(mirror_);
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
        if (next_)
          for (double& derivative : between_)
            derivative *= of_I(local);
        const int x = transport_.block().first + local;
        double loss = 0;
        const auto sensitivity = force_ ? force_->sensitivity(x) : MeanField::Sensitivity{};
        for (int k = 0; k < K; ++k) {
          loss = std::max(loss, std::abs(between_[1L * k * K + k]) * states[local][k]);
          const auto dI = std::span{between_}.subspan(1L * k * K, K);
          if (force_)
            fill_row_with_force(x, k, states[local], sensitivity, shift, dI, J);
          else
            fill_row(x, k, shift, dI, J);
        }
        lost += K * std::pow(point_scale(x) * loss, 2);  // the weights of k add up to K
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

void SteadyProblem::require_finite_derivative(std::span<const double> dI, int x, int k) const {
  for (const double derivative : dI)
    if (!std::isfinite(derivative))
      throw NumericalFailure(fmt::format("linearised collision integral dI/dn = {} at {}",
                                         derivative,
                                         place(std::int64_t{x} * transport_.momenta() + k)));
}

void SteadyProblem::fill_row_with_force(int x, int k, std::span<const double> n,
                                        const MeanField::Sensitivity& sensitivity, double shift,
                                        std::span<const double> dI, Mat J) {
  require_finite_derivative(dI, x, k);
  const int K = transport_.momenta();
  const PetscInt width = K;
  const double S = scale(x, k);
  const Force::Range range = force_->neighbours(x);
  const int first = range.first, end = range.end;
  wide_.assign(std::size_t(end - first) * K, 0);
  const auto at = [&](int y, int p) -> double& { return wide_[std::size_t(y - first) * K + p]; };
  for (int p = 0; p < K; ++p)
    at(x, p) = -S * Lambda_ * dI[p];
  at(x, k) += S * shift;
  for (const auto& [column, value] : transport_.derivative_row(x, k))
    at(column, k) += S * value;
  force_->add_row(x, k, n, sensitivity, S, wide_);
  values_.clear();
  columns_.clear();
  for (int y = first; y < end; ++y)
    for (int p = 0; p < K; ++p) {
      if (!force_->couples(x, y, p)) continue;
      values_.push_back(at(y, p));
      columns_.push_back(y * width + p);
    }
  const PetscInt row = x * width + k;
  check(MatSetValues(J, 1, &row, static_cast<PetscInt>(columns_.size()), columns_.data(),
                     values_.data(), INSERT_VALUES));
}

void SteadyProblem::fill_row(int x, int k, double shift, std::span<const double> dI, Mat J) {
  const int K = transport_.momenta();
  const PetscInt width = K;
  const double S = scale(x, k);
  require_finite_derivative(dI, x, k);
  values_.clear();
  columns_.clear();
  for (int p = 0; p < K; ++p) {
    values_.push_back(-S * Lambda_ * dI[p]);
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
  constexpr double room = 2;  // times how far below zero n may lie
  if (grid_.is_uniform() || Lambda_ > largest_Lambda) {
    differentiable_collision().apply_linearised(n, dn, dI);
    for (double& derivative : dI)
      derivative *= of_I(local);
    return;
  }
  const double undershoot = room * deepest_undershoot() * *std::ranges::max_element(n);
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
  if (next_ && !rough_) {
    collision_.evaluate(shifted_, dI);
    const auto leading = next_->leading(local);
    for (std::size_t k = 0; k < n.size(); ++k)
      dI[k] = of_I(local) * (dI[k] - leading[k]) / h;
    return;
  }
  evaluate(local, shifted_, dI);
  for (std::size_t k = 0; k < n.size(); ++k)
    dI[k] = (dI[k] - I[k]) / h;
}

void SteadyProblem::apply_jacobian(Vec n, double shift, Vec x, Vec y) {
  static_cast<void>(differentiable_collision());
  take_next_order(n);
  work();
  check(VecCopy(x, direction_.get()));
  keep_symmetry(direction_.get());
  check(MatMult(transport_.matrix(), direction_.get(), y));
  const int K = transport_.momenta();
  std::vector<double> slope_change;
  if (force_) {
    force_->update(n);
    slope_change = force_->slope_change(direction_.get());
  }
  {
    const LocalValues states(n, K), directions(direction_.get(), K);
    const MutableLocalValues products(y, K);
    for (int local = 0; local < transport_.block().count; ++local) {
      if (!computes(local)) continue;
      const double S = point_scale(transport_.block().first + local);
      const auto dn = directions[local];
      const auto Jx = products[local];
      differentiate(local, states[local], dn, local_);
      if (force_) {
        const int at = transport_.block().first + local;
        force_->add_derivative(at, states[local], dn, slope_change[static_cast<std::size_t>(at)],
                               Jx);
      }
      for (std::size_t k = 0; k < dn.size(); ++k)
        Jx[k] = S * root_weight_[k] * (Jx[k] + shift * dn[k] - Lambda_ * local_[k]);
    }
  }
  mirror_.complete(y);
}

}  // namespace kapitza::boltzmann
