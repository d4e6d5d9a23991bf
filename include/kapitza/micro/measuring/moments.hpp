#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kapitza/micro/measuring/blocked_series.hpp"

namespace kapitza::micro {

/// Mean and standard error of correlated series from several realisations, merged one after the other in a fixed order.
///
/// With x_rb the mean of block b of realisation r and X the mean of all, the pooled autocovariance of lag j
///   c_j = sum_r sum_{b < B-j} (x_rb - X)(x_r,b+j - X) / (R (B - j))
/// gives the variance of X as
///   V = (1/RB) [ c_0 + 2 sum_{j=1..m} (1 - j/B) c_j ] / (1 - a),   a = (1/RB) [ 1 + 2 sum_{j=1..m} (1 - j/B) ],
/// where 1 - a corrects for the X taken from the same data, by which each c_j is too small by V. m = 2t + 1 comes from
/// Geyer's initial positive sequence: the largest t for which c_0 + c_1, c_2 + c_3, .., c_2t + c_2t+1 are positive, and
/// at most min(max_lag, B/2); m = 0 if there is none, or if V came out negative. Stat. Sci. 7, 473 (1992).
///
/// The drift is the mean of the second half of the blocks minus that of the first. Its error comes from the autocovariance
/// about the means of the halves, so that a drift does not hide in its own error:
///   Var = (4/RB) [ c'_0 + 2 sum_{j=1..m} (1 - 3j/B) c'_j ], corrected likewise for the two means.
///
/// All of it follows from the rows of state(), sums over realisations and blocks, for each component, of y = x - origin
/// and the sign s_b = -1 in the first half of the blocks, +1 in the second:
///
///   row        | name                  | sum
///   0          | origin                | any number near the values (the mean of the first realisation); not a sum
///   1          | sum                   | y_b
///   2          | step                  | s_b y_b
///   3 + j      | product_j, j = 0 .. 7 | y_b y_{b+j}                      over b < B - j
///   10 + j     | edges_j,   j = 1 .. 7 | y_b + y_{b+j}                    likewise
///   17 + j     | crossed_j, j = 1 .. 7 | s_{b+j} y_b + s_b y_{b+j}        likewise
///
/// Rows of lags above B/2 are zero. With Y = sum/(RB), h = step/(RB), edges_0 = 2 sum and crossed_0 = 2 step,
///   X = origin + Y,   drift = 2 h,
///   R (B-j) c_j  = product_j - Y edges_j + R (B-j) Y^2,
///   R (B-j) c'_j = R (B-j) c_j - h crossed_j + R (B-3j) h^2.
/// To merge two results, bring them to one origin (d = own origin - common one: sum += R B d,
/// product_j += d edges_j + R (B-j) d^2, edges_j += 2 R (B-j) d; step and crossed_j stay) and add rows 1 to 24.
/// Memory: 25 numbers per component, whatever R and B are.
class Moments {
 public:
  static constexpr int max_lag = 7;
  static constexpr int rows = 4 + 3 * max_lag;
  /// The names in the table above, in order.
  static std::vector<std::string> row_names();

  /// `blocks`: even.
  Moments(std::size_t components, int blocks);

  /// Merge a complete series. Cost: 50 operations per number.
  void add(const BlockedSeries& realisation);
  /// Merge the realisations of another part of the ensemble, of as many components and blocks.
  void add(const Moments& other);
  long long realisations() const noexcept { return realisations_; }

  std::vector<double> mean() const;            ///< NaN without a realisation
  std::vector<double> standard_error() const;  ///< NaN where R B < 4
  struct Drift {
    std::vector<double> difference, standard_error;
  };
  Drift drift() const;

  /// [row][component]; what a checkpoint and the group /moments of a result hold.
  std::vector<double> state() const { return sums_; }
  void restore(std::span<const double> state, long long realisations);

 private:
  double row(int r, std::size_t component) const noexcept {
    return sums_[r * components_ + component];
  }
  int largest_lag() const noexcept;
  double autocovariance(int lag, std::size_t component) const noexcept;
  double autocovariance_of_halves(int lag, std::size_t component) const noexcept;

  std::size_t components_;
  int blocks_;
  long long realisations_ = 0;
  std::vector<double> sums_;
};

}  // namespace kapitza::micro
