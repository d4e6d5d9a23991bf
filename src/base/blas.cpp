#include "kapitza/base/blas.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>

// Present if the BLAS in use is OpenBLAS.
extern "C" {
[[gnu::weak]] char* openblas_get_corename();
[[gnu::weak]] char* openblas_get_config();
}

namespace kapitza {
namespace {

constexpr const char* choice = "OPENBLAS_CORETYPE";

bool has_avx2_and_fma() noexcept {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

}  // namespace

std::string blas_kernels() {
  return openblas_get_corename ? openblas_get_corename() : "";
}

std::string openblas_version() {
  if (!openblas_get_config) return "";
  std::istringstream words{openblas_get_config()};
  std::string name, version;
  words >> name >> version;
  return version;
}

void restart_with_fast_blas(char** arguments) noexcept {
  if (std::getenv(choice) || blas_kernels() != "Prescott" || !has_avx2_and_fma()) return;
  if (::setenv(choice, "Haswell", 0) != 0) return;
  std::error_code unknown;
  const auto program =
      std::filesystem::read_symlink("/proc/self/exe", unknown);  // whose name the process keeps
  if (!unknown) ::execv(program.c_str(), arguments);
  ::unsetenv(choice);  // it could not be started
}

}  // namespace kapitza
