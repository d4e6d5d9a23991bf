#pragma once

#include <string_view>
#include <vector>

#include "kapitza/config/values.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"
#include "reader.hpp"

namespace kapitza::config {

/// The injection that a key describes; whatever is wrong with it becomes a finding. Formulas are compiled and, given a grid,
/// evaluated on it. Table files are made absolute from the folder of the input file.
Injection read_injection(Reader& reader, std::string_view path, bool may_mirror,
                         const model::MomentumGrid* grid);

/// The perturbation delta n(k) that a key describes: a formula, which is compiled and, given a grid, evaluated on its entering
/// half, or a table in a file. Without the key it is zero.
Injection read_perturbation(Reader& reader, std::string_view path, model::Side side,
                            const model::MomentumGrid* grid);

/// The thermal state that a key describes.
ThermalInjection read_thermal(Reader& reader, std::string_view path);

/// n(k_i) of a formula. Throws InvalidInput if it does not parse or is not finite and positive somewhere.
std::vector<double> formula_occupation(const FormulaInjection& formula,
                                       const model::MomentumGrid& grid);
/// delta n(k_i) of a formula. Throws InvalidInput if it does not parse or is not finite on the entering half.
std::vector<double> formula_perturbation(const FormulaInjection& formula, model::Side side,
                                         const model::MomentumGrid& grid);

}  // namespace kapitza::config
