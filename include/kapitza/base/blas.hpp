#pragma once

#include <string>

namespace kapitza {

/// The kernels that OpenBLAS works with, as it names them: "Haswell"; empty if BLAS is another library.
std::string blas_kernels();
/// "0.3.21", empty likewise.
std::string openblas_version();

/// Start this program anew where OpenBLAS has chosen kernels for SSE3 on a processor with AVX2 and FMA, as one does that is older than
/// the processor, and factorisations take twice as long. It chooses when it is loaded, so this is the first thing in main(); the
/// environment's OPENBLAS_CORETYPE, if there is one, is left alone. Returns where nothing is to be done, or nothing can be.
void restart_with_fast_blas(char** arguments) noexcept;

}  // namespace kapitza
