// The matrix dI_k/dn_p of the auxiliary-time integral (docs/theory.md): with the momenta p of the refined lattice,
//
//   dI_k/df_p = sum_t Re { c_k(t) [ e_p (n_k A + B)(k + p) + e*_p (n_k A' + B')(k - p) ] } ,
//   A, B, A', B' the transforms of a_F, b_F, a_F*, b_F* ,  e_p = e^{itE(p)} ,  c_k = 2 w e^{itE(k)} ,
//
// then contracted with the interpolation that makes f of n. All momenta are counted from k_0 in units of 2 pi / M: k + p is
// index i m + j, k - p is i m - j. The transforms are therefore unrolled to two periods, the primed ones in reverse, and
// each row of the matrix is a sum of contiguous vectors.

#include <algorithm>

#include "integrand.hpp"
#include "kapitza/collision/auxiliary_time.hpp"

namespace kapitza::collision {

namespace {

constexpr int vectors = 8;  // real and imaginary parts of A, B, A', B'

// Write the transform z [M] as two periods of its real and of its imaginary part, forwards or backwards.
void unroll(const double* __restrict z, int M, bool reversed, double* __restrict re,
            double* __restrict im) {
  for (int j = 0; j < M; ++j) {
    const int source = reversed ? (M - j) % M : j;
    re[j] = re[j + M] = z[2 * source];
    im[j] = im[j + M] = z[2 * source + 1];
  }
}

// J += Re { c [ e (n A + B) + e* (n A' + B') ] } along one row; A and B begin at k, A' and B' at -k.
void add_row(double n, double cr, double ci, const double* __restrict er,
             const double* __restrict ei, const double* __restrict Ar, const double* __restrict Ai,
             const double* __restrict Br, const double* __restrict Bi, const double* __restrict Cr,
             const double* __restrict Ci, const double* __restrict Dr, const double* __restrict Di,
             int M, double* __restrict J) {
  for (int j = 0; j < M; ++j) {
    const double rr = cr * er[j], ii = ci * ei[j], ri = cr * ei[j], ir = ci * er[j];
    J[j] += (rr - ii) * (n * Ar[j] + Br[j]) - (ri + ir) * (n * Ai[j] + Bi[j]) +
            (rr + ii) * (n * Cr[j] + Dr[j]) - (ir - ri) * (n * Ci[j] + Di[j]);
  }
}

// J += Re { c [ e A + e* A' ] }, one coefficient of I = n A + B by itself.
void add_row(double cr, double ci, const double* __restrict er, const double* __restrict ei,
             const double* __restrict Ar, const double* __restrict Ai, const double* __restrict Cr,
             const double* __restrict Ci, int M, double* __restrict J) {
  for (int j = 0; j < M; ++j) {
    const double rr = cr * er[j], ii = ci * ei[j], ri = cr * ei[j], ir = ci * er[j];
    J[j] += (rr - ii) * Ar[j] - (ri + ir) * Ai[j] + (rr + ii) * Cr[j] - (ir - ri) * Ci[j];
  }
}

}  // namespace

void AuxiliaryTime::add_block_matrix(const OrderCoefficients& C, const Lattice& lattice, int step,
                                     std::span<const double> n) {
  const int M = lattice.size(), m = lattice.momenta.multiple(), first = step - lattice.first_step;
  auto& w = matrix_;
  const auto* phase = reinterpret_cast<const double*>(lattice.phase.data());
  const auto* G = reinterpret_cast<const double*>(lattice.G.data());
  const auto* F = reinterpret_cast<const double*>(F_.data());
  auto* z = reinterpret_cast<double*>(w.hat.data());
  const auto* factor = reinterpret_cast<const double*>(factor_.data());
  const auto table = [&](int j, int v) {
    return w.tables.data() + (2L * vectors * j + 2L * v) * M;
  };
  const auto part = [&](int j, bool imaginary) {
    return w.phase.data() + (2L * j + (imaginary ? 1 : 0)) * M;
  };

  integrand::with_order(highest_order_, [&]<int Top>() {
    using integrand::With;
    const auto transform = [&]<With which>(int v, bool reversed) {
      for (int j = 0; j < block; ++j) {
        integrand::derivative<Top, which>(C.data(), F + 2L * j * M, G + 2L * (first + j) * M, M,
                                          z + 2L * j * M);
      }
      fftw_execute_dft(lattice.transform.get(), as_fftw(w.hat.data()), as_fftw(w.hat.data()));
      transforms_ += block;
      for (int j = 0; j < block; ++j)
        unroll(z + 2L * j * M, M, reversed, table(j, v), table(j, v + 1));
    };
    transform.template operator()<With::aF>(0, false);
    transform.template operator()<With::bF>(2, false);
    transform.template operator()<With::aC>(4, true);
    transform.template operator()<With::bC>(6, true);
  });
  for (int j = 0; j < block; ++j) {
    for (int i = 0; i < M; ++i) {
      part(j, false)[i] = phase[2 * (1L * (first + j) * M + i)];
      part(j, true)[i] = phase[2 * (1L * (first + j) * M + i) + 1];
    }
  }
  // A tile of J and the stretch of the tables that it needs stay in the first-level cache for all steps of the block.
  constexpr int rows = 16, columns = 128;
  for (int k0 = 0; k0 < K_; k0 += rows) {
    for (int j0 = 0; j0 < M; j0 += columns) {
      const int length = std::min(columns, M - j0);
      for (int j = 0; j < block; ++j) {
        for (int k = k0; k < std::min(k0 + rows, K_); ++k) {
          const double* c = factor + 2L * (1L * (step + j) * K_ + k);
          const long ahead = 1L * k * m + j0, back = (k == 0 ? 0 : M - 1L * k * m) + j0;
          const double *er = part(j, false) + j0, *ei = part(j, true) + j0;
          const long here = 1L * k * M + j0;
          if (at_nodes_) {
            add_row(n[k], c[0], c[1], er, ei, table(j, 0) + ahead, table(j, 1) + ahead,
                    table(j, 2) + ahead, table(j, 3) + ahead, table(j, 4) + back,
                    table(j, 5) + back, table(j, 6) + back, table(j, 7) + back, length,
                    w.J.data() + here);
          } else {
            add_row(c[0], c[1], er, ei, table(j, 0) + ahead, table(j, 1) + ahead,
                    table(j, 4) + back, table(j, 5) + back, length, w.J.data() + here);
            add_row(c[0], c[1], er, ei, table(j, 2) + ahead, table(j, 3) + ahead,
                    table(j, 6) + back, table(j, 7) + back, length, w.J_B.data() + here);
          }
        }
      }
    }
  }
}

void AuxiliaryTime::add_matrix(const OrderCoefficients& C, std::span<const double> n,
                               std::span<double> L) {
  const std::size_t K = K_;
  const std::size_t largest = lattices_.back().size();
  auto& w = matrix_;
  w.hat.resize(block * largest);
  w.tables.resize(2 * vectors * block * largest);
  w.phase.resize(2 * block * largest);
  w.J.resize(K * largest);
  w.A.assign(K, 0.0);
  if (!at_nodes_) {
    w.J_B.resize(K * largest);
    w.L_A.assign(K * n.size(), 0.0);
    w.L_B.assign(K * n.size(), 0.0);
  }

  for (const Lattice& lattice : lattices_) {
    const std::size_t M = lattice.size();
    lattice.momenta.refine(n, f_);
    std::fill_n(w.J.begin(), K * M, 0.0);
    if (!at_nodes_) std::fill_n(w.J_B.begin(), K * M, 0.0);
    for (int step = lattice.first_step; step < lattice.last_step; step += block) {
      propagate(lattice, step, f_.data(), F_);
      add_diagonal(C, lattice, step);
      add_block_matrix(C, lattice, step, n);
    }
    const std::size_t N = n.size();
    for (std::size_t k = 0; k < K; ++k) {
      const std::span row = at_nodes_ ? L.subspan(k * N, N) : std::span{w.L_A}.subspan(k * N, N);
      lattice.momenta.contract({w.J.data() + k * M, M}, row);
      if (!at_nodes_)
        lattice.momenta.contract({w.J_B.data() + k * M, M}, std::span{w.L_B}.subspan(k * N, N));
    }
  }
  if (!at_nodes_) return add_matrix_at_nodes(n, L);
  for (std::size_t k = 0; k < K; ++k)
    L[k * K + k] += w.A[k];
}

// dI_i/dn_p = n_i dA_i/dn_p + dB_i/dn_p + delta_ip A_i, the rows brought from the K_f momenta to the nodes.
void AuxiliaryTime::add_matrix_at_nodes(std::span<const double> n, std::span<double> L) {
  const std::size_t N = n.size();
  for (std::size_t i = 0; i < N; ++i) {
    to_nodes_.for_row(i, [&](int k, double q) {
      const double *A = matrix_.L_A.data() + k * N, *B = matrix_.L_B.data() + k * N;
      for (std::size_t p = 0; p < N; ++p)
        L[i * N + p] += q * (n[i] * A[p] + B[p]);
      L[i * N + i] += q * matrix_.A[k];
    });
  }
}

void AuxiliaryTime::add_diagonal(const OrderCoefficients& C, const Lattice& lattice, int step) {
  const int M = lattice.size();
  const auto* F = reinterpret_cast<const double*>(F_.data());
  const auto* G = reinterpret_cast<const double*>(lattice.G.data());
  auto* a = reinterpret_cast<double*>(a_.data());
  auto* b = reinterpret_cast<double*>(b_.data());
  integrand::with_order(highest_order_, [&]<int Top>() {
    for (int j = 0; j < block; ++j) {
      integrand::fold<Top>(C.data(), F + 2L * j * M, G + 2L * (step - lattice.first_step + j) * M,
                           K_, lattice.momenta.multiple(), a + 2L * j * K_, b + 2L * j * K_);
    }
  });
  transform_folded(a_);
  const auto* factor = reinterpret_cast<const double*>(factor_.data()) + 2L * step * K_;
  for (int j = 0; j < block; ++j) {
    for (int k = 0; k < K_; ++k) {
      const long i = 2 * (1L * j * K_ + k);
      matrix_.A[k] += factor[i] * a[i] - factor[i + 1] * a[i + 1];
    }
  }
}

}  // namespace kapitza::collision
