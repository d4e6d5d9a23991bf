#pragma once

#include <complex>

#include "kapitza/collision/auxiliary_time.hpp"

/// The pointwise part of the auxiliary-time integral: functions of F_x(t) and G_x(t) alone. Real and imaginary parts are
/// spelt out because the compiler vectorises them, and does not vectorise std::complex.
namespace kapitza::collision::integrand {

/// R = sum_l C_l s^{l-1} and its companions P = R', Q = (s R)', and P', Q', for 3 <= l <= Top.
template <int Top>
struct Polynomials {
  double R, P, Q;
  explicit Polynomials(const double* C, double s) {
    double r = 0.0, q = 0.0, p = 0.0;
    for (int l = Top; l >= 3; --l) {
      r = r * s + C[l];
      q = q * s + l * C[l];
      p = p * s + (l - 1) * C[l];
    }
    R = r * s * s;
    Q = q * s * s;
    P = p * s;
  }
};

template <int Top>
struct PolynomialDerivatives {
  double dP, dQ;
  explicit PolynomialDerivatives(const double* C, double s) {
    double q = 0.0, p = 0.0;
    for (int l = Top; l >= 3; --l) {
      q = q * s + l * (l - 1) * C[l];
      p = p * s + (l - 1) * (l - 2) * C[l];
    }
    dQ = q * s;
    dP = p;
  }
};

/// z = value or z += value.
template <bool Add>
void put(double& z, double value) {
  if constexpr (Add) {
    z += value;
  } else {
    z = value;
  }
}

/// a and b at K consecutive sites, written or added.  F, G, a, b: [K], interleaved complex.
template <int Top, bool Add>
void integrand(const double* C, const double* __restrict F, const double* __restrict G, int K,
               double* __restrict a, double* __restrict b) {
  for (int y = 0; y < K; ++y) {
    const double fr = F[2 * y], fi = F[2 * y + 1], gr = G[2 * y], gi = G[2 * y + 1];
    const double f2 = fr * fr, i2 = fi * fi;
    const Polynomials<Top> w{C, f2 + i2};
    const double cr = (f2 - i2) * w.P, ci = -2.0 * fr * fi * w.P;  // F*^2 P
    put<Add>(a[2 * y], cr * gr - ci * gi - gr * w.Q);
    put<Add>(a[2 * y + 1], cr * gi + ci * gr + gi * w.Q);
    put<Add>(b[2 * y], fr * w.R);
    put<Add>(b[2 * y + 1], -fi * w.R);
  }
}

/// a and b folded modulo K: a_y = sum_m a(F_{y+mK}, G_{y+mK}).  F, G: [multiple K]; a, b: [K].
template <int Top>
void fold(const double* C, const double* F, const double* G, int K, int multiple, double* a,
          double* b) {
  integrand<Top, false>(C, F, G, K, a, b);
  for (int m = 1; m < multiple; ++m)
    integrand<Top, true>(C, F + 2L * m * K, G + 2L * m * K, K, a, b);
}

/// Derivatives with F and F* as independent variables:
///   h = F*^2 G P' - G* Q' ,  a_F = F* h ,  a_F* = 2 F* G P + F h ,  b_F = F*^2 P ,  b_F* = R + s P  (real).
template <int Top>
struct Derivatives {
  double aFr, aFi, aCr, aCi, bFr, bFi, bC;
  Derivatives(const double* C, double fr, double fi, double gr, double gi) {
    const double s = fr * fr + fi * fi;
    const Polynomials<Top> w{C, s};
    const PolynomialDerivatives<Top> d{C, s};
    const double c2r = fr * fr - fi * fi, c2i = -2.0 * fr * fi;  // F*^2
    const double hr = (c2r * gr - c2i * gi) * d.dP - gr * d.dQ;
    const double hi = (c2r * gi + c2i * gr) * d.dP + gi * d.dQ;
    aFr = fr * hr + fi * hi;
    aFi = fr * hi - fi * hr;
    aCr = 2.0 * w.P * (fr * gr + fi * gi) + fr * hr - fi * hi;
    aCi = 2.0 * w.P * (fr * gi - fi * gr) + fr * hi + fi * hr;
    bFr = c2r * w.P;
    bFi = c2i * w.P;
    bC = w.R + s * w.P;
  }
};

/// da = a_F dF + a_F* dF* and db likewise, at K consecutive sites, written or added.
template <int Top, bool Add>
void linearised(const double* C, const double* __restrict F, const double* __restrict G,
                const double* __restrict dF, int K, double* __restrict da, double* __restrict db) {
  for (int y = 0; y < K; ++y) {
    const Derivatives<Top> d{C, F[2 * y], F[2 * y + 1], G[2 * y], G[2 * y + 1]};
    const double ur = dF[2 * y], ui = dF[2 * y + 1];
    put<Add>(da[2 * y], d.aFr * ur - d.aFi * ui + d.aCr * ur + d.aCi * ui);
    put<Add>(da[2 * y + 1], d.aFr * ui + d.aFi * ur + d.aCi * ur - d.aCr * ui);
    put<Add>(db[2 * y], d.bFr * ur - d.bFi * ui + d.bC * ur);
    put<Add>(db[2 * y + 1], d.bFr * ui + d.bFi * ur - d.bC * ui);
  }
}

/// The same folded modulo K.
template <int Top>
void fold_linearised(const double* C, const double* F, const double* G, const double* dF, int K,
                     int multiple, double* da, double* db) {
  linearised<Top, false>(C, F, G, dF, K, da, db);
  for (int m = 1; m < multiple; ++m) {
    const long o = 2L * m * K;
    linearised<Top, true>(C, F + o, G + o, dF + o, K, da, db);
  }
}

/// Which derivative `derivative` writes.
enum class With { aF, bF, aC, bC };

/// One of the four derivatives at every site, interleaved complex [M].
template <int Top, With which>
void derivative(const double* C, const double* __restrict F, const double* __restrict G, int M,
                double* __restrict z) {
  for (int x = 0; x < M; ++x) {
    const Derivatives<Top> d{C, F[2 * x], F[2 * x + 1], G[2 * x], G[2 * x + 1]};
    if constexpr (which == With::aF) {
      z[2 * x] = d.aFr;
      z[2 * x + 1] = d.aFi;
    } else if constexpr (which == With::bF) {
      z[2 * x] = d.bFr;
      z[2 * x + 1] = d.bFi;
    } else if constexpr (which == With::aC) {
      z[2 * x] = d.aCr;
      z[2 * x + 1] = d.aCi;
    } else {
      z[2 * x] = d.bC;
      z[2 * x + 1] = 0.0;
    }
  }
}

/// Call f.template operator()<Top>() for the run-time order `top`, 3 .. 8.
template <class F>
void with_order(int top, F&& f) {
  switch (top) {
    case 3:
      return f.template operator()<3>();
    case 4:
      return f.template operator()<4>();
    case 5:
      return f.template operator()<5>();
    case 6:
      return f.template operator()<6>();
    case 7:
      return f.template operator()<7>();
    default:
      return f.template operator()<8>();
  }
}

}  // namespace kapitza::collision::integrand
