#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::kinds {

std::vector<double> cell_centres(std::span<const double> faces);

/// Where a result keeps the cells chosen for its i-th Lambda, and n on them.
std::string own_grid(std::size_t i);
/// Whether the cells of a result were chosen for each Lambda.
bool has_own_grids(const io::ResultReader& file);
void write_own_grid(io::ResultFile& file, const boltzmann::StationaryState& state, std::size_t i);
/// What `write_own_grid` wrote, of n and its kin this rank's points. Throws InputOutputFailure for what does not fit together,
/// NumericalFailure for an n that is none.
void read_own_grid(boltzmann::StationaryState& state, const Communicator& comm,
                   const io::ResultReader& file, std::size_t i);

void add_own_grid(io::Contents& contents, const std::string& condition);

/// All states, with their profiles, on the X that they share: both ends and the nodes of cells in each of which all of them are polynomials.
struct Shared {
  std::vector<double> X, faces;
  std::vector<boltzmann::StationaryState> states;
};
/// Collective.
Shared share(const Communicator& comm, const model::MomentumGrid& grid,
             const model::Dispersion& dispersion, std::span<const boltzmann::Solution> solutions);

}  // namespace kapitza::kinds
