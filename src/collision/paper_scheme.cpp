#include "kapitza/collision/paper_scheme.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"

namespace kapitza::collision {

namespace {

using std::numbers::pi;

void require(bool ok, const char* argument, const std::string& found, const std::string& allowed) {
  if (!ok)
    throw InvalidInput(fmt::format("{}: found {}; allowed in the scheme of the paper: {}", argument,
                                   found, allowed));
}

FftwPlan plan(int length, FftwVector<std::complex<double>>& buffer, int sign) {
  FftwPlan made{
      fftw_plan_dft_1d(length, as_fftw(buffer.data()), as_fftw(buffer.data()), sign, FFTW_MEASURE)};
  if (!made)
    throw NumericalFailure(fmt::format("FFTW cannot plan a transform of length {}", length));
  return made;
}

}  // namespace

// Momenta are counted from k_0 in units of 2 pi / M as in MomentumLattice, so that every (M/K)-th is a node of the grid.
PaperScheme::PaperScheme(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                         const model::Interaction& interaction, const PaperSettings& settings)
    : K_{grid.size()},
      M_{settings.lattice},
      band_{settings.band},
      steps_{0},
      tau_step_{settings.tau_step},
      interaction_{interaction} {
  require(settings.tau_max > 0.0 && std::isfinite(settings.tau_max), "tau_max",
          fmt::format("{}", settings.tau_max), "finite and above 0");
  require(tau_step_ > 0.0 && tau_step_ <= settings.tau_max, "tau_step",
          fmt::format("{}", tau_step_), "above 0 and not above tau_max");
  require(M_ >= K_ && M_ % K_ == 0, "lattice", fmt::format("{}", M_),
          fmt::format("multiples of {}, the number of momenta", K_));
  require(band_ >= 2 && band_ % 2 == 0 && band_ <= K_, "band", fmt::format("{}", band_),
          fmt::format("even, from 2 to {}, the number of momenta", K_));
  const double cone = band_ + 2.0 * dispersion.max_speed() * settings.tau_max;
  require(M_ > cone, "lattice", fmt::format("{}", M_),
          fmt::format("above band + 2 max|v| tau_max = {:.0f}", cone));
  steps_ = static_cast<int>(std::floor(settings.tau_max / tau_step_ * (1 + 1e-12)));

  const std::size_t M = M_;
  for (auto* z : {&rotation_, &F_p_, &G_p_, &F_, &G_, &a_, &b_})
    z->resize(M);
  band_work_.resize(K_);
  I_p_.resize(M);
  to_sites_ = plan(M_, F_, FFTW_BACKWARD);
  from_sites_ = plan(M_, F_, FFTW_FORWARD);
  to_band_ = plan(K_, band_work_, FFTW_BACKWARD);
  for (std::size_t j = 0; j < M; ++j) {
    const double p = grid[0] + 2 * pi * static_cast<double>(j) / M_;
    rotation_[j] = std::polar(1.0, tau_step_ * dispersion.energy(p > pi ? p - 2 * pi : p));
  }
}

void PaperScheme::start(std::span<const double> n) {
  std::copy(n.begin(), n.end(), band_work_.begin());
  fftw_execute(to_band_.get());
  // F_j(0) at its place on the larger lattice, the site -M~/2 shared with +M~/2; then n~(p) at all M momenta.
  std::fill(F_p_.begin(), F_p_.end(), 0.0);
  const double unit = 1.0 / K_;
  for (int j = -band_ / 2; j <= band_ / 2; ++j) {
    const Complex z = band_work_[(j + K_) % K_] * unit;
    F_p_[(j + M_) % M_] = std::abs(2 * j) == band_ ? 0.5 * z : z;
  }
  fftw_execute_dft(from_sites_.get(), as_fftw(F_p_.data()), as_fftw(F_p_.data()));
  std::fill(G_p_.begin(), G_p_.end(), 1.0);
  std::fill(I_p_.begin(), I_p_.end(), 0.0);
}

void PaperScheme::add_step(std::span<const double> C) {
  const std::size_t M = M_;
  const double unit = 1.0 / M_;
  for (std::size_t j = 0; j < M; ++j) {
    F_[j] = F_p_[j] * unit;
    G_[j] = G_p_[j] * unit;
  }
  fftw_execute_dft(to_sites_.get(), as_fftw(F_.data()), as_fftw(F_.data()));
  fftw_execute_dft(to_sites_.get(), as_fftw(G_.data()), as_fftw(G_.data()));
  for (std::size_t j = 0; j < M; ++j) {
    const double fr = F_[j].real(), fi = F_[j].imag(), gr = G_[j].real(), gi = G_[j].imag();
    const double s = fr * fr + fi * fi;
    double R = 0.0, Q = 0.0, P = 0.0;  // sum_l C_l |F|^{2(l-1)}, times l, and times (l-1)/|F|^2
    for (std::size_t l = C.size(); l-- > 2;) {
      const double order = static_cast<double>(l);
      R = R * s + C[l];
      Q = Q * s + order * C[l];
      P = P * s + (order - 1) * C[l];
    }
    R *= s;
    Q *= s;
    const double cr = (fr * fr - fi * fi) * P, ci = -2 * fr * fi * P;
    a_[j] = {cr * gr - ci * gi - gr * Q, cr * gi + ci * gr + gi * Q};
    b_[j] = {fr * R, -fi * R};
  }
  // sum_j e^{+ipj}: the correlations of (35) are products in momentum space.
  fftw_execute_dft(to_sites_.get(), as_fftw(a_.data()), as_fftw(a_.data()));
  fftw_execute_dft(to_sites_.get(), as_fftw(b_.data()), as_fftw(b_.data()));
}

void PaperScheme::evaluate(std::span<const double> n, std::span<double> I) {
  double rho = 0.0;
  for (const double x : n)
    rho += x / K_;
  std::array<double, 9> C{};  // by l, of which 8 is the highest
  for (const int l : interaction_.colliding_orders())
    C[l] = interaction_.collision_coefficient(l, rho);

  const std::span used(C.data(), interaction_.order() + 1);

  start(n);
  ++done_.evaluations;
  done_.transforms += 2 + 4LL * (steps_ + 1);  // in start() and in each add_step()
  const std::size_t M = M_;
  for (int step = 0; step <= steps_; ++step) {
    add_step(used);
    const double weight = step == 0 ? tau_step_ : 2 * tau_step_;  // tau and -tau
    for (std::size_t j = 0; j < M; ++j) {
      const double fr = F_p_[j].real(), fi = F_p_[j].imag();
      const double gr = G_p_[j].real(), gi = G_p_[j].imag();
      const double er = rotation_[j].real(), ei = rotation_[j].imag();
      I_p_[j] +=
          weight * (fr * a_[j].real() - fi * a_[j].imag() + gr * b_[j].real() - gi * b_[j].imag());
      F_p_[j] = {fr * er - fi * ei, fr * ei + fi * er};
      G_p_[j] = {gr * er - gi * ei, gr * ei + gi * er};
    }
  }
  const int stride = M_ / K_;
  for (std::size_t k = 0; k < I.size(); ++k)
    I[k] = I_p_[k * stride];
}

}  // namespace kapitza::collision
