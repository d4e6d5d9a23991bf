#include "fuzz/examine.hpp"

#include <cmath>
#include <memory>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/config/formula.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "kapitza/kinds/case_kind.hpp"
#include "kapitza/kinds/linear/case.hpp"
#include "kapitza/kinds/micro/case.hpp"
#include "kapitza/kinds/read_case.hpp"

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

/// The injections of a C, which are evaluated later, on grids; files that they name do not exist.
template <class C>
void sample(const kinds::Case& some) {
  const C* held = kinds::CaseKind<C>::input_if(some);
  if (held == nullptr) return;
  const C& input = *held;
  const model::MomentumGrid grid{64};
  if constexpr (std::is_same_v<C, kinds::LinearCase>)
    kinds::sampled(input.left, input.right, grid);
  else
    kinds::sampled(input.left, input.right, grid, model::ParabolicDispersion{});
}

std::string examine_evaluation(const kinds::Case& input) {
  try {
    sample<kinds::BoltzmannCase>(input);
    sample<kinds::LinearCase>(input);
    sample<kinds::MicroCase>(input);
  } catch (const InvalidInput& error) {
    if (std::string_view{error.what()}.empty()) return "an empty message from the injections";
  }
  return "";
}

std::string examine_case(const kinds::Case& input) {
  const std::string resolved = input.resolved_text();
  try {
    const auto again = kinds::parse_case(resolved, name);
    if (!(*again == input)) return "the resolved text is another case:\n" + resolved;
    if (again->resolved_text() != resolved) return "the resolved text does not stay:\n" + resolved;
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
    return examine_case(*kinds::parse_case(text, name, overrides));
  } catch (const InvalidInput& error) {
    const std::string_view message = error.what();
    const bool says_where = message.find(name) != std::string_view::npos ||
                            message.find("--set") != std::string_view::npos;
    return says_where ? "" : "a message that does not say where: " + std::string{message};
  }
}

}  // namespace kapitza::fuzz
