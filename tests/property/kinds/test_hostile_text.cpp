#include <gtest/gtest.h>

#include <array>
#include <random>

#include "kapitza/base/error.hpp"
#include "kapitza/kinds/read_case.hpp"

namespace kapitza::kinds {
namespace {

constexpr std::string_view valid = R"toml(kind = "boltzmann"  # a case
[momentum]
points = 8
[interaction]
coefficients = { "3" = 6.0, "2" = -1e-3 }
[collision]
accuracy = 1e-6
tau_max = 32.0
[injection]
left = "0.15 + 1.6*exp(-((abs(k) - 1.2)/0.4)^2)"
right = { thermal = { beta = 0.5, mu = -0.3 } }
[defect]
Lambda = [0.05, 1, 2]
[space]
scheme = 'upwind'
points = [11, 21, 41]
[steady]
method = """march"""
)toml";

constexpr std::string_view valid_linear = R"toml(kind = "linear"
momentum.points = 8
[interaction]
coefficients = { "3" = 6.0 }
[background]
thermal = { beta = 1.0, mu = -1.0 }
[perturbation]
left = "sin(k)"
right = { file = "n.h5", dataset = "n" }
[defect]
Lambda = [0.05, 1, 2]
[space]
profile_points = 3
[scan]
mu = [-0.1, -10.0]
)toml";

constexpr std::string_view valid_micro = R"toml(kind = "micro"
momentum.points = 8
[interaction]
coefficients = { "3" = 6.0 }
[injection]
left = "1/(k^2 + 1)"
[defect]
lambda = [0, 0.1]
length = [250, 500]
profile = "exp(-y^2)"
renormalised = [false, true]
[lattice]
sites = [4096, 8192]
[reservoir]
width = 800
rate = 0.02
[time]
settle = 0
measure = 6e4
compare_half_step = true
[ensemble]
realisations = 2
target = 1e-3
)toml";

constexpr std::string_view valid_relaxation = R"toml(kind = "relaxation"
[momentum]
points = 64
[interaction]
coefficients = { "3" = 6.0 }
lambda = [0.02, -0.01]
[collision]
resummation = "pade"
next_tau_max = 8
[initial]
occupation = "0.5 + 0.3*cos(k - 0.7)"
[lattice]
sites = 512
[time]
end = [60, 100]
measured = [0.25, 0.75]
[ensemble]
realisations = [20, 30]
)toml";

constexpr std::string_view alphabet =
    "\"'#=[]{},.\\\n\t -+_0123456789einfatrukx(|)^*/\"\"\"'''\xC3\xBC";

/// Accepted, or refused by InvalidInput with a message: whatever else happens fails the test or ends the program.
void expect_answer(const std::string& text) {
  try {
    parse_case(text, "case.toml");
  } catch (const InvalidInput& error) {
    EXPECT_STRNE(error.what(), "") << text;
  }
}

TEST(HostileText, MutationsAreAcceptedOrRefusedButNeverMore) {
  std::mt19937_64 random{97};
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>{0, n - 1}(random);
  };
  constexpr std::array texts{valid, valid_linear, valid_micro, valid_relaxation};
  for (std::size_t trial = 0; trial < 6000; ++trial) {
    std::string text{texts[trial % texts.size()]};
    for (std::size_t change = 0, changes = 1 + below(4); change < changes; ++change) {
      const std::size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text[at] = alphabet[below(alphabet.size())];
          break;
        case 1:
          text.insert(at, 1, alphabet[below(alphabet.size())]);
          break;
        case 2:
          text.erase(at, 1 + below(8));
          break;
        default:
          text.insert(at, text.substr(below(text.size()), below(30)));
          break;
      }
    }
    expect_answer(text);
  }
}

TEST(HostileText, EveryTruncationIsAcceptedOrRefused) {
  for (const std::string_view text : {valid, valid_linear, valid_micro, valid_relaxation})
    for (std::size_t size = 0; size < text.size(); ++size)
      expect_answer(std::string{text.substr(0, size)});
}

TEST(HostileText, DeepNestingIsRefused) {
  const std::string deep = "a = " + std::string(20000, '[') + std::string(20000, ']');
  EXPECT_THROW(parse_case(deep, "case.toml"), InvalidInput);
  std::string formula = "kind = \"boltzmann\"\n[injection]\nleft = \"";
  formula += std::string(3000, '(') + "1" + std::string(3000, ')') + "\"\n";
  EXPECT_THROW(parse_case(formula, "case.toml"), InvalidInput);  // at the least, keys are missing
}

}  // namespace
}  // namespace kapitza::kinds
