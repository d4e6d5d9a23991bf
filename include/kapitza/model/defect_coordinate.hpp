#pragma once

#include <functional>
#include <vector>

namespace kapitza::model {

/// A defect as the carriers that cross it count it: not by y = x/L but by how much of the collisions lies behind them,
///   X(y) = int_{-inf}^y D(y')^2 dy' / int D^2 dy,   0 <= X <= 1.
///
/// D as a function of X rises from 0 as sqrt(X) where the edges of D(y) fall exponentially; a box has D = 1 between 0 and 1.
/// Cost: some ten thousand values of D to make one, some twenty of them for each X.
class DefectCoordinate {
 public:
  /// D(y) as it lies within |y| < 64, cut where |D| falls for good below 1e-12 of its maximum. Throws InvalidInput if a value is not
  /// finite (the y is named), D vanishes everywhere, or it has not fallen that far there.
  explicit DefectCoordinate(std::function<double(double y)> D);

  /// D = 1 for |y| < 1/2, whose edges are sharp.
  static DefectCoordinate box();

  /// int D^2 dy: Lambda = lambda^2 L times this, (10) as corrected in docs/theory.md.
  double squared() const noexcept { return squared_; }
  double effective_interaction(double lambda, double length) const noexcept;
  double coupling(double Lambda, double length) const noexcept;

  /// D at X; 0 at both ends, but for the limits of a box.
  double operator()(double X) const;
  /// Whether D jumps at X = 0 and X = 1.
  bool sharp() const noexcept { return sharp_; }
  /// Whether D(X) = D(1 - X), which then holds to the last bit.
  bool symmetric() const noexcept { return symmetric_; }

 private:
  DefectCoordinate() = default;
  double y_of(double part) const;

  std::function<double(double)> D_;
  std::vector<double> y_, behind_;  // ends of intervals, and the integral of D^2 up to there
  double squared_ = 1;
  bool sharp_ = false, symmetric_ = false;
};

}  // namespace kapitza::model
