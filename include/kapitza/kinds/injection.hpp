#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kapitza/config/formula.hpp"
#include "kapitza/config/location.hpp"
#include "kapitza/config/reader.hpp"
#include "kapitza/config/value.hpp"
#include "kapitza/io/table.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/occupation.hpp"

/// What enters on one side, as the input gives it: a value that can be sampled on any grid. A formula is compiled, a table is
/// read, once; copies share it.
namespace kapitza::kinds {

/// A formula in k.
class FormulaSource {
 public:
  /// Throws InvalidInput if it does not parse.
  explicit FormulaSource(std::string text);
  const std::string& text() const noexcept { return formula_->text(); }
  double operator()(double k) const { return (*formula_)(k); }
  bool operator==(const FormulaSource& other) const { return text() == other.text(); }

 private:
  std::shared_ptr<const config::Formula> formula_;
};

/// A table in a file, read when it is first asked for. The path is absolute or relative to the working directory.
class TableSource {
 public:
  TableSource(std::filesystem::path file, std::string dataset);
  const std::filesystem::path& file() const noexcept { return file_; }
  const std::string& dataset() const noexcept { return dataset_; }
  /// Throws InvalidInput, naming file and dataset, if it is missing or no such table.
  const io::Table& values() const;
  bool operator==(const TableSource& other) const {
    return file_ == other.file_ && dataset_ == other.dataset_;
  }

 private:
  std::filesystem::path file_;
  std::string dataset_;
  std::shared_ptr<std::optional<io::Table>> values_;
};

/// n(-k) of the other side; only the right side may be one.
struct Mirror {
  bool operator==(const Mirror&) const = default;
};

/// The occupation n(k) that one side injects, and where the input says so.
struct Injection {
  std::variant<FormulaSource, model::ThermalState, TableSource, Mirror> source;
  config::Location where{};

  /// n(k_i) where it enters, continued to an even function of k. Throws InvalidInput if it is not finite or negative there, or a
  /// table does not serve. `other`: n(k_i) of the other side, for a mirror image.
  std::vector<double> sampled(model::Side side, const model::MomentumGrid& grid,
                              const model::Dispersion& dispersion,
                              std::span<const double> other = {}) const;
  bool operator==(const Injection& other) const { return source == other.source; }
};

/// A perturbation delta n(k), of any sign, of which only what enters counts.
struct Perturbation {
  std::variant<FormulaSource, TableSource> source;
  config::Location where{};

  /// delta n(k_i), zero where nothing enters. Throws InvalidInput if it is not finite where it enters.
  std::vector<double> sampled(model::Side side, const model::MomentumGrid& grid) const;
  bool operator==(const Perturbation& other) const { return source == other.source; }
};

/// Both sides on a grid, K values each. Throws InvalidInput with the place in the input; findings about both are reported
/// together.
model::Injected sampled(const Injection& left, const Injection& right,
                        const model::MomentumGrid& grid, const model::Dispersion& dispersion);
model::Injected sampled(const Perturbation& left, const Perturbation& right,
                        const model::MomentumGrid& grid);

/// Throws InvalidInput with the place of the left side if nothing enters from either.
void require_something_enters(const Injection& left, const model::Injected& injected);

/// |k| at which the formulas jump where they enter.
std::vector<double> steps(const Injection& left, const Injection& right);
std::vector<double> steps(const Perturbation& left, const Perturbation& right);

/// Findings about a pair of formulas that do not serve, looked at on a grid of some momenta; tables are read later. What the
/// input does not give stands in its file.
void complete_injection(config::Reader& reader, Injection& left, Injection& right);
void complete_perturbation(config::Reader& reader, Perturbation& left, Perturbation& right);

/// The files of tables that are read.
std::vector<std::filesystem::path> tables(const Injection& left, const Injection& right);
std::vector<std::filesystem::path> tables(const Perturbation& left, const Perturbation& right);

/// Of the values in tables, which may change under the same name: "injection.left 0123456789abcdef\n"; nothing for other sources.
std::string fingerprint(const std::string& path, const Injection& injection);
std::string fingerprint(const std::string& path, const Perturbation& perturbation);

}  // namespace kapitza::kinds

namespace kapitza::config {

template <>
struct Value<model::ThermalState> {
  static constexpr auto type = "{beta = number above 0, mu = number below 0}";
  static constexpr bool has_range = false, takes_text = false;
  static std::optional<model::ThermalState> read(Reader& reader, const Key& key,
                                                 const document::Node& node);
  static std::optional<std::string> text(const model::ThermalState& value);
};

template <>
struct Value<kinds::Injection> {
  static constexpr auto type =
      "a formula as a string, {thermal = {beta = ..., mu = ...}}, or {file = ..., dataset = ...}";
  static constexpr bool has_range = false, takes_text = true;
  static std::optional<kinds::Injection> read(Reader& reader, const Key& key,
                                              const document::Node& node);
  static std::optional<std::string> text(const kinds::Injection& value);
};

template <>
struct Value<kinds::Perturbation> {
  static constexpr auto type = "a formula as a string, or {file = ..., dataset = ...}";
  static constexpr bool has_range = false, takes_text = true;
  static std::optional<kinds::Perturbation> read(Reader& reader, const Key& key,
                                                 const document::Node& node);
  static std::optional<std::string> text(const kinds::Perturbation& value);
};

}  // namespace kapitza::config
