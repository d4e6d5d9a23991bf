#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace kapitza::config {

/// Where a value stands in the input. Line and column count from 1; line 0 means the value has no line of its own (it came
/// from an override, whose text is then the source, or from a default).
struct Location {
  std::string source;
  int line = 0;
  int column = 0;
};

/// "file:line:column", or the source alone if there is no line.
std::string to_string(const Location& where);

/// n(k) as a formula in k, kept as text.
struct FormulaInjection {
  std::string text;
  bool operator==(const FormulaInjection&) const = default;
};

/// A thermal state, (4); beta > 0 and mu < 0 are checked when the case is read.
struct ThermalInjection {
  double beta;
  double mu;
  bool operator==(const ThermalInjection&) const = default;
};

/// A table in an HDF5 file: dataset n[k] and its momenta. The path is absolute or relative to the working directory.
struct TableInjection {
  std::filesystem::path file;
  std::string dataset;
  bool operator==(const TableInjection&) const = default;
};

/// n(-k) of the other side; only the right side may be one.
struct MirrorInjection {
  bool operator==(const MirrorInjection&) const = default;
};

/// What one side injects, and where the input says so.
struct Injection {
  std::variant<FormulaInjection, ThermalInjection, TableInjection, MirrorInjection> source;
  Location where;
  bool operator==(const Injection& other) const { return source == other.source; }
};

enum class CollisionScheme { Fast, Paper };

/// [collision]. The fast scheme has `accuracy`, and an unset value is chosen from it; the paper's scheme has all of
/// `tau_max`, `tau_step`, `lattice` and `band` (T, d tau, M and M~ of Appendix C) set, and takes no account of `accuracy`.
struct Collision {
  CollisionScheme scheme = CollisionScheme::Fast;
  double accuracy = 1e-5;
  std::optional<double> tau_max;
  std::optional<double> tau_step;
  std::optional<int> lattice;
  std::optional<int> band;
  bool operator==(const Collision&) const = default;
};

}  // namespace kapitza::config
