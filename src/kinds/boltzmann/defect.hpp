#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kapitza/boltzmann/barrier.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::kinds {

/// The keys of [defect].
void add_defect_keys(config::Keys<BoltzmannCase>& keys);
/// Defaults of a finite length, Lambda from lambda, and findings about what does not go together.
void complete_defect(config::Reader& reader, BoltzmannCase& input);

/// Of the carriers that enter: from the left where v > 0, from the right where v < 0.
double entering_density(const model::Injected& n, const model::MomentumGrid& grid,
                        const model::Dispersion& dispersion);

/// Of a case with a length: A cancels the mean field at the density that is injected, if renormalised.
boltzmann::Barrier barrier_of(const BoltzmannCase& input, const model::Interaction& interaction,
                              const model::Injected& injection, const model::MomentumGrid& grid,
                              const model::Dispersion& dispersion);

/// A momentum above k_c = sqrt(max W) of the largest Lambda, where what leaves has a cusp: the panel that holds it ends there, and what is
/// above is not spread over. W is taken at the density that is injected. None if that is too far out.
std::optional<double> break_above_barrier(const boltzmann::Barrier& barrier, double density,
                                          std::span<const double> Lambda);
/// The grid with at least 16 nodes on each panel that ends at `end` or below.
model::MomentumGrid with_room_for_cusp(const model::MomentumGrid& grid, double end);

}  // namespace kapitza::kinds
