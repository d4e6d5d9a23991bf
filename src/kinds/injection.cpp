#include "kapitza/kinds/injection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kapitza/base/error.hpp"
#include "kapitza/config/findings.hpp"
#include "kapitza/io/checksum.hpp"
#include "kapitza/model/panel_choice.hpp"

namespace kapitza::kinds {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// What `use` makes of a table; InvalidInput naming file and dataset if that fails.
template <class Use>
std::vector<double> from_table(const TableSource& table, const Use& use) {
  const io::Table& read = table.values();
  try {
    return use(read);
  } catch (const Error& error) {
    throw InvalidInput(fmt::format("table {}{}{}: {}", table.file().string(),
                                   table.dataset().empty() ? "" : ", dataset ", table.dataset(),
                                   error.what()));
  }
}

/// Both sides; what each complains about is reported together, at its place under `table`.
template <class Source, class Sample>
model::Injected both(const Source& left, const Source& right, const std::string& table,
                     const Sample& sample) {
  model::Injected result;
  config::Findings findings;
  for (const model::Side side : {model::Side::Left, model::Side::Right}) {
    const bool is_left = side == model::Side::Left;
    const Source& source = is_left ? left : right;
    try {
      (is_left ? result.left : result.right) = sample(source, side, result.left);
    } catch (const InvalidInput& error) {
      findings.add(source.where, table + (is_left ? ".left" : ".right"), error.what());
    }
  }
  findings.throw_if_any(left.where.source);
  return result;
}

/// A finding if f() refuses.
template <class F>
void complain_if(config::Reader& reader, std::string_view path, const F& f) {
  try {
    f();
  } catch (const InvalidInput& error) {
    reader.complain(path, error.what());
  }
}

template <class Side>
std::vector<std::filesystem::path> table_files(const Side& left, const Side& right) {
  std::vector<std::filesystem::path> files;
  for (const Side* side : {&left, &right})
    if (const auto* table = std::get_if<TableSource>(&side->source)) files.push_back(table->file());
  return files;
}

template <class Sources>
std::string table_fingerprint(const std::string& path, const Sources& source) {
  const auto* table = std::get_if<TableSource>(&source);
  if (!table) return {};
  io::Checksum checksum;
  checksum.add(std::as_bytes(std::span{table->values().k}));
  checksum.add(std::as_bytes(std::span{table->values().n}));
  return fmt::format("{} {:016x}\n", path, checksum.value());
}

/// Momenta at which formulas are judged before a grid is chosen.
constexpr int judged_momenta = 128;

template <class Sources>
std::vector<double> formula_steps(const Sources& left, const Sources& right) {
  std::vector<double> all;
  const auto look = [&](const Sources& source, double sign) {
    const auto* formula = std::get_if<FormulaSource>(&source);
    if (!formula) return;
    const auto found = model::jumps([&](double k) { return (*formula)(sign * k); });
    all.insert(all.end(), found.begin(), found.end());
  };
  look(left, 1.0);
  look(right, -1.0);
  return all;
}

}  // namespace

FormulaSource::FormulaSource(std::string text)
    : formula_{std::make_shared<const config::Formula>(std::move(text), "k")} {}

TableSource::TableSource(std::filesystem::path file, std::string dataset)
    : file_{std::move(file)},
      dataset_{std::move(dataset)},
      values_{std::make_shared<std::optional<io::Table>>()} {}

const io::Table& TableSource::values() const {
  if (*values_) return **values_;
  try {
    return values_->emplace(io::read_table(file_, dataset_));
  } catch (const Error& error) {  // it names the file
    throw InvalidInput(error.what());
  }
}

std::vector<double> Injection::sampled(model::Side side, const model::MomentumGrid& grid,
                                       const model::Dispersion& dispersion,
                                       std::span<const double> other) const {
  return std::visit(
      Overloaded{[&](const FormulaSource& n) { return model::sampled_occupation(n, side, grid); },
                 [&](const model::ThermalState& state) {
                   return model::thermal_occupation(state, grid, dispersion);
                 },
                 [&](const TableSource& table) {
                   return from_table(table, [&](const io::Table& read) {
                     return model::tabulated_occupation(read.k, read.n, side, grid);
                   });
                 },
                 [&](Mirror) { return model::mirrored(other); }},
      source);
}

std::vector<double> Perturbation::sampled(model::Side side, const model::MomentumGrid& grid) const {
  return std::visit(Overloaded{[&](const FormulaSource& dn) {
                                 return model::sampled_perturbation(dn, side, grid);
                               },
                               [&](const TableSource& table) {
                                 return from_table(table, [&](const io::Table& read) {
                                   return model::tabulated_perturbation(read.k, read.n, side, grid);
                                 });
                               }},
                    source);
}

model::Injected sampled(const Injection& left, const Injection& right,
                        const model::MomentumGrid& grid, const model::Dispersion& dispersion) {
  return both(left, right, "injection",
              [&](const Injection& one, model::Side side, std::span<const double> other) {
                return one.sampled(side, grid, dispersion, other);
              });
}

void require_something_enters(const Injection& left, const model::Injected& injected) {
  const auto is_vacuum = [](const std::vector<double>& n) {
    return std::ranges::all_of(n, [](double value) { return value == 0; });
  };
  if (!is_vacuum(injected.left) || !is_vacuum(injected.right)) return;
  config::Findings findings;
  findings.add(left.where, "injection.left",
               "n = 0 on both sides: nothing enters, and n = 0 everywhere; allowed: a vacuum on "
               "one side, and n > 0 for some momenta that enter from the other");
  findings.throw_if_any(left.where.source);
}

model::Injected sampled(const Perturbation& left, const Perturbation& right,
                        const model::MomentumGrid& grid) {
  return both(left, right, "perturbation",
              [&](const Perturbation& one, model::Side side, std::span<const double>) {
                return one.sampled(side, grid);
              });
}

void complete_injection(config::Reader& reader, Injection& left, Injection& right) {
  left.where = reader.where("injection.left");
  right.where = reader.where("injection.right");
  if (std::holds_alternative<Mirror>(left.source))
    reader.complain("injection.left",
                    "found \"mirror\"; allowed on the right side only, as n(-k) of the left");
  const model::MomentumGrid grid{judged_momenta};
  const auto judge = [&](const char* path, const Injection& one, model::Side side) {
    if (const auto* formula = std::get_if<FormulaSource>(&one.source))
      complain_if(reader, path, [&] { model::sampled_occupation(*formula, side, grid); });
  };
  judge("injection.left", left, model::Side::Left);
  judge("injection.right", right, model::Side::Right);
}

void complete_perturbation(config::Reader& reader, Perturbation& left, Perturbation& right) {
  left.where = reader.where("perturbation.left");
  right.where = reader.where("perturbation.right");
  const model::MomentumGrid grid{judged_momenta};
  const auto judge = [&](const char* path, const Perturbation& one, model::Side side) {
    if (std::holds_alternative<FormulaSource>(one.source))
      complain_if(reader, path, [&] { one.sampled(side, grid); });
  };
  judge("perturbation.left", left, model::Side::Left);
  judge("perturbation.right", right, model::Side::Right);
}

std::vector<double> steps(const Injection& left, const Injection& right) {
  return formula_steps(left.source, right.source);
}

std::vector<double> steps(const Perturbation& left, const Perturbation& right) {
  return formula_steps(left.source, right.source);
}

std::vector<std::filesystem::path> tables(const Injection& left, const Injection& right) {
  return table_files(left, right);
}

std::vector<std::filesystem::path> tables(const Perturbation& left, const Perturbation& right) {
  return table_files(left, right);
}

std::string fingerprint(const std::string& path, const Injection& injection) {
  return table_fingerprint(path, injection.source);
}

std::string fingerprint(const std::string& path, const Perturbation& perturbation) {
  return table_fingerprint(path, perturbation.source);
}

}  // namespace kapitza::kinds
