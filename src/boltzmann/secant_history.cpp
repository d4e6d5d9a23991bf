#include "kapitza/boltzmann/secant_history.hpp"

#include <utility>

#include "vectors.hpp"

namespace kapitza::boltzmann {

void SecantHistory::add(PetscVec dn, PetscVec dF) {
  constexpr double least_new = 1e-3;  // of a change, for it to tell anything
  const double before = norm(dF.get());
  for (const Pair& pair : pairs_) {
    double overlap = 0;
    check(VecDot(dF.get(), pair.dF.get(), &overlap));
    check(VecAXPY(dF.get(), -overlap, pair.dF.get()));
    check(VecAXPY(dn.get(), -overlap, pair.dn.get()));
  }
  const double after = norm(dF.get());
  if (!(after > least_new * before)) return;
  check(VecScale(dF.get(), 1 / after));
  check(VecScale(dn.get(), 1 / after));
  if (pairs_.size() == depth_) pairs_.erase(pairs_.begin());
  pairs_.push_back({std::move(dn), std::move(dF)});
}

void SecantHistory::project(Vec F, Vec step) const {
  check(VecSet(step, 0));
  for (const Pair& pair : pairs_) {
    double overlap = 0;
    check(VecDot(F, pair.dF.get(), &overlap));
    check(VecAXPY(F, -overlap, pair.dF.get()));
    check(VecAXPY(step, -overlap, pair.dn.get()));
  }
}

}  // namespace kapitza::boltzmann
