#pragma once

#include <complex>
#include <cstddef>
#include <span>

namespace kapitza::micro {

// The loops over sites and modes. Compiled so that the compiler may reorder sums and evaluate tangents of whole vectors
// (libmvec, relative error 1e-15); what is not finite stays so. The arrays of a call do not overlap.

/// z_i *= factor_i.
void multiply(std::span<std::complex<double>> z, const std::complex<double>* factor) noexcept;

/// out_i = amplitude_i z_i.
void scale(std::span<const std::complex<float>> z, const double* amplitude,
           std::complex<double>* out) noexcept;

/// psi_i *= exp(-i D_i sum_m c_m |psi_i|^{2m}); at least one c.
void rotate(std::span<std::complex<double>> psi, const double* D,
            std::span<const double> c) noexcept;

/// psi_i = decay_i psi_i + amplitude_i zeta_i.
void drive(std::span<std::complex<double>> psi, const double* decay, const double* amplitude,
           const std::complex<double>* zeta) noexcept;

/// psi_i *= decay_i.
void damp(std::span<std::complex<double>> psi, const double* decay) noexcept;

}  // namespace kapitza::micro
