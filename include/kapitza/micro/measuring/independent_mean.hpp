#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kapitza::micro {

/// Mean and standard error of independent values (Welford's recursion), one of them per realisation, of several components.
class IndependentMean {
 public:
  explicit IndependentMean(std::size_t components);
  void add(std::span<const double> values);
  /// Merge those of another part of the ensemble, of as many components; to rounding what adding its values would give.
  void add(const IndependentMean& other);
  std::span<const double> mean() const noexcept;
  std::vector<double> standard_error() const;  ///< NaN below two values
  std::vector<double> state() const { return state_; }
  void restore(std::span<const double> state, long long count);

 private:
  long long count_ = 0;
  std::vector<double> state_;  // means, then sums of squared deviations
};

}  // namespace kapitza::micro
