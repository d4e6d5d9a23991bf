#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case_text.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "kapitza/kinds/registry.hpp"

namespace kapitza::kinds {
namespace {

using ::testing::HasSubstr;
using testing::parsed;
using testing::shortest;

std::string resolved_text(const BoltzmannCase& input) {
  return config::resolved_text("boltzmann", boltzmann_keys().resolved(input));
}
std::string resolved_text(const LinearCase& input) {
  return config::resolved_text("linear", linear_keys().resolved(input));
}
std::string resolved_text(const RelaxationCase& input) {
  return config::resolved_text("relaxation", relaxation_keys().resolved(input));
}
std::string resolved_text(const MicroCase& input) {
  return config::resolved_text("micro", micro_keys().resolved(input));
}

TEST(ResolvedText, ReadsBackToTheSameCase) {
  for (const std::vector<std::string>& overrides :
       {std::vector<std::string>{},
        {"space={scheme=\"upwind\", points=[11, 21]}", "steady.method=march",
         "collision.scheme=paper"},
        {"collision={accuracy=3.7e-7, tau_max=31.1, tau_step=0.1, lattice=768}"},
        {"injection.right={file=\"some folder/\\\"n\\\".h5\", dataset=\"a/b\"}"},
        {"injection.left={file=\"m\\u00fcde.txt\"}", "output.file=a\\b 'c'.h5"},
        {"injection.left={thermal={beta=0.1, mu=-3e-9}}", "injection.right=1/(k^2 + 1)",
         "checkpoint.every=90s"},
        {"time.times=[0, 0.1, 2.5]", "time.initial=1 + sin(k)/2", "defect.Lambda=1"},
        {"time.end=3", "time.tolerance=1e-7", "time.initial={thermal={beta=1, mu=-2}}",
         "time.stationary=false", "space.cells=5", "defect.Lambda=0.1"},
        {"interaction.coefficients={1=-18, 2=0.1, 3=6e-300}", "defect.Lambda=[1e22, 0.1, 3]"}}) {
    const auto first = parsed(shortest, overrides);
    const std::string text = resolved_text(first);
    const auto second = testing::parsed_as<BoltzmannCase>(text, {}, "elsewhere/resolved.toml");
    EXPECT_EQ(first, second) << text;
    EXPECT_EQ(resolved_text(second), text);
  }
}

TEST(ResolvedText, OfALinearCaseReadsBackToTheSameCase) {
  for (const std::vector<std::string>& overrides :
       {std::vector<std::string>{},
        {"collision={accuracy=3.7e-7, tau_max=31.1, tau_step=0.1, lattice=768}", "scan.mu=-0.3"},
        {"perturbation.right={file=\"some folder/n.h5\", dataset=\"a/b\"}", "output.file=a.h5"},
        {"background.thermal={beta=0.1, mu=-3e-9}", "perturbation.left=-k^2",
         "scan.mu=[-0.1, -1e5]", "space.profile_points=0", "checkpoint.every=never"}}) {
    const auto first = testing::parsed_linear(testing::shortest_linear, overrides);
    const std::string text = resolved_text(first);
    const auto second = testing::parsed_as<LinearCase>(text, {}, "elsewhere/resolved.toml");
    EXPECT_EQ(first, second) << text;
    EXPECT_EQ(resolved_text(second), text);
    for (const config::Key& key : catalogue().find("linear").keys)
      EXPECT_THAT(text, HasSubstr(std::string{key.name})) << key.path();
  }
}

TEST(ResolvedText, OfAMicroscopicCaseReadsBackToTheSameCase) {
  for (const std::vector<std::string>& overrides :
       {std::vector<std::string>{},
        {"defect={lambda=[0, 1e-9], length=[100, 200], profile=\"box\", A=-3.5}",
         "lattice.sites=[1000, 2000]", "time.step=0.0999999999999999"},
        {"defect.renormalised=[true, false]", "defect.profile=exp(-(y/2)^2)", "ensemble.seed=5",
         "output.file=a.h5", "ensemble.target=0.01"},
        {"time={start=\"injected\", times=[0, 3.3]}", "reservoir={}", "ensemble.first=3"},
        {"ensemble.first=3", "fft.planning=estimate", "wigner.windows=1", "time.blocks=4",
         "time.compare_half_step=true", "time.order=4", "time.sample=0.3"}}) {
    const auto first = testing::parsed_micro(testing::shortest_micro, overrides);
    const std::string text = resolved_text(first);
    const auto second = testing::parsed_as<MicroCase>(text, {}, "elsewhere/resolved.toml");
    EXPECT_EQ(first, second) << text;
    EXPECT_EQ(resolved_text(second), text);
    for (const config::Key& key : catalogue().find("micro").keys)
      EXPECT_THAT(text, HasSubstr(std::string{key.name})) << key.path();
  }
}

TEST(ResolvedText, OfARelaxingLatticeReadsBackToTheSameCase) {
  for (const std::vector<std::string>& overrides :
       {std::vector<std::string>{},
        {"interaction.lambda=[0.1, -0.1]", "time.end=[3.3, 1e5]", "ensemble.realisations=[2, 3]",
         "collision.resummation=sum", "collision.next_tau_max=3.7"},
        {"collision={order=\"leading\", tau_max=31.1}", "time.measured=[0.1, 0.9]",
         "time.step=0.0999999999999999", "fft.planning=estimate", "checkpoint.every=never"}}) {
    const auto first = testing::parsed_as<RelaxationCase>(testing::shortest_relaxation, overrides);
    const std::string text = resolved_text(first);
    const auto second = testing::parsed_as<RelaxationCase>(text, {}, "elsewhere/resolved.toml");
    EXPECT_EQ(first, second) << text;
    EXPECT_EQ(resolved_text(second), text);
    for (const config::Key& key : catalogue().find("relaxation").keys)
      EXPECT_THAT(text, HasSubstr(std::string{key.name})) << key.path();
  }
}

TEST(ResolvedText, NamesEveryKeyInForceOrNot) {
  const std::string text = resolved_text(parsed(shortest)),
                    with_next = resolved_text(
                        parsed(shortest, {"defect.length=1000", "collision.order=next"}));
  const auto sets = [](const std::string& resolved, const config::Key& key) {
    return ("\n" + resolved).find("\n" + std::string{key.name} + " = ") != std::string::npos;
  };
  for (const config::Key& key : catalogue().find("boltzmann").keys) {
    const bool in_force = sets(text, key);
    const bool absent = text.find("# " + std::string{key.name} + ": ") != std::string::npos;
    EXPECT_TRUE(in_force || absent) << key.path();
    if (!key.fallback.starts_with('(')) {
      EXPECT_TRUE(in_force || sets(with_next, key)) << key.path() << " has a default";
    }
  }
  EXPECT_THAT(text, HasSubstr("\n[steady]\nmethod = \"pseudo\"\n"));
}

std::vector<std::string> differing(const std::vector<std::string>& one,
                                   const std::vector<std::string>& other) {
  std::vector<std::string> keys;
  for (const config::Difference& found : config::differences(
           resolved_text(parsed(shortest, one)), resolved_text(parsed(shortest, other))))
    keys.push_back(found.key);
  return keys;
}

TEST(Differences, NameEveryKeyThatMakesAnotherCaseAndNoOther) {
  EXPECT_THAT(differing({}, {}), ::testing::IsEmpty());
  EXPECT_THAT(differing({}, {"output.file=a.h5", "checkpoint.every=1s"}), ::testing::IsEmpty());
  EXPECT_THAT(differing({}, {"momentum.points=64", "defect.Lambda=[1, 2]"}),
              ::testing::ElementsAre("defect.Lambda", "momentum.points"));
  EXPECT_THAT(differing({"collision.tau_max=20"}, {}), ::testing::ElementsAre("collision.tau_max"));
  EXPECT_THAT(differing({}, {"injection.right=1/(k^2 + 1)"}),
              ::testing::ElementsAre("injection.right"));
}

TEST(Differences, GiveBothValues) {
  const auto found = config::differences(
      resolved_text(parsed(shortest)), resolved_text(parsed(shortest, {"collision.tau_max=20.0"})));
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].first, "(chosen from accuracy; 130 if scheme = \"paper\")");
  EXPECT_EQ(found[0].second, "20.0");
  const auto kinds =
      config::differences(resolved_text(parsed(shortest)),
                          resolved_text(testing::parsed_linear(testing::shortest_linear)));
  EXPECT_THAT(kinds, ::testing::Contains(::testing::Field(&config::Difference::key, "kind")));
}

TEST(ResolvedText, IsAscii) {
  const auto text = resolved_text(parsed(shortest, {"injection.left={file=\"m\\u00fcde.txt\"}"}));
  for (const char c : text)
    EXPECT_LT(static_cast<unsigned char>(c), 0x80);
  EXPECT_THAT(text, HasSubstr("m\\u00FCde.txt"));
}

}  // namespace
}  // namespace kapitza::kinds
