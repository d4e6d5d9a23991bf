#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kapitza::collision {

/// A matrix in compressed rows, filled from the first row on.
class SparseRows {
 public:
  /// Add to the row under way; zeros are left out.
  void add(int column, double value) {
    if (value == 0.0) return;
    column_.push_back(column);
    value_.push_back(value);
  }
  void end_row() { begin_.push_back(column_.size()); }

  std::size_t rows() const noexcept { return begin_.size() - 1; }

  /// y <- A x.
  void apply(std::span<const double> x, std::span<double> y) const noexcept {
    for (std::size_t j = 0; j < rows(); ++j) {
      double sum = 0.0;
      for (std::size_t e = begin_[j]; e < begin_[j + 1]; ++e)
        sum += value_[e] * x[column_[e]];
      y[j] = sum;
    }
  }

  /// x += A^T y.
  void add_transposed(std::span<const double> y, std::span<double> x) const noexcept {
    for (std::size_t j = 0; j < rows(); ++j) {
      for (std::size_t e = begin_[j]; e < begin_[j + 1]; ++e)
        x[column_[e]] += value_[e] * y[j];
    }
  }

  /// Call f(column, value) for the entries of a row.
  template <class F>
  void for_row(std::size_t j, F&& f) const {
    for (std::size_t e = begin_[j]; e < begin_[j + 1]; ++e)
      f(column_[e], value_[e]);
  }

 private:
  std::vector<std::size_t> begin_{0};
  std::vector<int> column_;
  std::vector<double> value_;
};

}  // namespace kapitza::collision
