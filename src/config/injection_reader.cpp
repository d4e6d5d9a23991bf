#include "injection_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "kapitza/base/error.hpp"
#include "kapitza/config/formula.hpp"

namespace kapitza::config {
namespace {

using document::Node;
using document::Table;

/// Entries of a table by name; every other name becomes a finding.
template <std::size_t n>
std::array<const Node*, n> members(Reader& reader, const std::string& path, const Table& table,
                                   const std::array<std::string_view, n>& names) {
  std::array<const Node*, n> found{};
  for (const auto& entry : table) {
    const auto name = std::ranges::find(names, entry.key);
    if (name != names.end()) {
      found[static_cast<std::size_t>(name - names.begin())] = &entry.node;
      continue;
    }
    reader.findings().add(entry.where, path + "." + entry.key,
                          fmt::format("unknown key; allowed: {}{}", fmt::join(names, ", "),
                                      did_you_mean(nearest(entry.key, names))));
  }
  return found;
}

/// A finite number on the wanted side of zero.
double signed_number(Reader& reader, const std::string& path, const Location& table,
                     const Node* node, bool positive) {
  const double fallback = positive ? 1.0 : -1.0;
  const std::string_view allowed =
      positive ? "a number above 0" : "a number below 0, the least energy (4)";
  if (node == nullptr) {
    reader.findings().add(table, path, fmt::format("missing; allowed: {}", allowed));
    return fallback;
  }
  const auto* real = std::get_if<double>(&node->value);
  const auto* whole = std::get_if<std::int64_t>(&node->value);
  const double value = real != nullptr    ? *real
                       : whole != nullptr ? static_cast<double>(*whole)
                                          : 0.0;
  if (std::isfinite(value) && value * fallback > 0.0) return value;
  reader.findings().add(node->where, path,
                        fmt::format("found {}; allowed: {}", document::described(*node), allowed));
  return fallback;
}

ThermalInjection read_thermal(Reader& reader, const std::string& path, const Node& node) {
  const auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) {
    reader.findings().add(
        node.where, path,
        fmt::format("found {}; allowed: {{beta = ..., mu = ...}}", document::described(node)));
    return {1.0, -1.0};
  }
  const auto [beta, mu] =
      members(reader, path, *table, std::array<std::string_view, 2>{"beta", "mu"});
  return {signed_number(reader, path + ".beta", node.where, beta, true),
          signed_number(reader, path + ".mu", node.where, mu, false)};
}

std::string read_string(Reader& reader, const std::string& path, const Node* node) {
  if (node == nullptr) return {};
  const auto* text = std::get_if<std::string>(&node->value);
  if (text != nullptr && !text->empty()) return *text;
  reader.findings().add(
      node->where, path,
      fmt::format("found {}; allowed: a non-empty string", document::described(*node)));
  return {};
}

/// {file, dataset}, absolute from the folder of the input.
void read_file_form(Reader& reader, const std::string& path, const Node* file, const Node* dataset,
                    Injection& result) {
  const std::filesystem::path name = read_string(reader, path + ".file", file);
  if (name.empty()) return;
  const auto folder = std::filesystem::path{reader.file()}.parent_path();
  result.source = TableInjection{std::filesystem::absolute(folder / name).lexically_normal(),
                                 read_string(reader, path + ".dataset", dataset)};
}

void read_injection_table(Reader& reader, const std::string& path, const Table& table,
                          Injection& result) {
  const auto [thermal, file, dataset] =
      members(reader, path, table, std::array<std::string_view, 3>{"thermal", "file", "dataset"});
  if (thermal != nullptr && file == nullptr && dataset == nullptr) {
    result.source = read_thermal(reader, path + ".thermal", *thermal);
  } else if (thermal == nullptr && file != nullptr) {
    read_file_form(reader, path, file, dataset, result);
  } else {
    reader.reject(path, result.where, thermal ? "both a thermal state and a file" : "no such form");
  }
}

/// A formula for `evaluate`, which throws InvalidInput if it does not do.
template <class Evaluate>
void read_formula(Reader& reader, std::string_view path, const std::string& text,
                  const Evaluate& evaluate, Injection& result) {
  result.source = FormulaInjection{text};
  try {
    evaluate(FormulaInjection{text});
  } catch (const InvalidInput& error) {
    reader.complain(path, error.what());
  }
}

}  // namespace

std::vector<double> formula_occupation(const FormulaInjection& formula,
                                       const model::MomentumGrid& grid) {
  const Formula n{formula.text, "k"};
  return model::sampled_occupation([&](double k) { return n(k); }, grid);
}

std::vector<double> formula_perturbation(const FormulaInjection& formula, model::Side side,
                                         const model::MomentumGrid& grid) {
  const Formula dn{formula.text, "k"};
  return model::sampled_perturbation([&](double k) { return dn(k); }, side, grid);
}

Injection read_injection(Reader& reader, std::string_view path, bool may_mirror,
                         const model::MomentumGrid* grid) {
  const Node* node = reader.node(path);
  Injection result{FormulaInjection{"1"}, reader.where(path)};
  if (node == nullptr) {
    if (may_mirror) result.source = MirrorInjection{};
    return result;
  }
  if (const auto* table = std::get_if<Table>(&node->value)) {
    read_injection_table(reader, std::string{path}, *table, result);
    return result;
  }
  const auto* text = std::get_if<std::string>(&node->value);
  if (text == nullptr) {
    reader.reject(path, node->where, document::described(*node));
  } else if (*text == "mirror" && may_mirror) {
    result.source = MirrorInjection{};
  } else if (*text == "mirror") {
    reader.complain(path, "found \"mirror\"; allowed on the right side only, as n(-k) of the left");
  } else {
    read_formula(
        reader, path, *text,
        [&](const FormulaInjection& formula) {
          if (grid != nullptr)
            formula_occupation(formula, *grid);
          else
            Formula{formula.text, "k"};
        },
        result);
  }
  return result;
}

Injection read_perturbation(Reader& reader, std::string_view path, model::Side side,
                            const model::MomentumGrid* grid) {
  const Node* node = reader.node(path);
  Injection result{FormulaInjection{"0"}, reader.where(path)};
  if (node == nullptr) return result;
  if (const auto* table = std::get_if<Table>(&node->value)) {
    const auto [file, dataset] = members(reader, std::string{path}, *table,
                                         std::array<std::string_view, 2>{"file", "dataset"});
    if (file != nullptr)
      read_file_form(reader, std::string{path}, file, dataset, result);
    else
      reader.reject(path, result.where, "no such form");
    return result;
  }
  const auto* text = std::get_if<std::string>(&node->value);
  if (text == nullptr) {
    reader.reject(path, node->where, document::described(*node));
    return result;
  }
  read_formula(
      reader, path, *text,
      [&](const FormulaInjection& formula) {
        if (grid != nullptr)
          formula_perturbation(formula, side, *grid);
        else
          Formula{formula.text, "k"};
      },
      result);
  return result;
}

ThermalInjection read_thermal(Reader& reader, std::string_view path) {
  const Node* node = reader.node(path);
  return node == nullptr ? ThermalInjection{1.0, -1.0}
                         : read_thermal(reader, std::string{path}, *node);
}

}  // namespace kapitza::config
