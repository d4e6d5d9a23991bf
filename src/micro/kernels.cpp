#include "kernels.hpp"

#include <algorithm>
#include <cmath>

namespace kapitza::micro {

namespace {

using Complex = std::complex<double>;

// Complex numbers as pairs: the products of std::complex look for infinities and are not vectorised.
double* pairs(std::span<Complex> z) {
  return reinterpret_cast<double*>(z.data());
}
const double* pairs(const Complex* z) {
  return reinterpret_cast<const double*>(z);
}

// Sites whose angles stay in the first-level cache.
constexpr std::size_t block = 256;

void rotate_block(double* __restrict z, const double* __restrict D, std::size_t n,
                  std::span<const double> c) {
  double y[block], t[block];
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = z[2 * i] * z[2 * i] + z[2 * i + 1] * z[2 * i + 1];
    t[i] = c.back();
  }
  for (std::size_t m = c.size() - 1; m-- > 0;)
    for (std::size_t i = 0; i < n; ++i)
      t[i] = t[i] * y[i] + c[m];
  // Sine and cosine from the tangent t of half the angle: one function instead of two, and unitary to rounding.
  for (std::size_t i = 0; i < n; ++i)
    t[i] = std::tan(0.5 * D[i] * t[i]);
  for (std::size_t i = 0; i < n; ++i) {
    const double scale = 1.0 / (1.0 + t[i] * t[i]);
    const double cosine = (1.0 - t[i] * t[i]) * scale, sine = 2.0 * t[i] * scale;
    const double re = z[2 * i], im = z[2 * i + 1];
    z[2 * i] = cosine * re + sine * im;
    z[2 * i + 1] = cosine * im - sine * re;
  }
}

}  // namespace

void multiply(std::span<Complex> z, const Complex* factor) noexcept {
  double* __restrict a = pairs(z);
  const double* __restrict b = pairs(factor);
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double re = a[2 * i], im = a[2 * i + 1];
    a[2 * i] = re * b[2 * i] - im * b[2 * i + 1];
    a[2 * i + 1] = re * b[2 * i + 1] + im * b[2 * i];
  }
}

void scale(std::span<const std::complex<float>> z, const double* amplitude, Complex* out) noexcept {
  const float* __restrict a = reinterpret_cast<const float*>(z.data());
  const double* __restrict s = amplitude;
  double* __restrict b = pairs({out, z.size()});
  for (std::size_t i = 0; i < z.size(); ++i) {
    b[2 * i] = s[i] * static_cast<double>(a[2 * i]);
    b[2 * i + 1] = s[i] * static_cast<double>(a[2 * i + 1]);
  }
}

void rotate(std::span<Complex> psi, const double* D, std::span<const double> c) noexcept {
  for (std::size_t begin = 0; begin < psi.size(); begin += block) {
    const std::size_t n = std::min(block, psi.size() - begin);
    rotate_block(pairs(psi.subspan(begin)), D + begin, n, c);
  }
}

void drive(std::span<Complex> psi, const double* decay, const double* amplitude,
           const Complex* zeta) noexcept {
  double* __restrict a = pairs(psi);
  const double* __restrict b = pairs(zeta);
  const double* __restrict d = decay;
  const double* __restrict s = amplitude;
  for (std::size_t i = 0; i < psi.size(); ++i) {
    a[2 * i] = d[i] * a[2 * i] + s[i] * b[2 * i];
    a[2 * i + 1] = d[i] * a[2 * i + 1] + s[i] * b[2 * i + 1];
  }
}

void damp(std::span<Complex> psi, const double* decay) noexcept {
  double* __restrict a = pairs(psi);
  const double* __restrict d = decay;
  for (std::size_t i = 0; i < psi.size(); ++i) {
    a[2 * i] *= d[i];
    a[2 * i + 1] *= d[i];
  }
}

}  // namespace kapitza::micro
