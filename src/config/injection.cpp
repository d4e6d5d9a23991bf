#include "kapitza/config/injection.hpp"

#include <fmt/format.h>

#include <system_error>

#include "findings.hpp"
#include "injection_reader.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::config {
namespace {

/// What `use` makes of a table in a file; InvalidInput naming file and dataset if that or the reading fails.
template <class Use>
std::vector<double> from_table(const TableInjection& table, const TableReader& read_table,
                               const Use& use) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(table.file, unknown))
    throw InvalidInput(fmt::format("there is no file {}", table.file.string()));
  try {
    return use(read_table(table.file, table.dataset));
  } catch (const Error& error) {
    throw InvalidInput(fmt::format("table {}{}{}: {}", table.file.string(),
                                   table.dataset.empty() ? "" : ", dataset ", table.dataset,
                                   error.what()));
  }
}

struct EvaluateOccupation {
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
    return from_table(table, read_table, [&](const Table& read) {
      return model::tabulated_occupation(read.k, read.n, grid);
    });
  }
  std::vector<double> operator()(MirrorInjection) const { return model::mirrored(opposite); }
};

std::vector<double> evaluate_perturbation(const Injection& injection, model::Side side,
                                          const model::MomentumGrid& grid,
                                          const TableReader& read_table) {
  if (const auto* table = std::get_if<TableInjection>(&injection.source)) {
    return from_table(*table, read_table, [&](const Table& read) {
      return model::tabulated_perturbation(read.k, read.n, side, grid);
    });
  }
  return formula_perturbation(std::get<FormulaInjection>(injection.source), side, grid);
}

/// Fill both sides; what each complains about is reported together.
template <class Fill>
void fill_both(const Injection& left, const Injection& right, const std::string& table,
               const Fill& fill) {
  Findings findings;
  for (const model::Side side : {model::Side::Left, model::Side::Right}) {
    const bool is_left = side == model::Side::Left;
    const Injection& injection = is_left ? left : right;
    try {
      fill(injection, side);
    } catch (const InvalidInput& error) {
      findings.add(injection.where, table + (is_left ? ".left" : ".right"), error.what());
    }
  }
  findings.throw_if_any(left.where.source);
}

}  // namespace

InjectedOccupations injected_occupations(const BoltzmannCase& input,
                                         const model::MomentumGrid& grid,
                                         const model::Dispersion& dispersion,
                                         const TableReader& read_table) {
  InjectedOccupations result;
  const EvaluateOccupation evaluate{grid, dispersion, read_table, result.left};
  fill_both(input.left, input.right, "injection",
            [&](const Injection& injection, model::Side side) {
              (side == model::Side::Left ? result.left : result.right) =
                  std::visit(evaluate, injection.source);
            });
  return result;
}

InjectedOccupations injected_perturbations(const LinearCase& input, const model::MomentumGrid& grid,
                                           const TableReader& read_table) {
  InjectedOccupations result;
  fill_both(input.left, input.right, "perturbation",
            [&](const Injection& injection, model::Side side) {
              (side == model::Side::Left ? result.left : result.right) =
                  evaluate_perturbation(injection, side, grid, read_table);
            });
  return result;
}

}  // namespace kapitza::config
