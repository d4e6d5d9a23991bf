#include "kapitza/config/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "kapitza/base/error.hpp"

namespace kapitza::config {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::array<std::string_view, 1> all_kinds{"boltzmann"};

using enum ValueType;

// table, name, type, default, unit, min, max, min excluded, words or condition, meaning
constexpr Key boltzmann[] = {
    {"", "kind", Word, "required", "", 0, 0, false, "boltzmann",
     "What is computed: \"boltzmann\" is the stationary state across the defect."},

    {"momentum", "points", Integer, "128", "1", 8, 65536, false, "even",
     "Number K of momenta k_i = -pi + (i + 1/2) 2 pi/K."},

    {"interaction", "coefficients", Coefficients, "required", "energy", -infinity, infinity, false,
     "orders 1 to 8, not all zero from 2 on",
     "c_l of V(|psi|^2) = sum_l c_l |psi|^{2l} / l!, as { \"3\" = 6.0 } for |psi|^6."},

    {"collision", "scheme", Word, "\"fast\"", "", 0, 0, false, "fast paper",
     "\"fast\": error controlled; \"paper\": auxiliary time as in Appendix C, the yardstick."},
    {"collision", "accuracy", Number, "1e-5", "1", 1e-10, 1e-1, false, "",
     "Error of I_k in units of C_l rho^{2l-1}; scheme = \"fast\" only."},
    {"collision", "tau_max", Number, "(chosen from accuracy; 130 if scheme = \"paper\")",
     "1/energy", 0, 1e6, true, "", "Largest auxiliary time T."},
    {"collision", "tau_step", Number, "(chosen from accuracy; 0.03 if scheme = \"paper\")",
     "1/energy", 0, 10, true, "below tau_max", "Step of the auxiliary time."},
    {"collision", "lattice", Integer, "(chosen from accuracy; 4096 if scheme = \"paper\")", "sites",
     16, 1 << 24, false, "", "Length M of the auxiliary lattice."},
    {"collision", "band", Integer, "(256 if scheme = \"paper\")", "sites", 2, 1 << 24, false,
     "at most lattice", "Sites M~ that hold F at time zero; scheme = \"paper\" only."},

    {"injection", "left", Injection, "required", "1", 0, infinity, true, "",
     "Occupation n(k) injected at X = 0. A file is HDF5 or two columns of text, relative to the "
     "folder of the input."},
    {"injection", "right", Injection, "\"mirror\"", "1", 0, infinity, true, "or \"mirror\"",
     "Occupation injected at X = 1; \"mirror\" is n(-k) of the left."},

    {"defect", "Lambda", Numbers, "required", "1", 0, infinity, true, "no value twice",
     "Strength lambda^2 int D^2 dx of the defect, one or several."},

    {"space", "scheme", Word, "\"dg\"", "", 0, 0, false, "dg upwind",
     "\"dg\": discontinuous Galerkin; \"upwind\": first order as in (30)."},
    {"space", "cells", Integer, "12", "1", 1, 100000, false, "",
     "Cells between X = 0 and 1, graded towards both; scheme = \"dg\" only."},
    {"space", "nodes", Integer, "3", "1", 1, 8, false, "",
     "Gauss nodes per cell; scheme = \"dg\" only."},
    {"space", "points", Integers, "(required if scheme = \"upwind\")", "1", 3, 100000, false,
     "ascending",
     "Interior points N, X_i = i/(N + 1). Several are extrapolated in 1/N: two to first order, "
     "more to second."},

    {"steady", "method", Word, "\"pseudo\"", "", 0, 0, false, "pseudo march",
     "\"pseudo\": implicit pseudo-time; \"march\": the splitting (31), (32), for scheme = "
     "\"upwind\"."},
    {"steady", "tolerance", Number, "1e-10", "1", 1e-14, 1e-2, false, "",
     "Residual at which a state counts as stationary, relative to the injected current."},
    {"steady", "max_steps", Integer, "(500 if method = \"pseudo\", 1000000 if \"march\")", "1", 1,
     1000000000, false, "", "Time steps allowed for one Lambda on one grid."},

    {"output", "file", Text, "(the case's name with .h5)", "", 0, 0, false, "",
     "Result file, relative to the working directory; the option -o replaces it."},
};

std::string_view noun(ValueType type) {
  switch (type) {
    case Integer:
      return "an integer";
    case Number:
      return "a number";
    case Word:
      return "one of";
    case Text:
      return "a non-empty string";
    case Integers:
      return "an integer or a list of them";
    case Numbers:
      return "a number or a list of them";
    case Coefficients:
      return "a table { \"order\" = finite number, ... }";
    case Injection:
      return "a formula as a string, {thermal = {beta = ..., mu = ...}}, or {file = ..., dataset = "
             "...}";
  }
  return {};
}

std::string range_text(const Key& key) {
  std::string text;
  if (key.min > -infinity)
    text += fmt::format("{} {}", key.above_min ? "above" : "at least", key.min);
  if (key.max < infinity) text += fmt::format("{}at most {}", text.empty() ? "" : " and ", key.max);
  return text;
}

std::string words_text(std::string_view words) {
  std::string text;
  while (!words.empty()) {
    const std::size_t blank = std::min(words.find(' '), words.size());
    text += fmt::format("{}\"{}\"", text.empty() ? "" : " or ", words.substr(0, blank));
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return text;
}

/// Edits (insert, delete, replace, exchange neighbours) between two words, capital letters set aside.
int edit_distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const std::size_t width = b.size() + 1;
  std::vector<int> before(width), row(width), next(width);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = static_cast<int>(i);
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1)});
      const bool exchanged = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                             lower(a[i - 2]) == lower(b[j - 1]);
      if (exchanged) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before.swap(row);
    row.swap(next);
  }
  return row.back();
}

}  // namespace

std::string Key::path() const {
  return table.empty() ? std::string{name} : fmt::format("{}.{}", table, name);
}

std::span<const std::string_view> kinds() {
  return all_kinds;
}

std::span<const Key> schema(std::string_view kind) {
  if (kind == "boltzmann") return boltzmann;
  throw InvalidInput(
      fmt::format("kind \"{}\"; allowed: {}{}", kind, words_text("boltzmann"),
                  nearest(kind, all_kinds).empty()
                      ? ""
                      : fmt::format("; did you mean \"{}\"?", nearest(kind, all_kinds))));
}

std::string allowed_values(const Key& key) {
  if (key.type == Word) return words_text(key.allowed);
  std::string text{noun(key.type)};
  if (key.type != Text && key.type != Injection) {
    const std::string range = range_text(key);
    if (!range.empty()) text += ", " + range;
  }
  if (!key.allowed.empty()) text += fmt::format(", {}", key.allowed);
  return text;
}

std::string describe_keys(std::string_view kind) {
  std::string text;
  std::string_view table;
  for (const Key& key : schema(kind)) {
    if (key.table != table) text += fmt::format("\n[{}]\n", table = key.table);
    const std::string unit = key.unit.empty() ? "" : fmt::format("; unit: {}", key.unit);
    text += fmt::format("{}  ({})\n    {}\n    {}{}\n", key.name,
                        key.fallback == "required" ? std::string{"required"}
                        : key.fallback.starts_with('(')
                            ? std::string{key.fallback.substr(1, key.fallback.size() - 2)}
                            : fmt::format("default: {}", key.fallback),
                        key.meaning, allowed_values(key), unit);
  }
  return text;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  // A third of the letters may differ; short words get one, or two where they are at least four letters long.
  int best_distance =
      std::max({1, word.size() >= 4 ? 2 : 1, static_cast<int>(word.size()) / 3}) + 1;
  for (const std::string_view candidate : candidates) {
    const int distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < static_cast<int>(candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace kapitza::config
