#include "support/exact_ring.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <iterator>
#include <utility>

namespace kapitza::test {
namespace {

using Complex = std::complex<double>;
constexpr int most = 6;
using Powers = std::array<int, most>;

double factorial(int n) {
  return std::tgamma(n + 1.0);
}

/// coefficient prod_j a*_j^{p_j} a_j^{q_j}, which turns with e^{i Omega t}.
struct Monomial {
  Powers p{}, q{};
  double coefficient = 0.0, Omega = 0.0;
};
using Polynomial = std::vector<Monomial>;

// Call f(powers) for all ways to distribute l fields over the modes from `mode` on.
template <class F>
void distribute(int l, int mode, int N, Powers& powers, F&& f) {
  if (mode + 1 >= std::min<std::ptrdiff_t>(N, std::ssize(powers))) {
    powers[mode] = l;
    f(powers);
    return;
  }
  for (int here = 0; here <= l; ++here) {
    powers[mode] = here;
    distribute(l - here, mode + 1, N, powers, f);
  }
}

double multinomial(int l, const Powers& powers) {
  double ways = factorial(l);
  for (const int m : powers)
    ways /= factorial(m);
  return ways;
}

// sum_x |psi_x|^{2l} with psi_x = N^{-1/2} sum_j a_j e^{2 pi i j x / N}, times `factor`.
void add_power(int l, double factor, std::span<const double> E, Polynomial& H) {
  const int N = static_cast<int>(E.size());
  Powers p{};
  distribute(l, 0, N, p, [&](const Powers& created) {
    Powers q{};
    distribute(l, 0, N, q, [&](const Powers& removed) {
      int momentum = 0;
      double Omega = 0.0;
      for (int j = 0; j < N; ++j) {
        momentum += j * (created[j] - removed[j]);
        Omega += E[j] * (created[j] - removed[j]);
      }
      if (momentum % N != 0) return;
      H.push_back({created, removed,
                   factor * std::pow(N, 1 - l) * multinomial(l, created) * multinomial(l, removed),
                   Omega});
    });
  });
}

Powers excess(const Monomial& m) {
  Powers x{};
  for (int j = 0; j < most; ++j)
    x[j] = m.p[j] - m.q[j];
  return x;
}

// int_0^T ds w(s) f(s) on many panels of three Gauss-Legendre nodes.
template <class F>
Complex integrate(double T, const std::function<double(double)>& w, F&& f) {
  constexpr int panels = 400;
  const std::array<double, 3> x{-std::sqrt(0.6), 0.0, std::sqrt(0.6)},
      weight{5.0 / 18, 8.0 / 18, 5.0 / 18};
  const double h = T / panels;
  Complex sum = 0.0;
  for (int i = 0; i < panels; ++i) {
    for (int j = 0; j < 3; ++j) {
      const double s = h * (i + 0.5 + 0.5 * x[j]);
      sum += h * weight[j] * w(s) * f(s);
    }
  }
  return sum;
}

// int_0^s dtau1 e^{i alpha tau1 + i beta (s - tau1)}
Complex inner(double alpha, double beta, double s) {
  const double half = 0.5 * (alpha - beta) * s;
  const double sinc = std::abs(half) < 1e-8 ? 1.0 : std::sin(half) / half;
  return s * sinc * std::polar(1.0, 0.5 * (alpha + beta) * s);
}

struct Average {
  std::span<const double> n;
  // <prod_j |a_j|^{2 m_j}>
  double operator()(const Powers& m) const {
    double product = 1.0;
    for (std::size_t j = 0; j < n.size(); ++j)
      product *= factorial(m[j]) * std::pow(n[j], m[j]);
    return product;
  }
};

Powers sum(const Powers& x, const Powers& y) {
  Powers z{};
  for (int j = 0; j < most; ++j)
    z[j] = x[j] + y[j];
  return z;
}

// sum over the contraction i of [q_i p'_i - p_i q'_i] f(powers that are left of a*, of a).
template <class F>
void bracket(const Powers& p, const Powers& q, const Monomial& with, int N, F&& f) {
  for (int i = 0; i < N; ++i) {
    const int sign = q[i] * with.p[i] - p[i] * with.q[i];
    if (sign == 0) continue;
    Powers left_p = sum(p, with.p), left_q = sum(q, with.q);
    --left_p[i];
    --left_q[i];
    f(static_cast<double>(sign), left_p, left_q);
  }
}

}  // namespace

RingRates exact_ring_rates(const std::map<int, double>& c, std::span<const double> E,
                           std::span<const double> n, double T,
                           const std::function<double(double)>& window) {
  const int N = static_cast<int>(E.size());
  double rho = 0.0, U = 0.0;
  for (const double occupation : n)
    rho += occupation / N;
  Polynomial H;
  for (const auto& [l, coefficient] : c) {
    add_power(l, coefficient / factorial(l), E, H);
    U += coefficient * l * std::pow(rho, l - 1);
  }
  add_power(1, -U, E, H);
  std::map<Powers, std::vector<const Monomial*>> by_excess;
  for (const Monomial& m : H)
    by_excess[excess(m)].push_back(&m);

  const Average average{n};
  const auto key = [](double x) { return std::llround(x * 1e9); };
  std::map<long long, Complex> single;
  std::map<std::pair<long long, long long>, Complex> twofold;
  RingRates rates{std::vector<double>(N, 0.0), std::vector<double>(N, 0.0)};
  for (const Monomial& m0 : H) {
    const Powers x0 = excess(m0);
    if (x0 == Powers{}) continue;  // commutes with every |a_k|^2
    for (const Monomial& m2 : H) {
      Powers missing{};
      for (int j = 0; j < most; ++j)
        missing[j] = -x0[j] - m2.p[j] + m2.q[j];
      bracket(m0.p, m0.q, m2, N, [&](double first, const Powers& p, const Powers& q) {
        if (missing == Powers{}) {  // (-i)^2
          auto [at, fresh] = single.try_emplace(key(m2.Omega));
          if (fresh)
            at->second =
                integrate(T, window, [&](double s) { return std::polar(1.0, -m2.Omega * s); });
          const Complex value = -first * m0.coefficient * m2.coefficient * average(p) * at->second;
          for (int k = 0; k < N; ++k)
            rates.second[k] += x0[k] * value.real();
        }
        const auto partners = by_excess.find(missing);
        if (partners == by_excess.end()) return;
        for (const Monomial* m3 : partners->second) {
          double left = 0.0;
          bracket(p, q, *m3, N, [&](double second, const Powers& m, const Powers&) {
            left += second * average(m);
          });
          if (left == 0.0) continue;
          const double alpha = -(m2.Omega + m3->Omega), beta = -m3->Omega;
          auto [at, fresh] = twofold.try_emplace({key(alpha), key(beta)});
          if (fresh)
            at->second = integrate(T, window, [&](double s) { return inner(alpha, beta, s); });
          const Complex value = Complex{0.0, 1.0} * first * left * m0.coefficient * m2.coefficient *
                                m3->coefficient * at->second;  // (-i)^3
          for (int k = 0; k < N; ++k)
            rates.third[k] += x0[k] * value.real();
        }
      });
    }
  }
  return rates;
}

}  // namespace kapitza::test
