#include "fuzz/examine.hpp"

#include <cmath>
#include <type_traits>
#include <variant>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/config/formula.hpp"
#include "kapitza/config/injection.hpp"
#include "kapitza/config/read_case.hpp"

namespace kapitza::fuzz {
namespace {

using namespace config;

constexpr std::string_view name = "case.toml";

std::vector<std::string> overrides_in(std::string_view text) {
  constexpr std::string_view mark = "#set ";
  std::vector<std::string> overrides;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.starts_with(mark)) overrides.emplace_back(line.substr(mark.size()));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return overrides;
}

std::string examine_formula(const std::string& text) {
  try {
    const Formula formula{text, "k"};
    for (const double k : {-3.0, -0.0, 1e-300, 2.5})
      static_cast<void>(formula(k));
    return formula.text() == text ? "" : "the formula has another text than it was given";
  } catch (const InvalidInput& error) {
    const std::string_view message = error.what();
    return message.starts_with("position ") ? "" : "message without a position: " + text;
  }
}

/// The parts of a case that are evaluated later, on files and grids.
std::string examine_evaluation(const Case& input) {
  const TableReader table = [](const std::filesystem::path&, const std::string&) {
    return Table{{-3.0, 0.5, 3.0}, {1.0, 2.0, 1.0}};
  };
  const auto evaluate = [&](const auto& one) {
    using Kind = std::decay_t<decltype(one)>;
    if (one.points > 256) return;
    const model::MomentumGrid grid{one.points};
    if constexpr (std::is_same_v<Kind, LinearCase>)
      injected_perturbations(one, grid, table);
    else
      injected_occupations(one, grid, model::ParabolicDispersion{}, table);
  };
  try {
    std::visit(evaluate, input);
  } catch (const InvalidInput& error) {
    if (std::string_view{error.what()}.empty()) return "an empty message from the injections";
  }
  return "";
}

std::string examine_case(const Case& input) {
  const std::string resolved = resolved_text(input);
  try {
    const Case again = parse_case(resolved, name);
    if (!(again == input)) return "the resolved text is another case:\n" + resolved;
    if (resolved_text(again) != resolved) return "the resolved text does not stay:\n" + resolved;
  } catch (const InvalidInput& error) {
    return std::string{"the resolved text is refused: "} + error.what() + "\n" + resolved;
  }
  return examine_evaluation(input);
}

}  // namespace

std::string examine(std::string_view text) {
  constexpr std::string_view mark = "formula ";
  if (text.starts_with(mark)) return examine_formula(std::string{text.substr(mark.size())});
  const std::vector<std::string> overrides = overrides_in(text);
  try {
    return examine_case(parse_case(text, name, overrides));
  } catch (const InvalidInput& error) {
    const std::string_view message = error.what();
    const bool says_where = message.find(name) != std::string_view::npos ||
                            message.find("--set") != std::string_view::npos;
    return says_where ? "" : "a message that does not say where: " + std::string{message};
  }
}

}  // namespace kapitza::fuzz
