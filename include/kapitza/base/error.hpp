#pragma once

#include <stdexcept>
#include <string>

namespace kapitza {

/// What a process of this project returns to the shell. Codes of 50 and above belong to PETSc, MPI and the shell.
enum class ExitCode : int {
  Done = 0,
  NumericalFailure = 1,
  InvalidInput = 2,
  InputOutputFailure = 3,
  Stopped = 10,
};

/// Root of everything thrown on purpose; carries the exit code that the program ends with.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_{code} {}
  ExitCode exit_code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// The user asked for something impossible. The message names the key or argument, what was found and what is allowed.
class InvalidInput : public Error {
 public:
  explicit InvalidInput(const std::string& message) : Error(ExitCode::InvalidInput, message) {}
};

/// What `work` returns; an InvalidInput that it throws gets `prefix` before its message. A library names its own argument,
/// "lattice: found ...", and the caller puts the table before it that makes it a key of the input.
template <class Work>
auto with_prefix(const std::string& prefix, Work&& work) {
  try {
    return work();
  } catch (const InvalidInput& error) {
    throw InvalidInput{prefix + error.what()};
  }
}

/// The equations could not be solved: no convergence, NaN, loss of positivity. The message says where, with the norm.
class NumericalFailure : public Error {
 public:
  explicit NumericalFailure(const std::string& message)
      : Error(ExitCode::NumericalFailure, message) {}
};

/// A file could not be read or written. The message names the file and the reason.
class InputOutputFailure : public Error {
 public:
  explicit InputOutputFailure(const std::string& message)
      : Error(ExitCode::InputOutputFailure, message) {}
};

/// No failure: the run was asked to stop. The message says how to continue.
class StopRequested : public Error {
 public:
  explicit StopRequested(const std::string& message) : Error(ExitCode::Stopped, message) {}
};

}  // namespace kapitza
