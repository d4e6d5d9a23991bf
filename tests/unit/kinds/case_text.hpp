#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "kapitza/kinds/case_kind.hpp"
#include "kapitza/kinds/linear/case.hpp"
#include "kapitza/kinds/micro/case.hpp"
#include "kapitza/kinds/read_case.hpp"
#include "kapitza/kinds/relaxation/case.hpp"

namespace kapitza::kinds::testing {

/// The shortest valid input; tests append to it or bend it.
inline constexpr std::string_view shortest = R"toml(kind = "boltzmann"
[interaction]
coefficients = { "3" = 6.0 }
[injection]
left = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"
[defect]
Lambda = [0.05, 0.5, 1, 2]
)toml";

/// The same of kind "linear".
inline constexpr std::string_view shortest_linear = R"toml(kind = "linear"
[interaction]
coefficients = { "3" = 6.0 }
[background]
thermal = { beta = 1.0, mu = -1 }
[perturbation]
left = "sin(k)"
[defect]
Lambda = [0.1, 1]
)toml";

/// The same of kind "micro".
inline constexpr std::string_view shortest_micro = R"toml(kind = "micro"
[interaction]
coefficients = { "3" = 6.0 }
[injection]
left = "1/(k^2 + 1)"
[defect]
Lambda = 0.05
length = 250
[lattice]
sites = 4096
[reservoir]
width = 800
rate = 0.02
[time]
settle = 15000
measure = 60000
[ensemble]
realisations = 2
)toml";

/// The same of kind "relaxation".
inline constexpr std::string_view shortest_relaxation = R"toml(kind = "relaxation"
[interaction]
coefficients = { "3" = 6.0 }
lambda = 0.01
[initial]
occupation = "1/(k^2 + 1)"
[time]
end = 100
[ensemble]
realisations = 10
)toml";

/// The C that a text describes.
template <class C>
C parsed_as(std::string_view text, const std::vector<std::string>& overrides = {},
            std::string_view name = "case.toml") {
  return CaseKind<C>::input_of(*parse_case(text, name, overrides));
}

inline MicroCase parsed_micro(std::string_view text,
                              const std::vector<std::string>& overrides = {}) {
  return parsed_as<MicroCase>(text, overrides);
}

inline LinearCase parsed_linear(std::string_view text,
                                const std::vector<std::string>& overrides = {}) {
  return parsed_as<LinearCase>(text, overrides);
}

inline BoltzmannCase parsed(std::string_view text, const std::vector<std::string>& overrides = {}) {
  return parsed_as<BoltzmannCase>(text, overrides);
}

/// What is wrong with an input, or a sentence that no test expects.
inline std::string complaint(std::string_view text,
                             const std::vector<std::string>& overrides = {}) {
  try {
    parse_case(text, "case.toml", overrides);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "(accepted)";
}

/// An input with one piece of text exchanged.
inline std::string with(std::string_view old_piece, std::string_view new_piece,
                        std::string_view input = shortest) {
  std::string text{input};
  return text.replace(text.find(old_piece), old_piece.size(), new_piece);
}

}  // namespace kapitza::kinds::testing
