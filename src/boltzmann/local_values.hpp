#pragma once

#include <cstddef>
#include <span>

#include "kapitza/base/petsc.hpp"

namespace kapitza::boltzmann {

/// This rank's part of a Vec of K values per X point, readable while the object lives.
class LocalValues {
 public:
  LocalValues(Vec v, int K) : v_{v}, K_{K} { check(VecGetArrayRead(v_, &data_)); }
  ~LocalValues() { static_cast<void>(VecRestoreArrayRead(v_, &data_)); }
  LocalValues(const LocalValues&) = delete;
  LocalValues& operator=(const LocalValues&) = delete;

  /// The K values of the x-th point of this rank.
  std::span<const double> operator[](int x) const { return std::span(data_ + 1L * x * K_, K_); }

 private:
  Vec v_;
  int K_;
  const double* data_ = nullptr;
};

/// The same, to be written.
class MutableLocalValues {
 public:
  MutableLocalValues(Vec v, int K) : v_{v}, K_{K} { check(VecGetArray(v_, &data_)); }
  ~MutableLocalValues() { static_cast<void>(VecRestoreArray(v_, &data_)); }
  MutableLocalValues(const MutableLocalValues&) = delete;
  MutableLocalValues& operator=(const MutableLocalValues&) = delete;

  std::span<double> operator[](int x) const { return std::span(data_ + 1L * x * K_, K_); }

 private:
  Vec v_;
  int K_;
  double* data_ = nullptr;
};

}  // namespace kapitza::boltzmann
