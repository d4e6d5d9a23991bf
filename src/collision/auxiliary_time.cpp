#include "kapitza/collision/auxiliary_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "integrand.hpp"
#include "kapitza/base/error.hpp"
#include "lattice_schedule.hpp"
#include "node_interpolation.hpp"
#include "transform_plans.hpp"

namespace kapitza::collision {

namespace {

using Complex = std::complex<double>;

double* reals(FftwVector<std::complex<double>>& z) {
  return reinterpret_cast<double*>(z.data());
}
const double* reals(const FftwVector<std::complex<double>>& z) {
  return reinterpret_cast<const double*>(z.data());
}

// e^{itE(k)} at the times of a block: at the first from its argument, at each other by a turn of the one before, because sines and
// cosines are what tables cost.
class Phases {
 public:
  Phases(std::span<const double> momenta, const model::Dispersion& dispersion, double step) {
    for (const double k : momenta) {
      E_.push_back(dispersion.energy(k));
      turn_.push_back(std::polar(1.0, step * E_.back()));
    }
  }
  // phase: [block][momenta]
  void block_from(double t, Complex* phase) const {
    const std::size_t M = E_.size();
    for (std::size_t i = 0; i < M; ++i)
      phase[i] = std::polar(1.0, t * E_[i]);
    const double* __restrict turn = reinterpret_cast<const double*>(turn_.data());
    for (int j = 1; j < TimeQuadrature::block; ++j) {
      const double* __restrict before = reinterpret_cast<const double*>(phase + (j - 1) * M);
      double* __restrict here = reinterpret_cast<double*>(phase + j * M);
      for (std::size_t i = 0; i < M; ++i) {
        const double re = before[2 * i], im = before[2 * i + 1];
        here[2 * i] = re * turn[2 * i] - im * turn[2 * i + 1];
        here[2 * i + 1] = re * turn[2 * i + 1] + im * turn[2 * i];
      }
    }
  }

 private:
  std::vector<double> E_;
  std::vector<Complex> turn_;
};

// I += Re sum over a block of factor (n a + b)
void accumulate(const double* __restrict factor, const double* __restrict n,
                const double* __restrict a, const double* __restrict b, int K,
                double* __restrict I) {
  for (int k = 0; k < K; ++k) {
    const double cr = factor[2 * k], ci = factor[2 * k + 1];
    I[k] += cr * (n[k] * a[2 * k] + b[2 * k]) - ci * (n[k] * a[2 * k + 1] + b[2 * k + 1]);
  }
}

// sum += Re factor z
void accumulate(const double* __restrict factor, const double* __restrict z, int K,
                double* __restrict sum) {
  for (int k = 0; k < K; ++k)
    sum[k] += factor[2 * k] * z[2 * k] - factor[2 * k + 1] * z[2 * k + 1];
}

}  // namespace

AuxiliaryTime::AuxiliaryTime(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                             int lowest_order, int highest_order,
                             const CollisionParameters& parameters, Planning planning)
    : AuxiliaryTime{grid,          dispersion,
                    highest_order, {parameters.tau_max, parameters.tau_step, lowest_order},
                    parameters,    planning} {}

AuxiliaryTime::AuxiliaryTime(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                             int highest_order, TimeQuadrature time,
                             const CollisionParameters& parameters, Planning planning)
    : K_{grid.is_uniform() ? grid.size() : parameters.momenta},
      highest_order_{highest_order},
      at_nodes_{grid.is_uniform()},
      time_{std::move(time)} {
  if (!(time_.step < largest_tau_step(highest_order, dispersion)))
    throw InvalidInput(fmt::format("tau_step: found {}; allowed: below {:.6g}, the band limit",
                                   parameters.tau_step,
                                   largest_tau_step(highest_order, dispersion)));
  plan_lattices(grid, dispersion, parameters, planning);

  const std::size_t K = K_;
  if (!at_nodes_) {
    to_nodes_ = interpolation_to_nodes(K_, grid);
    for (auto* sum : {&A_, &B_, &dA_})
      sum->assign(K, 0.0);
    at_node_.assign(grid.size(), 0.0);
  }
  for (auto* z : {&a_, &b_, &da_})
    z->assign(block * K, 0.0);

  std::vector<double> k_f(grid.points().begin(), grid.points().end());
  if (!at_nodes_) {
    k_f.resize(K);
    for (int i = 0; i < K_; ++i)
      k_f[i] = lattice_momentum(i, K_);
  }
  factor_.resize(time_.t.size() * K);
  const Phases phases{k_f, dispersion, time_.step};
  for (int first = 0; first < steps(); first += block)
    phases.block_from(time_.t[first], &factor_[first * K]);
  for (std::size_t j = 0; j < time_.t.size(); ++j)
    for (std::size_t k = 0; k < K; ++k)
      factor_[j * K + k] *= 2.0 * time_.weight[j];
  transforms_ = 0;  // those of the tables
}

void AuxiliaryTime::plan_lattices(const model::MomentumGrid& grid,
                                  const model::Dispersion& dispersion,
                                  const CollisionParameters& parameters, Planning planning) {
  for (int first = 0; first < steps(); first += block) {
    const double latest = time_.t[first + block - 1];
    const int multiple = lattice_multiple(K_, latest, dispersion.max_speed(), parameters);
    const LightCone cone = light_cone(multiple * K_, latest, dispersion.max_speed());
    if (lattices_.empty() || lattices_.back().momenta.multiple() < multiple ||
        lattices_.back().cone != cone) {
      lattices_.push_back({at_nodes_ ? MomentumLattice{grid, multiple, cone}
                                     : MomentumLattice{grid, K_, multiple, cone},
                           cone,
                           first,
                           first,
                           {},
                           {},
                           {}});
    }
    lattices_.back().last_step = first + block;
  }
  const std::size_t largest = lattices_.back().size();
  F_.resize(block * largest);
  dF_.resize(block * largest);
  f_.resize(largest);
  df_.resize(largest);
  std::vector<BlockOfTransforms> wanted{{K_, 2.0 * K_ * steps()}};
  for (const Lattice& lattice : lattices_)
    wanted.push_back(
        {lattice.size(), 1.0 * lattice.size() * (lattice.last_step - lattice.first_step)});
  std::vector<FftwPlan> plans = plan_blocks(wanted, block, F_, planning);
  folded_transform_ = std::move(plans.front());
  for (std::size_t i = 0; i < lattices_.size(); ++i) {
    lattices_[i].transform = std::move(plans[i + 1]);
    tabulate(lattices_[i], dispersion);
  }
}

void AuxiliaryTime::tabulate(Lattice& lattice, const model::Dispersion& dispersion) {
  const std::size_t M = lattice.size(), count = lattice.last_step - lattice.first_step;
  lattice.phase.resize(count * M);
  lattice.G.resize(count * M);
  const Phases phases{lattice.momenta.momenta(), dispersion, time_.step};
  for (int step = lattice.first_step; step < lattice.last_step; step += block) {
    phases.block_from(time_.t[step], &lattice.phase[(step - lattice.first_step) * M]);
    propagate(lattice, step, lattice.momenta.uniform().data(), F_);
    std::copy_n(F_.begin(), block * M, &lattice.G[(step - lattice.first_step) * M]);
  }
}

void AuxiliaryTime::propagate(const Lattice& lattice, int step, const double* f,
                              FftwVector<Complex>& F) {
  const int M = lattice.size();
  for (int j = 0; j < block; ++j) {
    const double* __restrict e = reals(lattice.phase) + 2L * (step - lattice.first_step + j) * M;
    double* __restrict z = reals(F) + 2L * j * M;
    for (int i = 0; i < M; ++i) {
      z[2 * i] = e[2 * i] * f[i];
      z[2 * i + 1] = e[2 * i + 1] * f[i];
    }
  }
  fftw_execute_dft(lattice.transform.get(), as_fftw(F.data()), as_fftw(F.data()));
  transforms_ += block;
}

void AuxiliaryTime::transform_folded(FftwVector<Complex>& z) {
  fftw_execute_dft(folded_transform_.get(), as_fftw(z.data()), as_fftw(z.data()));
  transforms_ += block;
}

void AuxiliaryTime::add(const OrderCoefficients& C, std::span<const double> n,
                        std::span<double> I) {
  clear_sums();
  integrand::with_order(highest_order_, [&]<int Top>() {
    for (const Lattice& lattice : lattices_) {
      const int M = lattice.size();
      lattice.momenta.refine(n, f_);
      for (int step = lattice.first_step; step < lattice.last_step; step += block) {
        propagate(lattice, step, f_.data(), F_);
        for (int j = 0; j < block; ++j) {
          const double* G = reals(lattice.G) + 2L * (step - lattice.first_step + j) * M;
          integrand::fold<Top>(C.data(), reals(F_) + 2L * j * M, G, K_, lattice.momenta.multiple(),
                               reals(a_) + 2L * j * K_, reals(b_) + 2L * j * K_);
        }
        transform_folded(a_);
        transform_folded(b_);
        for (int j = 0; j < block; ++j) {
          const double* factor = reals(factor_) + 2L * (step + j) * K_;
          const double *a = reals(a_) + 2L * j * K_, *b = reals(b_) + 2L * j * K_;
          if (at_nodes_) {
            accumulate(factor, n.data(), a, b, K_, I.data());
          } else {
            accumulate(factor, a, K_, A_.data());
            accumulate(factor, b, K_, B_.data());
          }
        }
      }
    }
  });
  if (at_nodes_) return;
  add_at_nodes(A_, n, I);
  add_at_nodes(B_, {}, I);
}

void AuxiliaryTime::clear_sums() {
  for (auto* sum : {&A_, &B_, &dA_})
    std::ranges::fill(*sum, 0.0);
}

// I += n times the sum at the nodes; without n the sum itself.
void AuxiliaryTime::add_at_nodes(const std::vector<double>& sum, std::span<const double> n,
                                 std::span<double> I) {
  to_nodes_.apply(sum, at_node_);
  for (std::size_t i = 0; i < I.size(); ++i)
    I[i] += n.empty() ? at_node_[i] : n[i] * at_node_[i];
}

void AuxiliaryTime::add_linearised(const OrderCoefficients& C, std::span<const double> n,
                                   std::span<const double> dn, std::span<double> dI) {
  clear_sums();
  integrand::with_order(highest_order_, [&]<int Top>() {
    for (const Lattice& lattice : lattices_) {
      const int M = lattice.size();
      const int multiple = lattice.momenta.multiple();
      lattice.momenta.refine(n, f_);
      lattice.momenta.refine(dn, df_);
      for (int step = lattice.first_step; step < lattice.last_step; step += block) {
        propagate(lattice, step, f_.data(), F_);
        propagate(lattice, step, df_.data(), dF_);
        // dn a, whose b is not needed, then n da + db.
        for (int j = 0; j < block; ++j) {
          const double* G = reals(lattice.G) + 2L * (step - lattice.first_step + j) * M;
          const double* F = reals(F_) + 2L * j * M;
          integrand::fold<Top>(C.data(), F, G, K_, multiple, reals(a_) + 2L * j * K_,
                               reals(b_) + 2L * j * K_);
          integrand::fold_linearised<Top>(C.data(), F, G, reals(dF_) + 2L * j * M, K_, multiple,
                                          reals(da_) + 2L * j * K_, reals(b_) + 2L * j * K_);
        }
        for (auto* z : {&a_, &da_, &b_})
          transform_folded(*z);
        for (int j = 0; j < block; ++j) {
          const double* factor = reals(factor_) + 2L * (step + j) * K_;
          const double *a = reals(a_) + 2L * j * K_, *da = reals(da_) + 2L * j * K_,
                       *db = reals(b_) + 2L * j * K_;
          if (at_nodes_) {
            accumulate(factor, n.data(), da, db, K_, dI.data());
            for (int k = 0; k < K_; ++k)
              dI[k] += dn[k] * (factor[2 * k] * a[2 * k] - factor[2 * k + 1] * a[2 * k + 1]);
          } else {
            accumulate(factor, a, K_, A_.data());
            accumulate(factor, da, K_, dA_.data());
            accumulate(factor, db, K_, B_.data());
          }
        }
      }
    }
  });
  if (at_nodes_) return;
  add_at_nodes(A_, dn, dI);
  add_at_nodes(dA_, n, dI);
  add_at_nodes(B_, {}, dI);
}

void AuxiliaryTime::transforms_only() {
  for (const Lattice& lattice : lattices_) {
    for (int step = lattice.first_step; step < lattice.last_step; step += block) {
      fftw_execute_dft(lattice.transform.get(), as_fftw(F_.data()), as_fftw(F_.data()));
      transforms_ += block;
      transform_folded(a_);
      transform_folded(b_);
    }
  }
}

}  // namespace kapitza::collision
