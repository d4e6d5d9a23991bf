#include "common_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "kapitza/base/error.hpp"
#include "kapitza/model/interaction.hpp"

namespace kapitza::config {
namespace {

using document::number_text;
using document::toml_string;

struct InjectionText {
  std::string operator()(const FormulaInjection& formula) const {
    return toml_string(formula.text);
  }
  std::string operator()(const ThermalInjection& state) const {
    return fmt::format("{{ thermal = {{ beta = {}, mu = {} }} }}", number_text(state.beta),
                       number_text(state.mu));
  }
  std::string operator()(const TableInjection& table) const {
    const std::string file = toml_string(table.file.string());
    if (table.dataset.empty()) return fmt::format("{{ file = {} }}", file);
    return fmt::format("{{ file = {}, dataset = {} }}", file, toml_string(table.dataset));
  }
  std::string operator()(MirrorInjection) const { return toml_string("mirror"); }
};

}  // namespace

int read_points(Reader& reader) {
  const int points = reader.integer("momentum.points");
  if (points % 2 != 0) {
    reader.reject("momentum.points", reader.where("momentum.points"), std::to_string(points));
  }
  return points;
}

std::map<int, double> read_coefficients(Reader& reader) {
  constexpr std::string_view path = "interaction.coefficients";
  const document::Node* node = reader.node(path);
  if (node == nullptr) return {};
  const auto* table = std::get_if<document::Table>(&node->value);
  if (table == nullptr || table->empty()) {
    reader.reject(path, node->where, document::described(*node));
    return {};
  }
  std::map<int, double> coefficients;
  const std::size_t before = reader.findings().size();
  for (const auto& [name, where, value] : *table) {
    int order = 0;
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), end, order);
    if (error != std::errc{} || stop != end || order < 1 || order > 8 || name[0] == '0') {
      reader.reject(path, where, fmt::format("order \"{}\"", name));
    } else if (const auto c = reader.checked_number(path, value)) {
      coefficients[order] = *c;
    }
  }
  if (reader.findings().size() > before) return coefficients;
  try {
    const model::Interaction interaction{coefficients};
  } catch (const InvalidInput& error) {
    reader.complain(path, error.what());
  }
  return coefficients;
}

std::vector<double> read_distinct_numbers(Reader& reader, std::string_view path) {
  const auto values = reader.numbers(path);
  auto sorted = values;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice != sorted.end()) {
    reader.complain(path, fmt::format("found {} twice; allowed: every value once", *twice));
  }
  return values;
}

void require_step_below_maximum(Reader& reader, const Collision& collision) {
  if (collision.tau_max && collision.tau_step && *collision.tau_step >= *collision.tau_max) {
    const std::string_view path =
        reader.given("collision.tau_step") ? "collision.tau_step" : "collision.tau_max";
    reader.complain(path, fmt::format("found tau_step = {} and tau_max = {}; allowed: a step below "
                                      "the maximum",
                                      *collision.tau_step, *collision.tau_max));
  }
}

std::string coefficients_text(const std::map<int, double>& coefficients) {
  std::string text;
  for (const auto& [l, c] : coefficients) {
    text += fmt::format("{}\"{}\" = {}", text.empty() ? "" : ", ", l, number_text(c));
  }
  return fmt::format("{{ {} }}", text);
}

std::string list_text(const std::vector<double>& values) {
  std::string text;
  for (const double value : values)
    text += (text.empty() ? "" : ", ") + number_text(value);
  return fmt::format("[{}]", text);
}

std::string injection_text(const Injection& injection) {
  return std::visit(InjectionText{}, injection.source);
}

}  // namespace kapitza::config
