#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "kapitza/base/error.hpp"
#include "kapitza/kinds/injection.hpp"

namespace kapitza::config {
namespace {

using document::described;
using document::Node;
using document::Table;
using kinds::FormulaSource;
using kinds::Injection;
using kinds::Mirror;
using kinds::Perturbation;
using kinds::TableSource;
using model::ThermalState;

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
  double value = 0;
  if (const auto* real = std::get_if<double>(&node->value)) value = *real;
  if (const auto* whole = std::get_if<std::int64_t>(&node->value))
    value = static_cast<double>(*whole);
  if (std::isfinite(value) && value * fallback > 0.0) return value;
  reader.findings().add(node->where, path,
                        fmt::format("found {}; allowed: {}", described(*node), allowed));
  return fallback;
}

std::optional<ThermalState> read_thermal(Reader& reader, const std::string& path,
                                         const Node& node) {
  const auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) {
    reader.findings().add(
        node.where, path,
        fmt::format("found {}; allowed: {{beta = ..., mu = ...}}", described(node)));
    return std::nullopt;
  }
  const auto [beta, mu] =
      members(reader, path, *table, std::array<std::string_view, 2>{"beta", "mu"});
  return ThermalState{signed_number(reader, path + ".beta", node.where, beta, true),
                      signed_number(reader, path + ".mu", node.where, mu, false)};
}

std::string read_string(Reader& reader, const std::string& path, const Node* node) {
  if (node == nullptr) return {};
  const auto* text = std::get_if<std::string>(&node->value);
  if (text != nullptr && !text->empty()) return *text;
  reader.findings().add(node->where, path,
                        fmt::format("found {}; allowed: a non-empty string", described(*node)));
  return {};
}

/// {file, dataset}, absolute from the folder of the input.
std::optional<TableSource> read_file_form(Reader& reader, const std::string& path, const Node* file,
                                          const Node* dataset) {
  const std::filesystem::path name = read_string(reader, path + ".file", file);
  const std::string in_file = read_string(reader, path + ".dataset", dataset);
  if (name.empty()) return std::nullopt;
  const auto folder = std::filesystem::path{reader.file()}.parent_path();
  return TableSource{std::filesystem::absolute(folder / name).lexically_normal(), in_file};
}

std::optional<FormulaSource> read_formula(Reader& reader, const Key& key, const Node& node) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (text == nullptr) {
    reader.reject(key, node.where, described(node));
    return std::nullopt;
  }
  try {
    return FormulaSource{*text};
  } catch (const InvalidInput& error) {
    reader.complain(key.path(), error.what());
    return std::nullopt;
  }
}

/// What holds the source, if there is one.
template <class Holder, class Source>
std::optional<Holder> holding(std::optional<Source> source) {
  if (!source) return std::nullopt;
  return Holder{std::move(*source)};
}

std::string table_text(const TableSource& table) {
  const std::string file = document::toml_string(table.file().string());
  if (table.dataset().empty()) return fmt::format("{{ file = {} }}", file);
  return fmt::format("{{ file = {}, dataset = {} }}", file, document::toml_string(table.dataset()));
}

struct SourceText {
  std::string operator()(const FormulaSource& formula) const {
    return document::toml_string(formula.text());
  }
  std::string operator()(const ThermalState& state) const {
    return fmt::format("{{ thermal = {} }}", *Value<ThermalState>::text(state));
  }
  std::string operator()(const TableSource& table) const { return table_text(table); }
  std::string operator()(Mirror) const { return document::toml_string("mirror"); }
};

}  // namespace

std::optional<ThermalState> Value<ThermalState>::read(Reader& reader, const Key& key,
                                                      const Node& node) {
  return read_thermal(reader, key.path(), node);
}

std::optional<std::string> Value<ThermalState>::text(const ThermalState& state) {
  return fmt::format("{{ beta = {}, mu = {} }}", document::number_text(state.beta),
                     document::number_text(state.mu));
}

std::optional<Injection> Value<Injection>::read(Reader& reader, const Key& key, const Node& node) {
  if (const auto* text = std::get_if<std::string>(&node.value); text && *text == "mirror")
    return Injection{Mirror{}};
  const auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) return holding<Injection>(read_formula(reader, key, node));
  const auto [thermal, file, dataset] = members(
      reader, key.path(), *table, std::array<std::string_view, 3>{"thermal", "file", "dataset"});
  if (thermal != nullptr && file == nullptr && dataset == nullptr)
    return holding<Injection>(read_thermal(reader, key.path() + ".thermal", *thermal));
  if (thermal == nullptr && file != nullptr)
    return holding<Injection>(read_file_form(reader, key.path(), file, dataset));
  reader.reject(key, node.where, thermal ? "both a thermal state and a file" : "no such form");
  return std::nullopt;
}

std::optional<std::string> Value<Injection>::text(const Injection& injection) {
  return std::visit(SourceText{}, injection.source);
}

std::optional<Perturbation> Value<Perturbation>::read(Reader& reader, const Key& key,
                                                      const Node& node) {
  const auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) return holding<Perturbation>(read_formula(reader, key, node));
  const auto [file, dataset] =
      members(reader, key.path(), *table, std::array<std::string_view, 2>{"file", "dataset"});
  if (file != nullptr)
    return holding<Perturbation>(read_file_form(reader, key.path(), file, dataset));
  reader.reject(key, node.where, "no such form");
  return std::nullopt;
}

std::optional<std::string> Value<Perturbation>::text(const Perturbation& perturbation) {
  return std::visit(SourceText{}, perturbation.source);
}

}  // namespace kapitza::config
