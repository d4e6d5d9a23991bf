#pragma once

#include <span>
#include <vector>

#include "kapitza/boltzmann/edge_layer.hpp"
#include "kapitza/boltzmann/snapshot.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/boltzmann/stationary_state.hpp"

namespace kapitza::boltzmann {

/// How the engine chooses the cells in X for each Lambda by itself (docs/numerics.md).
struct AdaptiveGrid {
  double accuracy = 1e-4;  ///< Resolution::worst to be reached
  int nodes = 3;           ///< Gauss nodes of a cell
  int most_refinements = 4;
  int most_cells = 256;
};

/// Faces of a first grid for a layer of so much of [0, 1] at both ends, and one of the slowest carriers that is `slowest` times that:
/// 2^-m, about twice the latter, and twice, four times .. as much up to an eighth, and eighths to the centre. Sums of powers of two,
/// so that of the grids for two Lambda one has all faces of the other, and symmetric to the last bit.
///
/// What slow carriers bring in makes the source of all others behave as X ln X down to their own layer, so that a geometric sequence
/// serves and an end cell of the size of the layer costs n_out(k -> 0) three digits.
std::vector<double> graded_faces(double layer, double slowest);
/// The same for what `layer` tells at a Lambda.
std::vector<double> graded_faces(const EdgeLayer& layer, double Lambda);

/// The faces with the cells divided whose share of what goes wrong (Resolution::cells) stands above an even distribution of what is
/// allowed, `excess` being how many times all of it is more than that; a cell and
/// its mirror image alike, in two or four equal parts, the cells at the ends by halves towards the end. `nodes` gives the order, by
/// which the parts are foreseen. At least the worst cell
/// is divided, and not more than so many come out, unless they were there before.
std::vector<double> refined_faces(std::span<const double> faces, std::span<const double> shares,
                                  double excess, const AdaptiveGrid& aim);

/// Values on all points of one grid, X-major, brought to `X`: the polynomial of the cell in which each point lies, kept above a
/// tenth of the smallest value at the nodes of that cell where all of them are positive, because a guess must be.
std::vector<double> prolonged(std::span<const double> n, std::size_t momenta,
                              const SpatialScheme& from, std::span<const double> X);

/// Where n at one Lambda is to be looked up as a guess for `ratio` times that Lambda: the layers at both ends, `depth` thick, become as
/// much thinner, what lies between them stays where it is.
///   X -> min(ratio X, max(X, depth))   for X <= 1/2, mirrored beyond.
struct Stretch {
  double ratio = 1, depth = 0.5;
  double operator()(double X) const;
};

/// All that one grid keeps, brought to another one and stretched; each rank has and gets its own points. Collective.
GridSnapshot prolonged(const Communicator& comm, const GridSnapshot& snapshot, std::size_t momenta,
                       const SpatialScheme& to, const Stretch& stretch = {});

/// A state of its own grid at the points `X`, among which both ends may be: there n is n_left and n_right, as it is at the end of
/// the polynomial. Currents are those of the nearest node. Cells and what is summed over X stay those of the own grid. Collective.
StationaryState sampled_at(const Communicator& comm, const StationaryState& state,
                           const std::vector<double>& X);

/// The faces of the cells in each of which the states of all these grids are polynomials.
std::vector<double> common_faces(std::span<const std::vector<double>> grids);

}  // namespace kapitza::boltzmann
