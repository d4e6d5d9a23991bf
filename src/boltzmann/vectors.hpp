#pragma once

#include "kapitza/base/petsc.hpp"

namespace kapitza::boltzmann {

/// A vector of the same layout, of whatever values.
inline PetscVec like(Vec v) {
  PetscVec result;
  check(VecDuplicate(v, result.out()));
  return result;
}

inline PetscVec zero_like(Vec v) {
  PetscVec result = like(v);
  check(VecSet(result.get(), 0));
  return result;
}

inline PetscVec copy(Vec v) {
  PetscVec result = like(v);
  check(VecCopy(v, result.get()));
  return result;
}

inline double norm(Vec v) {
  double value = 0;
  check(VecNorm(v, NORM_2, &value));
  return value;
}

}  // namespace kapitza::boltzmann
