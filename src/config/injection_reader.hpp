#pragma once

#include <string_view>
#include <vector>

#include "kapitza/config/case.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "reader.hpp"

namespace kapitza::config {

/// The injection that a key describes; whatever is wrong with it becomes a finding. Formulas are compiled and, given a grid,
/// evaluated on it. Table files are made absolute from the folder of the input file.
Injection read_injection(Reader& reader, std::string_view path, bool may_mirror,
                         const model::MomentumGrid* grid);

/// n(k_i) of a formula. Throws InvalidInput if it does not parse or is not finite and positive somewhere.
std::vector<double> formula_occupation(const FormulaInjection& formula,
                                       const model::MomentumGrid& grid);

}  // namespace kapitza::config
