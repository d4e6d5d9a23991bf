#pragma once

#include <span>
#include <vector>

namespace kapitza::model {

/// Momenta half-way between multiples of the spacing,  k_i = -pi + (i + 1/2) h,  h = 2 pi / K,  i = 0 .. K-1.
///
/// No node lies at k = 0, where the velocity vanishes and the stationary n(k) jumps at the ends of a defect, nor at the
/// zone boundary k = +-pi, where it has a kink (docs/numerics.md, "Momentum grid").
class MomentumGrid {
 public:
  /// Throws InvalidInput unless `points` is even and at least 8.
  explicit MomentumGrid(int points);

  int size() const noexcept { return static_cast<int>(k_.size()); }
  double spacing() const noexcept { return spacing_; }
  std::span<const double> points() const noexcept { return k_; }
  double operator[](int i) const noexcept { return k_[i]; }

  /// The node at -k_i.
  int mirror(int i) const noexcept { return size() - 1 - i; }

  /// int dk/2pi f(k) by the midpoint rule: the mean of the nodal values.
  double integrate(std::span<const double> f) const noexcept;

 private:
  std::vector<double> k_;
  double spacing_;
};

}  // namespace kapitza::model
