// The defaults of every key: what `kapitza keys` prints, and what an input gets that leaves the key out. The tables below are
// the contract; no other test repeats their numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <sstream>

#include "case_text.hpp"
#include "kapitza/kinds/registry.hpp"

namespace kapitza::kinds {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view nothing = "";

struct Default {
  std::string path;
  std::string listed;                    ///< "default: 2", or what its absence means
  std::string in_force{listed_value()};  ///< of the shortest input, as it is listed; or nothing

  std::string_view listed_value() const {
    constexpr std::string_view before = "default: ";
    return listed.starts_with(before) ? std::string_view{listed}.substr(before.size()) : nothing;
  }
};

struct Kind {
  std::string name;
  std::string_view shortest;
  std::vector<Default>
      defaults;  ///< of every key that is not required, in the order of the listing
};

void PrintTo(const Kind& kind, std::ostream* out) {
  *out << kind.name;
}

const Kind micro{"micro",
                 testing::shortest_micro,
                 {{"momentum.points", "default: 256"},
                  {"injection.right", "default: \"mirror\""},
                  {"defect.Lambda", "given by lambda", "0.05"},  // the one that the input gives
                  {"defect.lambda", "given by Lambda"},
                  {"defect.profile", "default: \"smooth\""},
                  {"defect.smoothing", "default: 0.05"},
                  {"defect.renormalised", "default: false"},
                  {"defect.A", "0, or -U(rho_in) if renormalised"},
                  {"time.start", "default: \"empty\""},
                  {"time.step", "the largest round number that is safe"},
                  {"time.order", "default: 2"},
                  {"time.sample", "default: 25"},
                  {"time.blocks", "default: 32"},
                  {"time.compare_half_step", "default: false"},
                  {"ensemble.seed", "default: 0"},
                  {"ensemble.first", "default: 0"},
                  {"ensemble.ranks_per_realisation", "default: 1"},
                  {"ensemble.target", "all realisations are computed"},
                  {"wigner.windows", "default: 32"},
                  {"fft.planning", "default: \"measure\""},
                  {"output.file", "the case's name with .h5"},
                  {"checkpoint.every", "default: \"10min\""}}};

const Kind boltzmann{
    "boltzmann",
    testing::shortest,
    {{"momentum.scheme", "default: \"panels\""},
     {"momentum.points", "chosen from accuracy; 128 if scheme = \"uniform\""},
     {"momentum.accuracy", "default: 0.0001"},
     {"momentum.breaks", "where a formula jumps"},
     {"momentum.estimate", "default: true"},
     {"collision.scheme", "default: \"fast\""},
     {"collision.accuracy", "default: 1e-5"},
     {"collision.tau_max", "chosen from accuracy; 130 if scheme = \"paper\""},
     {"collision.tau_step", "chosen from accuracy; 0.03 if scheme = \"paper\""},
     {"collision.lattice", "chosen from accuracy; 4096 if scheme = \"paper\""},
     {"collision.band", "256 if scheme = \"paper\""},
     {"collision.order", "default: \"leading\""},
     {"collision.resummation", "default: \"pade_by_momentum\"", ""},
     {"collision.next_tau_max", "default: 24", ""},
     {"collision.next_tau_step", "default: 0.1", ""},
     {"collision.next_points", "default: 12", ""},
     {"injection.right", "default: \"mirror\""},
     {"defect.Lambda", "given by lambda", "[0.05, 0.5, 1.0, 2.0]"},  // the one that the input gives
     {"defect.lambda", "given by Lambda"},
     {"defect.length", "infinite: the scaling limit"},
     {"defect.profile", "\"smooth\" if there is a length"},
     {"defect.smoothing", "0.05 if profile = \"smooth\""},
     {"defect.renormalised", "false if there is a length"},
     {"space.scheme", "default: \"dg\""},
     {"space.accuracy", "default: 0.0001"},
     {"space.cells", "chosen for each Lambda; 12 if nodes are given"},
     {"space.nodes", "3"},
     {"space.points", "required if scheme = \"upwind\""},
     {"steady.method", "default: \"pseudo\""},
     {"steady.tolerance", "default: 1e-10"},
     {"steady.max_steps", "500 if method = \"pseudo\", 1000000 if \"march\"", "500"},
     {"time.end", "the last of the times; without these no evolution in time"},
     {"time.times", "0, end/64, end/32, .., end"},
     {"time.tolerance", "1e-4"},
     {"time.max_steps", "100000"},
     {"time.initial", "what is injected, continued into the defect"},
     {"time.stationary", "true"},
     {"output.file", "the case's name with .h5"},
     {"checkpoint.every", "default: \"10min\""}}};

const Kind linear{"linear",
                  testing::shortest_linear,
                  {{"momentum.scheme", "default: \"panels\""},
                   {"momentum.points", "chosen from accuracy; 256 if scheme = \"uniform\""},
                   {"momentum.accuracy", "default: 1e-5"},
                   {"momentum.breaks", "where a formula jumps"},
                   {"momentum.estimate", "default: true"},
                   {"collision.accuracy", "default: 1e-6"},
                   {"collision.tau_max", "chosen from accuracy"},
                   {"collision.tau_step", "chosen from accuracy"},
                   {"collision.lattice", "chosen from accuracy"},
                   // Given by the input, which has no scan.
                   {"perturbation.left", "required; 0 if there is a [scan]", "\"sin(k)\""},
                   {"perturbation.right", "default: \"0\""},
                   {"space.profile_points", "default: 33"},
                   {"scan.mu", "no scan"},
                   {"output.file", "the case's name with .h5"},
                   {"checkpoint.every", "default: \"10min\""}}};

const Kind relaxation{"relaxation",
                      testing::shortest_relaxation,
                      {{"momentum.points", "default: 128"},
                       {"lattice.sites", "default: 4096"},
                       {"collision.accuracy", "default: 0.0001"},
                       {"collision.tau_max", "chosen from accuracy"},
                       {"collision.tau_step", "chosen from accuracy"},
                       {"collision.lattice", "chosen from accuracy"},
                       {"collision.order", "default: \"next\""},
                       {"collision.resummation", "default: \"pade_by_momentum\""},
                       {"collision.next_tau_max", "default: 8"},
                       {"collision.next_tau_step", "default: 0.05"},
                       {"time.step", "the largest round number that is safe"},
                       {"time.order", "default: 2"},
                       {"time.measured", "default: [0.0, 0.5, 1.0]"},
                       {"time.tolerance", "default: 1e-6"},
                       {"ensemble.seed", "default: 0"},
                       {"fft.planning", "default: \"measure\""},
                       {"output.file", "the case's name with .h5"},
                       {"checkpoint.every", "default: \"10min\""}}};

/// What `kapitza keys` prints in brackets after each key that is not required.
std::vector<std::pair<std::string, std::string>> listing(const std::string& kind) {
  std::istringstream lines{
      config::describe_keys(catalogue().kind_key(), catalogue().find(kind).keys)};
  const std::regex heading{R"(\[(\w+)\])"}, key{R"((\w+)  \((.*)\))"};
  std::vector<std::pair<std::string, std::string>> found;
  std::string table;
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, heading)) table = match[1].str() + ".";
    if (std::regex_match(line, match, key) && match[2] != "required")
      found.emplace_back(table + match[1].str(), match[2]);
  }
  return found;
}

/// The values that `kapitza check` prints for an input.
std::map<std::string, std::string> in_force(std::string_view input,
                                            const std::vector<std::string>& overrides = {}) {
  return config::values_of(parse_case(input, "case.toml", overrides)->resolved_text());
}

class Defaults : public ::testing::TestWithParam<Kind> {};

TEST_P(Defaults, AreListedForEveryKey) {
  const auto printed = listing(GetParam().name);
  const std::vector<Default>& defaults = GetParam().defaults;
  ASSERT_EQ(printed.size(), defaults.size());
  for (std::size_t i = 0; i < printed.size(); ++i)
    EXPECT_EQ(printed[i], (std::pair{defaults[i].path, defaults[i].listed}));
}

TEST_P(Defaults, AreWhatTheShortestInputGets) {
  const auto values = in_force(GetParam().shortest);
  for (const Default& key : GetParam().defaults) {
    const auto value = values.find(key.path);
    EXPECT_EQ(value == values.end() ? nothing : config::brief_default(value->second), key.in_force)
        << key.path;
  }
}

TEST_P(Defaults, GiveTheSameCaseWhenWrittenOut) {
  const Kind& kind = GetParam();
  std::vector<std::string> settings;
  for (const Default& key : kind.defaults)
    if (key.listed.starts_with("default: ") &&
        !key.in_force.empty())  // another belongs to the choice of another key
      settings.push_back(key.path + "=" + std::string{key.listed_value()});
  EXPECT_EQ(in_force(kind.shortest, settings), in_force(kind.shortest));
}

INSTANTIATE_TEST_SUITE_P(Kinds, Defaults, ::testing::Values(micro, boltzmann, linear, relaxation),
                         [](const auto& test) { return test.param.name; });

TEST(Defaults, OfAChoiceAreWhatItGets) {
  const auto paper = in_force(
      testing::shortest,
      {"collision.scheme=paper", "space={scheme=\"upwind\", points=11}", "steady.method=march"});
  for (const auto& [path, meaning] : listing("boltzmann")) {
    if (!meaning.ends_with(" if scheme = \"paper\"")) continue;
    const std::string value = config::brief_default(paper.at(path));
    EXPECT_THAT(" " + meaning, HasSubstr(" " + value + " if scheme")) << path;
  }
  EXPECT_EQ(paper.at("steady.max_steps"), "1000000");
  const std::string scan{testing::with("[perturbation]\nleft = \"sin(k)\"", "[scan]\nmu = -1",
                                       testing::shortest_linear)};
  EXPECT_EQ(in_force(scan).at("perturbation.left"), "\"0\"");
}

}  // namespace
}  // namespace kapitza::kinds
