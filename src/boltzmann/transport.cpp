#include "kapitza/boltzmann/transport.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <utility>

#include "kapitza/base/error.hpp"

namespace kapitza::boltzmann {

Transport::Transport(const Communicator& comm, const SpatialScheme& scheme,
                     std::vector<double> velocity, const model::Injected& injection)
    : scheme_{scheme},
      velocity_{std::move(velocity)},
      block_{point_block(scheme.size(), comm)},
      comm_{comm.get()} {
  for (int k = 0; k < momenta(); ++k) {
    const double v = velocity_[k];
    if (!(std::abs(v) > 0))
      throw InvalidInput(
          fmt::format("carrier {} has velocity {:g}: every carrier must move", k, v));
    injected_.push_back((v > 0 ? injection.left : injection.right)[k]);
  }
  assemble();
}

std::vector<AffineRows::Entry> Transport::derivative_row(int x, int k) const {
  const bool rightward = velocity(k) > 0;
  const auto row = scheme_.derivative.row(rightward ? x : scheme_.mirror(x));
  std::vector<AffineRows::Entry> entries;
  for (const auto& [column, value] : row)
    entries.push_back({rightward ? column : scheme_.mirror(column), std::abs(velocity(k)) * value});
  return entries;
}

void Transport::assemble() {
  const int K = momenta();
  // More than 2^31 unknowns where PETSc's indices have 64 bits.
  const PetscInt width = K, local = block_.count * width, total = points() * width;
  const auto is_local = [&](int x) { return x >= block_.first && x < block_.first + block_.count; };

  std::vector<PetscInt> on_rank(local), off_rank = on_rank;
  std::size_t i = 0;
  for (int x = block_.first; x < block_.first + block_.count; ++x)
    for (int k = 0; k < K; ++k, ++i)
      for (const auto& entry : derivative_row(x, k))
        ++(is_local(entry.column) ? on_rank : off_rank)[i];
  check(MatCreateAIJ(comm_, local, local, total, total, 0, on_rank.data(), 0, off_rank.data(),
                     matrix_.out()));
  check(MatCreateVecs(matrix_.get(), nullptr, source_.out()));

  for (int x = block_.first; x < block_.first + block_.count; ++x) {
    for (int k = 0; k < K; ++k) {
      const PetscInt row = x * width + k;
      for (const auto& [column, value] : derivative_row(x, k))
        check(MatSetValue(matrix_.get(), row, column * width + k, value, INSERT_VALUES));
      const int entered = velocity(k) > 0 ? x : scheme_.mirror(x);
      const double rate = std::abs(velocity(k)) * scheme_.derivative.injection[entered];
      check(VecSetValue(source_.get(), row, -rate * injected(k), INSERT_VALUES));
    }
  }
  check(MatAssemblyBegin(matrix_.get(), MAT_FINAL_ASSEMBLY));
  check(MatAssemblyEnd(matrix_.get(), MAT_FINAL_ASSEMBLY));
  check(VecAssemblyBegin(source_.get()));
  check(VecAssemblyEnd(source_.get()));
}

PetscVec Transport::free_streaming() const {
  PetscVec n;
  check(VecDuplicate(source_.get(), n.out()));
  double* values = nullptr;
  check(VecGetArray(n.get(), &values));
  for (int i = 0; i < block_.count * momenta(); ++i)
    values[i] = injected(i % momenta());
  check(VecRestoreArray(n.get(), &values));
  return n;
}

}  // namespace kapitza::boltzmann
