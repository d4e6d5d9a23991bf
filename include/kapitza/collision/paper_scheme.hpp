#pragma once

#include <complex>
#include <span>
#include <vector>

#include "kapitza/base/fftw.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::collision {

/// The choices of Appendix C.
struct PaperSettings {
  int lattice = 4096;      ///< M, a multiple of K
  int band = 256;          ///< M~: F_j(0) = 0 beyond |j| = M~/2; even, not above K
  double tau_max = 130.0;  ///< T
  double tau_step = 0.03;  ///< d tau
};

/// The collision integral as Appendix C computes it, every l by auxiliary time: the yardstick for accuracy and speed.
///
///   F_j(tau), G_j(tau) of (34) evolve on a lattice of M sites in steps d tau up to T; F_j(0) is cut off beyond M~/2;
///   (35) with the index j' + j in place of j' - j (docs/theory.md) is a correlation, done by transforms of length M:
///   I_k = 2 d tau sum_tau Re { e^{i tau E(k)} [ n~(k) A_k + B_k ] } ,
///   A_k = sum_j e^{ikj} |F|^{2(l-1)} [ (l-1) F* G / F - l G* ]_j ,   B_k = sum_j e^{ikj} |F|^{2(l-1)} F*_j ,
///
/// with n~ the band-limited n of the cut-off. No projection: the sum over all M momenta conserves number to rounding, that
/// over K of them to what I_k has beyond their band (3e-5 of sum |I|, K = 256); energy to what is left beyond T, some 5e-4
/// for l = 2, where the sum over tau converges as 1/T^2 only (docs/numerics.md).
/// Cost: 4 transforms of length M per step.
class PaperScheme final : public CollisionIntegral {
 public:
  /// Throws InvalidInput unless M is a multiple of K, K >= M~ >= 2 is even, T and d tau are positive, and
  /// M > M~ + 2 max|v| T, the light cone.
  PaperScheme(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
              const model::Interaction& interaction, const PaperSettings& settings = {});

  int size() const noexcept override { return K_; }
  void evaluate(std::span<const double> n, std::span<double> I) override;

  CollisionWork work() const noexcept override { return done_; }

 private:
  using Complex = std::complex<double>;

  void start(std::span<const double> n);
  void add_step(std::span<const double> C);

  int K_, M_, band_, steps_;
  double tau_step_;
  model::Interaction interaction_;
  FftwVector<Complex> rotation_;       // e^{i dtau E(p)}
  FftwVector<Complex> F_p_, G_p_;      // the evolved n e^{i tau E}, e^{i tau E}, in momentum space
  FftwVector<Complex> F_, G_, a_, b_;  // in real space
  FftwVector<Complex> band_work_;      // [K]
  std::vector<double> I_p_;            // the sum over tau at all M momenta
  FftwPlan to_sites_, to_band_, from_sites_;
  CollisionWork done_;
};

}  // namespace kapitza::collision
