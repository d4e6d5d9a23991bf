#include "kapitza/base/petsc.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "petsc_errors.hpp"

namespace kapitza {
namespace {

// PETSc reports an error through a plain function, from the innermost frame outwards; one per process, as PETSc itself.
std::string& innermost_message() {
  static std::string message;
  return message;
}

PetscErrorCode keep_message(MPI_Comm, int, const char* function, const char*, PetscErrorCode code,
                            PetscErrorType kind, const char* message, void*) {
  if (kind == PETSC_ERROR_INITIAL) {
    innermost_message() = fmt::format("{}: {}", function ? function : "PETSc", message);
  }
  return code;
}

}  // namespace

void keep_petsc_errors() {
  check(PetscPushErrorHandler(keep_message, nullptr));
}

void default_option(const char* name, const char* value) {
  PetscBool given = PETSC_FALSE;
  check(PetscOptionsHasName(nullptr, nullptr, name, &given));
  if (!given) check(PetscOptionsSetValue(nullptr, name, value));
}

void check(PetscErrorCode code, SourceLocation where) {
  if (code == 0) return;
  const char* kind = nullptr;
  PetscErrorMessage(code, &kind, nullptr);
  std::string detail = std::exchange(innermost_message(), std::string{});
  while (!detail.empty() && detail.back() == '\n')
    detail.pop_back();
  std::string_view file{where.file_name()};
  file.remove_prefix(file.find_last_of('/') + 1);
  const std::string message =
      fmt::format("PETSc error {} ({}) at {}:{}{}{}", code, kind ? kind : "unknown", file,
                  where.line(), detail.empty() ? "" : ": ", detail);
  // PetscOptionsStringToInt and its kin complain about the value of an option with no code of their own.
  if (detail.starts_with("PetscOptions")) throw InvalidInput{message};
  switch (code) {
    case PETSC_ERR_ARG_UNKNOWN_TYPE:
    case PETSC_ERR_USER_INPUT:
    case PETSC_ERR_MISSING_FACTOR:
      throw InvalidInput{message};
    case PETSC_ERR_FILE_OPEN:
    case PETSC_ERR_FILE_READ:
    case PETSC_ERR_FILE_WRITE:
    case PETSC_ERR_FILE_UNEXPECTED:
      throw InputOutputFailure{message};
    default:
      throw NumericalFailure{message};
  }
}

std::vector<Timing::Item> petsc_events() {
  std::vector<Timing::Item> items;
  for (const char* name :
       {"TSStep", "TSFunctionEval", "TSJacobianEval", "SNESSolve", "SNESFunctionEval",
        "SNESJacobianEval", "KSPSolve", "PCSetUp", "PCApply", "MatLUFactorSym", "MatLUFactorNum",
        "MatSolve", "MatMult", "VecScatterBegin", "VecScatterEnd"}) {
    PetscLogEvent event = -1;
    PetscEventPerfInfo info{};
    check(PetscLogEventGetId(name, &event));
    if (event < 0) continue;  // of a class that has not been used
    check(PetscLogEventGetPerfInfo(PETSC_DETERMINE, event, &info));
    if (info.count > 0) items.push_back({name, info.time, info.count});
  }
  return items;
}

void Trampoline::check(PetscErrorCode code, SourceLocation where) {
  if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
  kapitza::check(code, where);
}

}  // namespace kapitza
