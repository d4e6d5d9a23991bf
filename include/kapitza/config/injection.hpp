#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "kapitza/config/case.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::config {

/// A tabulated occupation, or a perturbation of one, as it stands in a file.
struct Table {
  std::vector<double> k;  ///< ascending, in [-pi, pi]
  std::vector<double> n;
};

/// Reads a table from (file, dataset); in the program this is io::read_table.
using TableReader =
    std::function<Table(const std::filesystem::path& file, const std::string& dataset)>;

/// What the two sides inject, n(k_i) or delta n(k_i), K values each (only the entering half matters to a defect).
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

InjectedOccupations injected_occupations(const MicroCase& input, const model::MomentumGrid& grid,
                                         const model::Dispersion& dispersion,
                                         const TableReader& read_table);

/// The perturbations delta n(k_i) that enter on the two sides, K values each: zero for k < 0 on the left and k > 0 on the
/// right. Throws InvalidInput like injected_occupations, if one is not finite where it enters.
InjectedOccupations injected_perturbations(const LinearCase& input, const model::MomentumGrid& grid,
                                           const TableReader& read_table);

}  // namespace kapitza::config
