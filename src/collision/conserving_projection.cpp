#include "kapitza/collision/conserving_projection.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace kapitza::collision {

ConservingProjection::ConservingProjection(const model::MomentumGrid& grid,
                                           const model::Dispersion& dispersion)
    : weight_(grid.relative_weights().begin(), grid.relative_weights().end()) {
  for (const double k : grid.points())
    energy_.push_back(dispersion.energy(k));
  const double mean = grid.integrate(energy_);
  double norm = 0.0;
  for (std::size_t k = 0; k < energy_.size(); ++k) {
    energy_[k] -= mean;
    norm += energy_[k] * energy_[k] * weight_[k];
  }
  for (double& e : energy_)
    e /= std::sqrt(norm);
}

double ConservingProjection::apply(std::span<double> I) const noexcept {
  double alpha = 0.0, gamma = 0.0, largest = 0.0;
  for (std::size_t k = 0; k < energy_.size(); ++k) {
    alpha += I[k] * weight_[k];
    gamma += I[k] * energy_[k] * weight_[k];
  }
  alpha /= static_cast<double>(energy_.size());
  for (std::size_t k = 0; k < energy_.size(); ++k) {
    const double correction = alpha + gamma * energy_[k];
    I[k] -= correction;
    largest = std::max(largest, std::abs(correction));
  }
  return largest;
}

void ConservingProjection::apply_to_columns(std::span<double> L) const {
  const std::size_t K = energy_.size();
  std::vector<double> alpha(K, 0.0), gamma(K, 0.0);
  for (std::size_t k = 0; k < K; ++k) {
    for (std::size_t p = 0; p < K; ++p) {
      alpha[p] += L[k * K + p] * weight_[k] / static_cast<double>(K);
      gamma[p] += energy_[k] * L[k * K + p] * weight_[k];
    }
  }
  for (std::size_t k = 0; k < K; ++k) {
    for (std::size_t p = 0; p < K; ++p)
      L[k * K + p] -= alpha[p] + gamma[p] * energy_[k];
  }
}

}  // namespace kapitza::collision
