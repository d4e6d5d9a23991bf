#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "kapitza/config/resolved_text.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "kapitza/kinds/case_kind.hpp"
#include "kapitza/kinds/micro/case.hpp"
#include "kapitza/kinds/read_case.hpp"

namespace kapitza::kinds {
namespace {

/// Random cases over every alternative that the plain structs have.
class RandomCase {
 public:
  BoltzmannCase operator()() {
    BoltzmannCase input;
    for (int l = 1; l <= 8; ++l) {
      if (coin()) input.coefficients[l] = magnitude() * (coin() ? 1 : -1);
    }
    input.coefficients[whole(2, 8)] = magnitude();
    const bool paper = coin(), upwind = paper || coin();
    if (paper || coin()) {
      input.momentum.scheme = MomentumScheme::Uniform;
      input.momentum.points = 2 * whole(4, 40);
    } else {
      if (coin()) input.momentum.points = 2 * whole(4, 40);
      input.momentum.accuracy = std::pow(10.0, -uniform(1.0, 9.0));
      if (coin()) input.momentum.breaks = {uniform(0.1, 1.0), uniform(1.0, 3.0)};
    }
    if (paper) {
      input.scheme = CollisionScheme::Paper;
      input.collision = {1e-5, 10 + magnitude(), 0.01, whole(300, 5000)};
      input.band = whole(2, 300);
    } else {
      input.collision.accuracy = std::pow(10.0, -uniform(1.0, 10.0));
      if (coin()) input.collision.tau_max = 10.0 + magnitude();
      if (coin()) input.collision.tau_step = uniform(0.01, 0.2);
      if (coin()) input.collision.lattice = whole(16, 5000);
    }
    input.left.source = side();
    if (coin()) {
      input.right.source = side();
    } else {
      input.right.source = Mirror{};
    }
    for (int i = whole(1, 6); i > 0; --i)
      input.Lambda.push_back(magnitude());
    if (upwind) {
      input.space.scheme = SpatialMethod::Upwind;
      input.space.points = {whole(3, 10)};
      for (int i = whole(0, 3); i > 0; --i)
        input.space.points.push_back(input.space.points.back() + whole(1, 9));
    } else {
      input.space.cells = whole(1, 50);
      input.space.nodes = whole(1, 8);
    }
    const bool march = upwind && (paper || coin());
    input.steady = {march ? boltzmann::SteadyMethod::March : boltzmann::SteadyMethod::Pseudo,
                    uniform(1e-14, 1e-2), whole(1, 99999)};
    if (coin()) input.output_file = text(12);
    if (coin()) input.checkpoint_interval = {magnitude()};
    return input;
  }

  MicroCase microscopic() {
    MicroCase input;
    input.coefficients[whole(2, 8)] = magnitude() * (coin() ? 1 : -1);
    input.left.source = side();
    if (coin())
      input.right.source = side();
    else
      input.right.source = Mirror{};
    MicroDefect& defect = input.defect;
    for (int i = whole(1, 4); i > 0; --i)
      (input.points % 4 == 0 ? defect.Lambda : defect.lambda).push_back(magnitude());
    for (int i = whole(1, 4); i > 0; --i)
      defect.length.push_back(10 * i + whole(0, 9));
    switch (whole(0, 2)) {
      case 0:
        defect.profile.text = "box";
        break;
      case 1:
        defect.profile.text = "1/(y^2 + " + std::to_string(magnitude() + 1e-3) + ")";
        break;
      default:
        defect.smoothing = std::min(magnitude(), 10.0);
    }
    defect.renormalised = {coin()};
    if (coin()) defect.renormalised.push_back(!defect.renormalised[0]);
    if (defect.renormalised == std::vector{false} && coin()) defect.A = -magnitude();
    input.sites.resize(coin() ? 1 : defect.length.size());
    for (int& sites : input.sites)
      sites = 2 * whole(8, 100000);
    input.ensemble = {whole(1, 999), whole(0, 999), whole(0, 999), 1, {}};
    MicroTime& time = input.time;
    time.order = coin() ? 2 : 4;
    if (coin()) time.step = uniform(0.01, 1);
    if (coin()) {
      time.start = FieldStart::Injected;
      for (int i = whole(1, 5); i > 0; --i)
        time.times.push_back((time.times.empty() ? 0 : time.times.back()) + magnitude());
    } else {
      input.reservoir = {whole(2, 9999), magnitude()};
      time.settle = magnitude();
      time.measure = magnitude();
      time.sample = magnitude();
      time.blocks = 2 * whole(2, 50);
      time.compare_half_step = coin();
      input.ensemble.ranks_per_realisation = whole(1, 9);
      if (coin()) input.ensemble.target = uniform(0.001, 1);
    }
    input.windows = whole(1, 99);
    if (coin()) input.planning = micro::Planning::Estimate;
    if (coin()) input.output_file = text(12);
    return input;
  }

 private:
  decltype(Injection::source) side() {
    switch (whole(0, 2)) {
      case 0:
        return FormulaSource{"1/(k^2 + " + std::to_string(magnitude() + 1e-3) + ")"};
      case 1:
        return model::ThermalState{magnitude(), -magnitude()};
      default:
        return TableSource{"/folder/" + text(9), coin() ? text(5) : ""};
    }
  }
  /// Letters that need escapes among them; no separators, which a path would normalise, and nothing blank.
  std::string text(int length) {
    constexpr std::string_view letters = "abcXYZ0189_-+\"\\'#=[]{}\t";
    std::string result = "x";
    for (int i = 0; i < length; ++i)
      result += letters[static_cast<std::size_t>(whole(0, static_cast<int>(letters.size()) - 1))];
    return result;
  }
  int whole(int low, int high) { return std::uniform_int_distribution{low, high}(random_); }
  double uniform(double low, double high) {
    return std::uniform_real_distribution{low, high}(random_);
  }
  double magnitude() { return std::exp(uniform(-9.0, 9.0)); }
  bool coin() { return whole(0, 1) == 1; }

  std::mt19937_64 random_{11};
};

TEST(ResolvedText, ReadsBackToTheSameCaseWhateverItHolds) {
  RandomCase random;
  for (int trial = 0; trial < 300; ++trial) {
    const BoltzmannCase input = random();
    const std::string text = config::resolved_text("boltzmann", boltzmann_keys().resolved(input));
    EXPECT_EQ(CaseKind<BoltzmannCase>::input_of(*parse_case(text, "case.toml")), input) << text;
  }
}

TEST(ResolvedText, ReadsBackToTheSameMicroscopicCaseWhateverItHolds) {
  RandomCase random;
  for (int trial = 0; trial < 300; ++trial) {
    const MicroCase input = random.microscopic();
    const std::string text = config::resolved_text("micro", micro_keys().resolved(input));
    EXPECT_EQ(CaseKind<MicroCase>::input_of(*parse_case(text, "case.toml")), input) << text;
  }
}

}  // namespace
}  // namespace kapitza::kinds
