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

std::vector<AffineRows::Entry> Transport::row_of(const AffineRows& rows, int x, int k,
                                                 double factor) const {
  std::vector<AffineRows::Entry> entries;
  for (const auto& [column, value] : rows.row(seen(x, k)))
    entries.push_back({seen(column, k), factor * value});
  return entries;
}

PetscMat Transport::matrix_of(const AffineRows& rows, bool times_speed) const {
  const int K = momenta();
  const auto row_at = [&](int x, int k) {
    return row_of(rows, x, k, times_speed ? std::abs(velocity(k)) : 1);
  };
  // More than 2^31 unknowns where PETSc's indices have 64 bits.
  const PetscInt width = K, local = block_.count * width, total = points() * width;
  const auto is_local = [&](int x) { return x >= block_.first && x < block_.first + block_.count; };

  std::vector<PetscInt> on_rank(local), off_rank = on_rank;
  std::size_t i = 0;
  for (int x = block_.first; x < block_.first + block_.count; ++x)
    for (int k = 0; k < K; ++k, ++i)
      for (const auto& entry : row_at(x, k))
        ++(is_local(entry.column) ? on_rank : off_rank)[i];
  PetscMat matrix;
  check(MatCreateAIJ(comm_, local, local, total, total, 0, on_rank.data(), 0, off_rank.data(),
                     matrix.out()));
  for (int x = block_.first; x < block_.first + block_.count; ++x)
    for (int k = 0; k < K; ++k)
      for (const auto& [column, value] : row_at(x, k))
        check(MatSetValue(matrix.get(), x * width + k, column * width + k, value, INSERT_VALUES));
  check(MatAssemblyBegin(matrix.get(), MAT_FINAL_ASSEMBLY));
  check(MatAssemblyEnd(matrix.get(), MAT_FINAL_ASSEMBLY));
  return matrix;
}

void Transport::assemble() {
  matrix_ = matrix_of(scheme_.derivative, true);
  check(MatCreateVecs(matrix_.get(), nullptr, source_.out()));
  const PetscInt width = momenta();
  for (int x = block_.first; x < block_.first + block_.count; ++x)
    for (int k = 0; k < momenta(); ++k) {
      const double rate = std::abs(velocity(k)) * scheme_.derivative.injection[seen(x, k)];
      check(VecSetValue(source_.get(), x * width + k, -rate * injected(k), INSERT_VALUES));
    }
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

std::vector<double> velocities(const model::MomentumGrid& grid,
                               const model::Dispersion& dispersion) {
  std::vector<double> v;
  for (const double k : grid.points())
    v.push_back(dispersion.velocity(k));
  return v;
}

}  // namespace kapitza::boltzmann
