#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kapitza::micro {

/// The measurement time of one realisation, cut into a fixed number B of blocks: only the means x_b of the blocks are kept,
/// so that memory does not depend on the length of the run.
class BlockedSeries {
 public:
  BlockedSeries(std::size_t components, int blocks, std::size_t samples_per_block);
  void add(std::span<const double> sample);  ///< `components` numbers
  bool complete() const noexcept;
  std::span<const double> block(int b) const noexcept;
  /// Everything, for a checkpoint, and back.
  std::vector<double> state() const;
  void restore(std::span<const double> state);

 private:
  std::size_t components_;
  int blocks_;
  std::size_t samples_per_block_;
  std::size_t samples_ = 0;
  std::vector<double> sums_;  // [block][component]
};

/// Mean and standard error of correlated series from several realisations, merged one after the other in a fixed order.
///
/// With x_rb the mean of block b of realisation r and X the mean of all, the pooled autocovariance of lag j
///   c_j = sum_r sum_b (x_rb - X)(x_r,b+j - X) / (R (B - j))
/// gives the variance of X as  (1/RB) [ c_0 + 2 sum_{j=1..m} (1 - j/B) c_j ],  m by Geyer's initial positive sequence (sums
/// of neighbouring lags are added while positive, at most lag `max_lag`), corrected for the X taken from the same data.
/// The drift is the mean of the second half of the blocks minus that of the first. Memory: (3 max_lag + 5) numbers per
/// component, whatever R and B are.
class Moments {
 public:
  static constexpr int max_lag = 7;
  Moments(std::size_t components, int blocks);

  void add(const BlockedSeries& realisation);
  long long realisations() const noexcept;

  std::vector<double> mean() const;
  std::vector<double> standard_error() const;  ///< NaN where R B < 4
  struct Drift {
    std::vector<double> difference, standard_error;
  };
  Drift drift() const;

  /// The raw sums, row by row [row][component]; what a checkpoint and the group /moments of a result hold.
  std::vector<double> state() const;
  void restore(std::span<const double> state, long long realisations);

 private:
  std::size_t components_;
  int blocks_;
  long long realisations_ = 0;
  std::vector<double> sums_;
};

}  // namespace kapitza::micro
