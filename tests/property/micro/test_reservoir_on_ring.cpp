// The noise spectrum against the field itself: on a ring without defect the stationary covariance of (14) follows from linear
// algebra, without noise and without the kinetic equation.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "kapitza/micro/reservoir.hpp"
#include "kapitza/model/momentum_grid.hpp"

extern "C" {
void zgeev_(const char*, const char*, const int* n, std::complex<double>* a, const int* lda,
            std::complex<double>* w, std::complex<double>* vl, const int* ldvl,
            std::complex<double>* vr, const int* ldvr, std::complex<double>* work, const int* lwork,
            double* rwork, int* info);
void zgesv_(const int* n, const int* columns, std::complex<double>* a, const int* lda, int* pivots,
            std::complex<double>* b, const int* ldb, int* info);
}

namespace kapitza::micro {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

constexpr int N = 256;      // sites
constexpr int width = 50;   // of the reservoirs
constexpr int window = 96;  // of the measurement
constexpr double Gamma = 2;
const model::ParabolicDispersion parabola;

double left(double k) {
  return 0.5 + 0.2 * std::cos(k - 0.7);
}
double right(double k) {
  return 0.8 + 0.3 * std::sin(2 * k);
}
double wanted(double k) {
  return k > 0 ? left(k) : right(k);
}
double transmission(double k) {
  return std::exp(-Gamma / std::abs(k));
}

struct Matrix {  // by columns
  std::vector<Complex> value = std::vector<Complex>(std::size_t{N} * N);
  Complex& operator()(int i, int j) {
    return value[static_cast<std::size_t>(i) + std::size_t{N} * static_cast<std::size_t>(j)];
  }
};

/// C(r) = sum_i f_i e^{i k_i r} / N for |r| < N, at place N + r.
std::vector<Complex> correlation(const std::vector<double>& k, const std::vector<double>& f) {
  std::vector<Complex> C(2 * N);
  for (int r = -N + 1; r < N; ++r)
    for (std::size_t i = 0; i < k.size(); ++i)
      C[static_cast<std::size_t>(N + r)] += f[i] * std::polar(1.0 / N, k[i] * r);
  return C;
}

/// A of the ring, with E(k) = k^2 at its momenta 2 pi m/N.
Matrix kinetic() {
  std::vector<double> k, E;
  for (int m = -N / 2; m < N / 2; ++m) {
    k.push_back(2 * pi * m / N);
    E.push_back(parabola.energy(k.back()));
  }
  const std::vector<Complex> C = correlation(k, E);
  Matrix A;
  for (int y = 0; y < N; ++y)
    for (int x = 0; x < N; ++x)
      A(x, y) = C[static_cast<std::size_t>(N + x - y)];
  return A;
}

/// <zeta_x zeta*_y> of (15), for sites on either side of the joint at x = 0.
Matrix noise(const std::vector<double>& s) {
  const model::MomentumGrid grid{N};
  const std::vector<Complex> C = correlation({grid.points().begin(), grid.points().end()}, s);
  const auto from_joint = [](int x) { return x < N / 2 ? x : x - N; };
  Matrix S;
  for (int y = 0; y < N; ++y)
    for (int x = 0; x < N; ++x)
      S(x, y) = C[static_cast<std::size_t>(N + from_joint(x) - from_joint(y))];
  return S;
}

/// B^{-1} A by LU; both are lost.
Matrix solve(Matrix B, Matrix A) {
  int info = 0;
  std::vector<int> pivots(N);
  zgesv_(&N, &N, B.value.data(), &N, pivots.data(), A.value.data(), &N, &info);
  EXPECT_EQ(info, 0);
  return A;
}

Matrix adjoint(Matrix A) {
  Matrix result;
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      result(j, i) = std::conj(A(i, j));
  return result;
}

/// <psi_x psi*_y>, the C of  G C + C G^dagger = Q  with  G = iA + gamma,  Q = sqrt(gamma_x) S_xy sqrt(gamma_y), in the
/// eigenvectors R of G: C = R c R^dagger, c_ab = (R^{-1} Q R^{-dagger})_ab / (g_a + g_b*).
struct Covariance {
  Matrix R, c;

  Covariance(const Damping& damping, const std::vector<double>& s) {
    std::vector<double> gamma(N);
    for (std::size_t j = 0; j < damping.gamma.size(); ++j)
      gamma[(static_cast<std::size_t>(damping.first) + j) % N] = damping.gamma[j];
    Matrix G = kinetic(), Q = noise(s);
    for (int y = 0; y < N; ++y)
      for (int x = 0; x < N; ++x) {
        const double g_x = gamma[static_cast<std::size_t>(x)];
        const double g_y = gamma[static_cast<std::size_t>(y)];
        G(x, y) = Complex{0, 1} * G(x, y) + (x == y ? g_x : 0.0);
        Q(x, y) *= std::sqrt(g_x * g_y);
      }
    std::vector<Complex> g(N), work(std::size_t{4} * N);
    std::vector<double> real_work(std::size_t{2} * N);
    const int length = 4 * N;
    int info = 0;
    zgeev_("N", "V", &N, G.value.data(), &N, g.data(), nullptr, &N, R.value.data(), &N, work.data(),
           &length, real_work.data(), &info);
    EXPECT_EQ(info, 0);
    c = adjoint(solve(R, adjoint(solve(R, Q))));
    for (int b = 0; b < N; ++b)
      for (int a = 0; a < N; ++a)
        c(a, b) /= g[static_cast<std::size_t>(a)] + std::conj(g[static_cast<std::size_t>(b)]);
  }

  /// Occupation in a window of the sites from `first` on, under a Hann taper.
  double occupation(int first, double k) {
    std::vector<Complex> amplitude(N);
    for (int j = 0; j < window; ++j) {
      const double w = (1 - std::cos(2 * pi * (j + 0.5) / window)) / std::sqrt(1.5 * window);
      for (int a = 0; a < N; ++a)
        amplitude[static_cast<std::size_t>(a)] += w * std::polar(1.0, -k * j) * R(first + j, a);
    }
    Complex n = 0;
    for (int b = 0; b < N; ++b)
      for (int a = 0; a < N; ++a)
        n += amplitude[static_cast<std::size_t>(a)] * c(a, b) *
             std::conj(amplitude[static_cast<std::size_t>(b)]);
    return n.real();
  }
};

struct ReservoirOnRing : testing::Test {
  model::MomentumGrid grid{N};
  Damping damping = smooth_reservoir(N, width, Gamma / width);
  std::vector<double> n_left, n_right, n_in;
  // Windows in the middle and at either end of what is free of damping.
  std::vector<int> windows{width, N / 2 - window / 2, N - width - window};

  ReservoirOnRing() {
    for (const double k : grid.points()) {
      n_left.push_back(left(k));
      n_right.push_back(right(k));
      n_in.push_back(wanted(k));
    }
  }
};

// All momenta are away from k = 0, where slow carriers are reflected and the window mixes both injections, and from +-pi.
constexpr double sample[] = {-2.6, -2.0, -1.4, -0.8, 0.8, 1.4, 2.0, 2.6};

TEST_F(ReservoirOnRing, WithoutDefectInjectsWhatIsWantedHoweverTransparent) {
  Covariance state{damping, noise_spectrum(n_left, n_right, damping, grid, parabola, n_in)};
  for (const double k : sample)
    for (const int first : windows)
      EXPECT_NEAR(state.occupation(first, k) / wanted(k), 1, 0.01)
          << "k = " << k << " from " << first;
}

TEST_F(ReservoirOnRing, InjectsTooMuchByTheTransmissionIfNothingIsExpectedToReturn) {
  Covariance state{damping, noise_spectrum(n_left, n_right, damping, grid, parabola)};
  for (const double k : sample)
    EXPECT_NEAR(state.occupation(windows[1], k) * (1 - transmission(k)) / wanted(k), 1, 0.02)
        << "k = " << k;
}

}  // namespace
}  // namespace kapitza::micro
