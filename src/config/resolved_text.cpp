#include <fmt/format.h>

#include <map>

#include "document.hpp"
#include "kapitza/config/read_case.hpp"
#include "kapitza/config/schema.hpp"

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

/// TOML text by path; a key that is not in force is absent.
using Texts = std::map<std::string, std::string, std::less<>>;

void put_collision(Texts& texts, const Collision& collision) {
  const bool paper = collision.scheme == CollisionScheme::Paper;
  texts["collision.scheme"] = toml_string(paper ? "paper" : "fast");
  if (!paper) texts["collision.accuracy"] = number_text(collision.accuracy);
  if (collision.tau_max) texts["collision.tau_max"] = number_text(*collision.tau_max);
  if (collision.tau_step) texts["collision.tau_step"] = number_text(*collision.tau_step);
  if (collision.lattice) texts["collision.lattice"] = std::to_string(*collision.lattice);
  if (collision.band) texts["collision.band"] = std::to_string(*collision.band);
}

void put_space(Texts& texts, const std::variant<DiscontinuousGalerkin, Upwind>& space) {
  if (const auto* dg = std::get_if<DiscontinuousGalerkin>(&space)) {
    texts["space.scheme"] = toml_string("dg");
    texts["space.cells"] = std::to_string(dg->cells);
    texts["space.nodes"] = std::to_string(dg->nodes);
  } else {
    texts["space.scheme"] = toml_string("upwind");
    texts["space.points"] = fmt::format("[{}]", fmt::join(std::get<Upwind>(space).points, ", "));
  }
}

Texts texts_in_force(const BoltzmannCase& input) {
  Texts texts;
  texts["kind"] = toml_string("boltzmann");
  texts["momentum.points"] = std::to_string(input.points);
  texts["interaction.coefficients"] = coefficients_text(input.coefficients);
  put_collision(texts, input.collision);
  texts["injection.left"] = std::visit(InjectionText{}, input.left.source);
  texts["injection.right"] = std::visit(InjectionText{}, input.right.source);
  texts["defect.Lambda"] = list_text(input.Lambda);
  put_space(texts, input.space);
  texts["steady.method"] =
      toml_string(input.steady.method == SteadyMethod::March ? "march" : "pseudo");
  texts["steady.tolerance"] = number_text(input.steady.tolerance);
  texts["steady.max_steps"] = std::to_string(input.steady.max_steps);
  if (input.output_file) texts["output.file"] = toml_string(input.output_file->string());
  return texts;
}

}  // namespace

std::string resolved_text(const Case& input) {
  const Texts texts = texts_in_force(std::get<BoltzmannCase>(input));
  std::string result;
  std::string_view table;
  for (const Key& key : schema("boltzmann")) {
    if (key.table != table) result += fmt::format("\n[{}]\n", table = key.table);
    const auto text = texts.find(key.path());
    if (text != texts.end()) {
      result += fmt::format("{} = {}\n", key.name, text->second);
    } else if (key.fallback.starts_with('(') && key.table != "space" && key.name != "band") {
      result +=
          fmt::format("# {}: {}\n", key.name, key.fallback.substr(1, key.fallback.size() - 2));
    } else {
      result += fmt::format("# {}: not in use\n", key.name);
    }
  }
  return result;
}

}  // namespace kapitza::config
