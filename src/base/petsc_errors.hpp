#pragma once

namespace kapitza {

/// From now on PETSc hands its error messages to check() instead of printing a trace. Needs PETSc initialised.
void keep_petsc_errors();

}  // namespace kapitza
