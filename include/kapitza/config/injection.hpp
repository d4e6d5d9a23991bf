#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "kapitza/config/case.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::config {

/// A tabulated occupation as it stands in a file.
struct Table {
  std::vector<double> k;  ///< ascending, in [-pi, pi]
  std::vector<double> n;
};

/// Reads a table from (file, dataset); in the program this is io::read_table.
using TableReader =
    std::function<Table(const std::filesystem::path& file, const std::string& dataset)>;

/// The occupations n(k_i) that the two sides inject, K values each (only the entering half matters to a defect).
struct InjectedOccupations {
  std::vector<double> left, right;
};

/// Evaluate both injections on a grid. Throws InvalidInput, with the place in the input, if an occupation is not finite and
/// positive at some momentum (which is named, with the value), or a table is missing, unreadable or unsuitable; findings
/// about both sides are reported together.
InjectedOccupations injected_occupations(const BoltzmannCase& input,
                                         const model::MomentumGrid& grid,
                                         const model::Dispersion& dispersion,
                                         const TableReader& read_table);

}  // namespace kapitza::config
