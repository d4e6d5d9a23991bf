#include "kapitza/collision/third_order_ring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/end_corrections.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::collision {

namespace {

using std::numbers::pi;
using Complex = std::complex<double>;
using Lines = std::pair<int, int>;

constexpr int least_intervals = 8;

// The smallest length from `least` on that is free of prime factors above 5.
int fast_length(int least) {
  for (int length = least;; ++length) {
    int rest = length;
    for (const int p : {2, 3, 5}) {
      while (rest % p == 0)
        rest /= p;
    }
    if (rest == 1) return length;
  }
}

double window(TimeWindow kind, double s, double T) {
  if (kind == TimeWindow::Mean) return s <= T / 2 ? 1.0 : 2.0 * std::max(0.0, 1.0 - s / T);
  const double x = std::max(0.0, s - T / 4) / (3.0 * T / 4);
  const double c = std::cos(pi / 2 * std::min(1.0, x));
  return c * c;
}

// The complex products are spelt out: with the operators a compiler has to look for infinities.
Complex times(Complex x, Complex y) {
  return {x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real()};
}

Complex power(Complex x, int n) {
  Complex product = 1.0;
  for (int i = 0; i < n; ++i)
    product = times(product, x);
  return product;
}

// F^a F*^b
Complex lines(Complex F, Lines ab) {
  const auto [a, b] = ab;
  const double s = std::norm(F);
  const Complex rest = a >= b ? power(F, a - b) : power(std::conj(F), b - a);
  double both = 1.0;
  for (int i = 0; i < std::min(a, b); ++i)
    both *= s;
  return both * rest;
}

// a G F^{a-1} F*^b - b G* F^a F*^{b-1}
Complex response(Complex F, Complex G, Lines ab) {
  const auto [a, b] = ab;
  Complex sum = 0.0;
  if (a > 0) sum += static_cast<double>(a) * times(G, lines(F, {a - 1, b}));
  if (b > 0) sum -= static_cast<double>(b) * times(std::conj(G), lines(F, {a, b - 1}));
  return sum;
}

// sum += c x y, or c x y* with Conjugate
template <bool Conjugate>
void add_product(double c, const FftwVector<Complex>& x, const FftwVector<Complex>& y,
                 FftwVector<Complex>& sum) {
  const double* __restrict u = reinterpret_cast<const double*>(x.data());
  const double* __restrict v = reinterpret_cast<const double*>(y.data());
  double* __restrict z = reinterpret_cast<double*>(sum.data());
  for (std::size_t i = 0; i < 2 * sum.size(); i += 2) {
    const double ur = c * u[i], ui = c * u[i + 1];
    const double vr = v[i], vi = Conjugate ? -v[i + 1] : v[i + 1];
    z[i] += ur * vr - ui * vi;
    z[i + 1] += ur * vi + ui * vr;
  }
}

FftwPlan planned(fftw_plan raw) {
  if (raw == nullptr) throw NumericalFailure("FFTW cannot plan the transforms of a ring");
  return FftwPlan{raw};
}

}  // namespace

ThirdOrderRing::ThirdOrderRing(std::span<const double> E, std::span<const double> g, int folded,
                               const std::vector<int>& orders, const DoubleTime& time)
    : M_{static_cast<int>(E.size())}, K_f_{folded}, E_(E.begin(), E.end()) {
  if (folded < 1 || M_ % folded != 0)
    throw InvalidInput(
        fmt::format("lattice: found {} sites for {} momenta; allowed: a multiple", M_, folded));
  for (const int l : orders) {
    if (l < 2 || l > 8) throw InvalidInput(fmt::format("orders: found {}; allowed: 2 to 8", l));
  }
  choose_steps(time);
  diagrams_ = third_order_diagrams(orders);
  require_tables();
  plan();
  propagate(g, G_);
}

void ThirdOrderRing::choose_steps(const DoubleTime& time) {
  const double T = time.tau_max;
  if (!(T > 0.0 && std::isfinite(T)))
    throw InvalidInput(fmt::format("tau_max: found {}; allowed: finite and above 0", T));
  if (!(time.tau_step > 0.0 && time.tau_step <= T / least_intervals))
    throw InvalidInput(
        fmt::format("tau_step: found {}; allowed: above 0 and at most {:.6g}, an eighth of tau_max",
                    time.tau_step, T / least_intervals));
  // An even number, so that a step falls on T/2, where the mean's window has a kink.
  const int intervals = 2 * static_cast<int>(std::ceil(T / (2.0 * time.tau_step) - 1e-9));
  step_ = T / intervals;
  steps_ = intervals + 1;
  padded_ = fast_length(2 * steps_ - 1);
  ends_.assign(steps_, step_);
  if (time.ends == TimeEnds::Trapezoidal) {
    ends_[0] *= 0.5;
  } else {
    for (std::size_t j = 0; j < trapezoidal_end_weights.size(); ++j)
      ends_[j] *= trapezoidal_end_weights[j];
  }
  for (int j = 0; j < steps_; ++j)
    window_.push_back(window(time.window, j * step_, T));
}

void ThirdOrderRing::require_tables() {
  const auto require = [&](Weighted weighted, Use use, int a, int b) {
    if (use == Q && a + b == 0) return;  // no line, no response
    tables_.try_emplace(Key{weighted, use, a, b});
  };
  const auto note = [](std::vector<Lines>& all, Lines lines) {
    if (std::ranges::find(all, lines) == all.end()) all.push_back(lines);
  };
  for (const auto& [l0, l2, l3, external, a, b, c, d, e, f, multiplicity] : diagrams_) {
    if (external == 3) {
      note(at_3_, {c, d});
      require(Ends, Q, a, b);
      require(Ends, P, e, f);
      require(Ends, Q, e, f);
    } else {
      note(at_2_, {a, b});
      require(Window, P, c, d);
      require(Window, Q, c, d);
      require(Ends, P, f, e);
      require(Ends, Q, f, e);
    }
  }
}

void ThirdOrderRing::plan() {
  // Columns a power of two apart would fall into the same lines of the cache.
  row_ = M_ + 4;
  const std::size_t rows = static_cast<std::size_t>(steps_) * M_;
  for (Field* field : {&phase_, &F_, &G_, &a_, &b_})
    field->assign(rows, 0.0);
  const std::size_t all = static_cast<std::size_t>(padded_) * row_;
  for (auto& entry : tables_)
    entry.second.assign(all, 0.0);
  product_.assign(all, 0.0);
  second_product_.assign(all, 0.0);
  folded_a_.assign(K_f_, 0.0);
  folded_b_.assign(K_f_, 0.0);

  fftw_complex *F = as_fftw(F_.data()), *z = as_fftw(product_.data()),
               *a = as_fftw(folded_a_.data());
  constexpr unsigned flags = FFTW_MEASURE;
  const auto many = [&](int n, int howmany, fftw_complex* data, int stride, int distance,
                        int sign) {
    return planned(fftw_plan_many_dft(1, &n, howmany, data, nullptr, stride, distance, data,
                                      nullptr, stride, distance, sign, flags));
  };
  fields_ = many(M_, steps_, F, 1, M_, FFTW_FORWARD);
  in_space_ = many(M_, steps_, z, 1, row_, FFTW_FORWARD);
  back_in_space_ = many(M_, steps_, z, 1, row_, FFTW_BACKWARD);
  in_time_ = many(padded_, M_, z, row_, 1, FFTW_FORWARD);
  back_in_time_ = many(padded_, M_, z, row_, 1, FFTW_BACKWARD);
  fold_ = many(K_f_, 1, a, 1, K_f_, FFTW_BACKWARD);

  for (int j = 0; j < steps_; ++j) {
    for (int i = 0; i < M_; ++i)
      phase_[static_cast<std::size_t>(j) * M_ + i] = std::polar(1.0, -j * step_ * E_[i]);
  }
}

void ThirdOrderRing::propagate(std::span<const double> f, Field& F) {
  for (int j = 0; j < steps_; ++j) {
    const std::size_t o = static_cast<std::size_t>(j) * M_;
    for (int i = 0; i < M_; ++i)
      F[o + i] = phase_[o + i] * f[i];
  }
  fftw_execute_dft(fields_.get(), as_fftw(F.data()), as_fftw(F.data()));
}

void ThirdOrderRing::transform(Field& field) {
  fftw_execute_dft(in_space_.get(), as_fftw(field.data()), as_fftw(field.data()));
  fftw_execute_dft(in_time_.get(), as_fftw(field.data()), as_fftw(field.data()));
}

// Only the steps up to T are brought back to space.
void ThirdOrderRing::transform_back(Field& field) {
  fftw_execute_dft(back_in_time_.get(), as_fftw(field.data()), as_fftw(field.data()));
  fftw_execute_dft(back_in_space_.get(), as_fftw(field.data()), as_fftw(field.data()));
}

void ThirdOrderRing::fill_tables() {
  for (auto& [key, table] : tables_) {
    const auto [weighted, use, a, b] = key;
    const std::vector<double>& weight = weighted == Ends ? ends_ : window_;
    for (int j = 0; j < steps_; ++j) {
      const Complex* F = F_.data() + static_cast<std::size_t>(j) * M_;
      const Complex* G = G_.data() + static_cast<std::size_t>(j) * M_;
      Complex* to = table.data() + static_cast<std::size_t>(j) * row_;
      for (int z = 0; z < M_; ++z)
        to[z] = weight[j] * (use == P ? lines(F[z], {a, b}) : response(F[z], G[z], {a, b}));
    }
    std::fill(table.begin() + static_cast<std::ptrdiff_t>(steps_) * row_, table.end(), 0.0);
    transform(table);
  }
}

double ThirdOrderRing::coefficient(std::size_t diagram, const VertexCoefficients& g,
                                   int only) const {
  if (only >= 0 && diagram != static_cast<std::size_t>(only)) return 0.0;
  const ThirdOrderDiagram& d = diagrams_[diagram];
  const double normalisation = 1.0 / (static_cast<double>(M_) * padded_);  // of the transforms
  return d.multiplicity * g[d.l0] * g[d.l2] * g[d.l3] * normalisation;
}

// Vertex 3 hangs on both others: a correlation of the lines 0-3 with the lines 2-3, whose reversed transform is the conjugate of that of
// the conjugate, P(e,f)* = P(f,e) and Q(e,f)* = -Q(f,e).
void ThirdOrderRing::add_external_at_2(Lines ab, const VertexCoefficients& g, int only) {
  std::ranges::fill(product_, 0.0);
  for (std::size_t i = 0; i < diagrams_.size(); ++i) {
    const ThirdOrderDiagram& d = diagrams_[i];
    const double m = coefficient(i, g, only);
    if (m == 0.0 || d.external != 2 || Lines{d.a, d.b} != ab) continue;
    if (d.c + d.d > 0)
      add_product<true>(m, tables_.at({Window, Q, d.c, d.d}), tables_.at({Ends, P, d.f, d.e}),
                        product_);
    if (d.e + d.f > 0)
      add_product<true>(-m, tables_.at({Window, P, d.c, d.d}), tables_.at({Ends, Q, d.f, d.e}),
                        product_);
  }
  transform_back(product_);
  for (int j = 0; j < steps_; ++j) {
    const std::size_t o = static_cast<std::size_t>(j) * M_;
    const Complex* C = product_.data() + static_cast<std::size_t>(j) * row_;
    for (int z = 0; z < M_; ++z) {
      const Complex weighted = ends_[j] * C[z];
      a_[o + z] += times(response(F_[o + z], G_[o + z], ab), weighted);
      b_[o + z] -= times(lines(F_[o + z], ab), weighted);
    }
  }
}

// Vertex 2 lies between both others: a convolution of the lines 0-2 with the lines 2-3.
void ThirdOrderRing::add_external_at_3(Lines cd, const VertexCoefficients& g, int only) {
  std::ranges::fill(product_, 0.0);
  std::ranges::fill(second_product_, 0.0);
  for (std::size_t i = 0; i < diagrams_.size(); ++i) {
    const ThirdOrderDiagram& d = diagrams_[i];
    const double m = coefficient(i, g, only);
    if (m == 0.0 || d.external != 3 || Lines{d.c, d.d} != cd || d.a + d.b == 0) continue;
    const Field& between = tables_.at({Ends, Q, d.a, d.b});
    add_product<false>(m, between, tables_.at({Ends, P, d.e, d.f}), product_);
    if (d.e + d.f > 0)
      add_product<false>(m, between, tables_.at({Ends, Q, d.e, d.f}), second_product_);
  }
  transform_back(product_);
  transform_back(second_product_);
  for (int j = 0; j < steps_; ++j) {
    const std::size_t o = static_cast<std::size_t>(j) * M_;
    const Complex* V0 = product_.data() + static_cast<std::size_t>(j) * row_;
    const Complex* V1 = second_product_.data() + static_cast<std::size_t>(j) * row_;
    for (int z = 0; z < M_; ++z) {
      const Complex p = window_[j] * lines(F_[o + z], cd);
      const Complex q = window_[j] * response(F_[o + z], G_[o + z], cd);
      a_[o + z] += times(q, V0[z]) + times(p, V1[z]);
      b_[o + z] -= times(p, V0[z]);
    }
  }
}

// A, B <- -2 Im sum_t e^{i t E_k} sum_z e^{ikz} a, b; the sum over z folded to K_f sites first.
void ThirdOrderRing::sum_over_space(std::span<double> A, std::span<double> B) {
  std::ranges::fill(A, 0.0);
  std::ranges::fill(B, 0.0);
  const int multiple = M_ / K_f_;
  for (int j = 0; j < steps_; ++j) {
    const std::size_t o = static_cast<std::size_t>(j) * M_;
    std::ranges::fill(folded_a_, 0.0);
    std::ranges::fill(folded_b_, 0.0);
    for (int z = 0; z < M_; ++z) {
      folded_a_[z % K_f_] += a_[o + z];
      folded_b_[z % K_f_] += b_[o + z];
    }
    for (Field* field : {&folded_a_, &folded_b_})
      fftw_execute_dft(fold_.get(), as_fftw(field->data()), as_fftw(field->data()));
    for (int k = 0; k < K_f_; ++k) {
      const Complex back = std::conj(phase_[o + static_cast<std::size_t>(k) * multiple]);
      A[k] -= 2.0 * times(back, folded_a_[k]).imag();
      B[k] -= 2.0 * times(back, folded_b_[k]).imag();
    }
  }
}

void ThirdOrderRing::third_order(const VertexCoefficients& g, std::span<const double> f,
                                 std::span<double> A, std::span<double> B, int only) {
  propagate(f, F_);
  fill_tables();
  std::ranges::fill(a_, 0.0);
  std::ranges::fill(b_, 0.0);
  for (const Lines& ab : at_2_)
    add_external_at_2(ab, g, only);
  for (const Lines& cd : at_3_)
    add_external_at_3(cd, g, only);
  sum_over_space(A, B);
}

void ThirdOrderRing::second_order(const VertexCoefficients& g, std::span<const double> f,
                                  std::span<double> A, std::span<double> B) {
  propagate(f, F_);
  std::ranges::fill(a_, 0.0);
  std::ranges::fill(b_, 0.0);
  constexpr Complex i{0.0, 1.0};
  for (std::size_t l = 2; l < g.size(); ++l) {
    if (g[l] == 0.0) continue;
    const int order = static_cast<int>(l);
    const double factorial = std::tgamma(order + 1.0);
    const double m = order * factorial * factorial * g[l] * g[l];  // l (l!)^2 g^2 = C_l
    const Lines ab{order, order - 1};
    for (int j = 0; j < steps_; ++j) {
      const std::size_t o = static_cast<std::size_t>(j) * M_;
      const double w = m * ends_[j] * window_[j];
      for (int z = 0; z < M_; ++z) {
        a_[o + z] += w * i * response(F_[o + z], G_[o + z], ab);
        b_[o + z] -= w * i * lines(F_[o + z], ab);
      }
    }
  }
  sum_over_space(A, B);
}

}  // namespace kapitza::collision
