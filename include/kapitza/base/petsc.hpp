#pragma once

#include <petscts.h>

#include <exception>
#include <functional>
#include <utility>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/handle.hpp"
#include "kapitza/base/source_location.hpp"
#include "kapitza/base/timing.hpp"

namespace kapitza {

/// Sole owners of PETSc objects. Destruction is collective: all ranks hold the same objects in the same order, and none
/// outlives the Session.
template <class T, PetscErrorCode (*Destroy)(T*)>
struct PetscTraits {
  using Type = T;
  static T empty() noexcept { return nullptr; }
  static void release(T raw) noexcept { static_cast<void>(Destroy(&raw)); }
};
using PetscVec = Handle<PetscTraits<Vec, VecDestroy>>;
using PetscMat = Handle<PetscTraits<Mat, MatDestroy>>;
using PetscTS = Handle<PetscTraits<TS, TSDestroy>>;

/// Nothing if code is 0. Otherwise throws what PETSc said and the calling line: InvalidInput for an option with an unknown
/// type or a malformed value, InputOutputFailure for a file, NumericalFailure for all else.
void check(PetscErrorCode code, SourceLocation where = SourceLocation::current());

/// The default of an option for which PETSc has no function, unless the user has set it. Throws as check() does.
void default_option(const char* name, const char* value);

/// What PETSc has done on this rank since the Session began, in its own names: SNESSolve, KSPSolve, MatLUFactorNum, ... An
/// event contains the events inside it. Events that did not happen are left out.
std::vector<Timing::Item> petsc_events();

/// Carries C++ exceptions through PETSc, whose frames they must not cross.
///
///     PetscErrorCode rhs(TS, PetscReal t, Vec n, Vec f, void* context) {   // handed to TSSetRHSFunction
///       auto& self = *static_cast<Engine*>(context);
///       return self.trampoline_.call(self.world_, [&] { self.evaluate(n, f); });
///     }
///     trampoline_.check(TSSolve(ts, n));    // rethrows what evaluate() threw, or else what PETSc complained about
///
/// A state outside the domain that a smaller step would cure is no exception: TSSetFunctionDomainError or
/// SNESSetFunctionDomainError tell PETSc, and the callback returns normally.
class Trampoline {
 public:
  /// Run f, keep what it throws and return a PETSc error instead. For callbacks that run on one rank by itself.
  template <class F>
  PetscErrorCode call(F&& f) noexcept {
    try {
      std::invoke(std::forward<F>(f));
      return 0;
    } catch (...) {
      if (!exception_) exception_ = std::current_exception();
      return PETSC_ERR_USER;
    }
  }

  /// The same for a callback that all ranks of comm run together: if it fails on one it fails on all, and none is left
  /// waiting in PETSc. Costs one reduction of an integer.
  template <class F>
  PetscErrorCode call(const Communicator& comm, F&& f) noexcept {
    return call([&] { comm.collectively(std::forward<F>(f)); });
  }

  /// Rethrow the exception kept, and forget it; otherwise check(code).
  void check(PetscErrorCode code, SourceLocation where = SourceLocation::current());

 private:
  std::exception_ptr exception_;
};

}  // namespace kapitza
