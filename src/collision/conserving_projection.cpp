#include "kapitza/collision/conserving_projection.hpp"

#include <cmath>
#include <numeric>

namespace kapitza::collision {

ConservingProjection::ConservingProjection(const model::MomentumGrid& grid,
                                           const model::Dispersion& dispersion) {
  for (const double k : grid.points())
    energy_.push_back(dispersion.energy(k));
  const double mean =
      std::accumulate(energy_.begin(), energy_.end(), 0.0) / static_cast<double>(energy_.size());
  for (double& e : energy_)
    e -= mean;
  const double norm =
      std::sqrt(std::inner_product(energy_.begin(), energy_.end(), energy_.begin(), 0.0));
  for (double& e : energy_)
    e /= norm;
}

void ConservingProjection::apply(std::span<double> I) const noexcept {
  const double alpha =
      std::accumulate(I.begin(), I.end(), 0.0) / static_cast<double>(energy_.size());
  const double gamma = std::inner_product(I.begin(), I.end(), energy_.begin(), 0.0);
  for (std::size_t k = 0; k < energy_.size(); ++k)
    I[k] -= alpha + gamma * energy_[k];
}

void ConservingProjection::apply_to_columns(std::span<double> L) const {
  const std::size_t K = energy_.size();
  std::vector<double> alpha(K, 0.0), gamma(K, 0.0);
  for (std::size_t k = 0; k < K; ++k) {
    for (std::size_t p = 0; p < K; ++p) {
      alpha[p] += L[k * K + p] / static_cast<double>(K);
      gamma[p] += energy_[k] * L[k * K + p];
    }
  }
  for (std::size_t k = 0; k < K; ++k) {
    for (std::size_t p = 0; p < K; ++p)
      L[k * K + p] -= alpha[p] + gamma[p] * energy_[k];
  }
}

}  // namespace kapitza::collision
