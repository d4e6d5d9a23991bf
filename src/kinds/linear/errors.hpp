#pragma once

#include <optional>

#include "kapitza/kinds/linear/case.hpp"
#include "problem.hpp"
#include "result.hpp"

namespace kapitza::kinds {

/// What a case on half of the momenta tells of the errors of the whole:
///   |x - x_half| / 2,  of which the error is a fifteenth on panels, less where k -> 0 tells, and a third on a uniform grid,
/// and twenty times `collision.accuracy` |x|. One difference may vanish by chance: functions of k are taken no better known than at the
/// neighbouring momenta, entries of a matrix, in units of its diagonal, than all of them.
class HalfOfTheMomenta {
 public:
  /// None if it is not wanted, or if half would be too few, which is told.
  static std::optional<HalfOfTheMomenta> of(const LinearCase& input, const LinearProblem& whole);

  const LinearProblem& problem() const noexcept { return problem_; }
  /// Fill in the errors of what has been solved of both.
  void bound(LinearResult& result, const LinearResult& half) const;
  void bound(ScanPoint& point, const ScanPoint& half) const;

 private:
  HalfOfTheMomenta(LinearProblem half, const LinearProblem& whole, double accuracy);
  template <class Record>
  void bound(const io::Fields<Record>& fields, Record& record, const Record& half) const;

  LinearProblem problem_;
  model::MomentumGrid grid_;  // of the whole
  double accuracy_;
};

/// All errors nan.
void leave_errors_open(LinearResult& result);
void leave_errors_open(ScanPoint& point);

}  // namespace kapitza::kinds
