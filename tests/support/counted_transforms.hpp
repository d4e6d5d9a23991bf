#pragma once

#include <dlfcn.h>
#include <fftw3.h>

// For one source file of a test: the library's own calls of FFTW pass through here first and are counted.

namespace kapitza::test {

inline long long executed_transforms = 0;  ///< plans executed so far

template <class Function>
Function original(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace kapitza::test

extern "C" void fftw_execute(const fftw_plan plan) {
  ++kapitza::test::executed_transforms;
  kapitza::test::original<void (*)(fftw_plan)>("fftw_execute")(plan);
}
extern "C" void fftw_execute_dft(const fftw_plan plan, fftw_complex* in, fftw_complex* out) {
  ++kapitza::test::executed_transforms;
  kapitza::test::original<void (*)(fftw_plan, fftw_complex*, fftw_complex*)>("fftw_execute_dft")(
      plan, in, out);
}
