#pragma once

#include <span>
#include <vector>

#include "kapitza/boltzmann/resolution.hpp"
#include "kapitza/boltzmann/snapshot.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::boltzmann {

/// How the engine chooses the cells in X for each Lambda by itself (docs/numerics.md).
struct AdaptiveGrid {
  double accuracy = 1e-4;  ///< Resolution::indicator to be reached
  int nodes = 3;           ///< Gauss nodes of a cell
  int most_refinements = 4;
  int most_cells = 256;
};

/// Faces of a first grid for a layer of so much of [0, 1] at both ends: cells of half that size at the ends, growing by a
/// constant factor up to an eighth towards the centre, which is a face. Symmetric to the last bit.
std::vector<double> graded_faces(double layer);

/// The faces with the cells divided whose share of what goes wrong stands above an even distribution of what is allowed; a cell and
/// its mirror image alike, in two to four parts. `nodes` gives the order, by which the parts are foreseen. At least the worst cell
/// is divided, and not more than so many come out, unless they were there before.
std::vector<double> refined_faces(std::span<const double> faces, const Resolution& resolution,
                                  const AdaptiveGrid& aim);

/// Values on all points of one grid, X-major, brought to `X`: the polynomial of the cell in which each point lies, kept above a
/// tenth of the smallest value at the nodes of that cell where all of them are positive, because a guess must be.
std::vector<double> prolonged(std::span<const double> n, std::size_t momenta,
                              const SpatialScheme& from, std::span<const double> X);

/// The same for all that one grid keeps, each rank having and getting its own points. Collective.
GridSnapshot prolonged(const Communicator& comm, const GridSnapshot& snapshot, std::size_t momenta,
                       const SpatialScheme& to);

/// A state of its own grid at the points `X`, among which both ends may be: there n is n_left and n_right, as it is at the end of
/// the polynomial. Currents are those of the nearest node. Cells and what is summed over X stay those of the own grid. Collective.
StationaryState sampled_at(const Communicator& comm, const StationaryState& state,
                           const std::vector<double>& X);

/// 0, the nodes of the finest of these grids, and 1.
std::vector<double> common_points(std::span<const std::vector<double>> grids);

}  // namespace kapitza::boltzmann
