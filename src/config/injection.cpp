#include "kapitza/config/injection.hpp"

#include <fmt/format.h>

#include "findings.hpp"
#include "injection_reader.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::config {
namespace {

struct Evaluate {
  const model::MomentumGrid& grid;
  const model::Dispersion& dispersion;
  const TableReader& read_table;
  const std::vector<double>& opposite;

  std::vector<double> operator()(const FormulaInjection& formula) const {
    return formula_occupation(formula, grid);
  }
  std::vector<double> operator()(const ThermalInjection& state) const {
    return model::thermal_occupation({state.beta, state.mu}, grid, dispersion);
  }
  std::vector<double> operator()(const TableInjection& table) const {
    if (!std::filesystem::is_regular_file(table.file)) {
      throw InvalidInput(fmt::format("there is no file {}", table.file.string()));
    }
    try {
      const auto [k, n] = read_table(table.file, table.dataset);
      return model::tabulated_occupation(k, n, grid);
    } catch (const Error& error) {
      throw InvalidInput(fmt::format("table {}{}{}: {}", table.file.string(),
                                     table.dataset.empty() ? "" : ", dataset ", table.dataset,
                                     error.what()));
    }
  }
  std::vector<double> operator()(MirrorInjection) const { return model::mirrored(opposite); }
};

}  // namespace

InjectedOccupations injected_occupations(const BoltzmannCase& input,
                                         const model::MomentumGrid& grid,
                                         const model::Dispersion& dispersion,
                                         const TableReader& read_table) {
  InjectedOccupations result;
  Findings findings;
  const Evaluate evaluate{grid, dispersion, read_table, result.left};
  const auto fill = [&](std::vector<double>& n, const Injection& injection, std::string_view path) {
    try {
      n = std::visit(evaluate, injection.source);
    } catch (const InvalidInput& error) {
      findings.add(injection.where, path, error.what());
    }
  };
  fill(result.left, input.left, "injection.left");
  fill(result.right, input.right, "injection.right");
  findings.throw_if_any(input.left.where.source);
  return result;
}

}  // namespace kapitza::config
