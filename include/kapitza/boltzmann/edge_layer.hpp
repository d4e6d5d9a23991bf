#pragma once

#include <span>

#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// How fast carriers change where they enter a defect, before anything is solved.
struct EdgeLayer {
  double rate;         ///< r: the layer is 1 / (Lambda r) thick
  double share;        ///< a: of the number current, what the layer changes
  double slowest = 1;  ///< layer of the slowest carriers in units of it
};

/// The layer of a state n [K] beside an end. With u_k = I_k[n] / |v_k|, the change of n per Lambda X, and <f> = int dk/2pi |f|,
///   r = <L u> / <I>,    a = <I> / (r <v n>),    L = dI/dn by a difference that changes no n > 0 by more than 1 %,
///   slowest = min |v_k| <n> / <v n>.
/// share = 0 if nothing collides. Costs two evaluations.
EdgeLayer edge_layer(collision::CollisionIntegral& collision, const model::MomentumGrid& grid,
                     const model::Dispersion& dispersion, std::span<const double> n);

/// Resolution::indicator as Lambda and the cells alone foretell it.
///
/// x = 2 / (cells in the first 1 / (Lambda r) from an end) is the thickness of the cells at the depth of the layer in mean free
/// paths. What one free path of such cells gets wrong is 4 c_p x^{2p+1}, c_p = p! (p+1)! / ((2p+1)! (2p+2)!) being the error of the
/// scheme for an exponential, up to all that the layer changes. Within a factor 4 for what the layer makes of two beams, one beam or a
/// peak, an overestimate for slow carriers (docs/numerics.md).
struct ForeseenIndicator {
  double value;      ///< a min(3/2, 4 c_p x^{2p+1})
  double unlimited;  ///< 4 a c_p x^{2p+1}: falls as cells^-(2p+1)
};
ForeseenIndicator foreseen_indicator(const EdgeLayer& layer, double Lambda,
                                     const SpatialScheme& scheme);

}  // namespace kapitza::boltzmann
