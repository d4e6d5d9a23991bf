#pragma once

#include <fmt/format.h>

#include <cmath>
#include <span>

#include "kapitza/base/error.hpp"
#include "kapitza/linear/thermal_background.hpp"

namespace kapitza::linear {

/// Where the node |k|_i, i = 0 .. K/2-1, of right- or left-movers sits on the grid.
inline int right_mover(int half, int i) {
  return half + i;
}
inline int left_mover(int half, int i) {
  return half - 1 - i;
}

/// K w u: int_{k>0} dk/2pi v n_th^2 f is its product with f over K.
inline Vector weighted_flux(const ThermalBackground& background) {
  return as_vector(background.weights()).cwiseProduct(as_vector(background.flux_weight()));
}

/// phi = dn / n_th^2 of the right- or left-movers, k ascending in |k|. `name` names the perturbation in messages.
template <class Index>
Vector reduced(const ThermalBackground& background, std::span<const double> dn, Index&& index,
               const char* name) {
  if (dn.size() != background.occupation().size())
    throw InvalidInput(fmt::format("{}: found {} values; allowed: one for each of the {} momenta",
                                   name, dn.size(), background.occupation().size()));
  Vector phi(background.half());
  for (int i = 0; i < background.half(); ++i) {
    const int j = index(background.half(), i);
    if (!std::isfinite(dn[j]))
      throw InvalidInput(fmt::format("{}: found {} at k = {}; allowed: finite values", name, dn[j],
                                     background.grid()[j]));
    phi[i] = dn[j] / (background.occupation()[j] * background.occupation()[j]);
  }
  return phi;
}

/// dn[j] <- n_th^2 phi[i] for the right- or left-movers.
template <class Index>
void expand(const ThermalBackground& background, const Vector& phi, Index&& index,
            std::span<double> dn) {
  for (int i = 0; i < background.half(); ++i) {
    const int j = index(background.half(), i);
    dn[j] = background.occupation()[j] * background.occupation()[j] * phi[i];
  }
}

}  // namespace kapitza::linear
