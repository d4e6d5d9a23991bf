// The field is given on all sites; each rank passes its share of them to Observables. The reference cuts windows out of the
// whole field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/measuring/observables.hpp"
#include "kapitza/micro/measuring/windowed_occupation.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {
namespace {

using testing::HasSubstr;
using testing::Property;
using testing::Throws;

constexpr int N = 150, K = 16, windows = 15;

// Shares of very different size, one of them empty on three ranks or more.
class UnevenShares final : public ModeTransform {
 public:
  explicit UnevenShares(const Communicator& comm) {
    const std::vector<int> ends = comm.size() == 1   ? std::vector{0, N}
                                  : comm.size() == 2 ? std::vector{0, 42, N}
                                  : comm.size() == 3 ? std::vector{0, 25, 25, N}
                                                     : std::vector{0, 25, 25, 104, N};
    first_ = ends[static_cast<std::size_t>(comm.rank())];
    local_ = ends[static_cast<std::size_t>(comm.rank()) + 1] - first_;
  }
  std::int64_t sites() const noexcept override { return N; }
  std::int64_t first_site() const noexcept override { return first_; }
  std::int64_t local_sites() const noexcept override { return local_; }
  std::size_t storage() const noexcept override { return static_cast<std::size_t>(local_); }
  std::span<const std::int64_t> modes() const noexcept override { return {}; }
  void to_modes(Complex*, Complex*) override {}
  void to_sites(Complex*, Complex*) override {}
  std::string plans() const override { return {}; }

 private:
  std::int64_t first_, local_;
};

class ObservablesOnRanks : public testing::Test {
 protected:
  ObservablesOnRanks() {
    system.sites = N;
    system.damping = {N - 10, std::vector<double>(21, 0.1)};     // 140 .. 10
    system.defect.profile = {70, std::vector<double>(10, 1.0)};  // 70 .. 79
    std::mt19937 random{3};
    std::normal_distribution<double> normal;
    for (int x = 0; x < N; ++x)
      whole.emplace_back(normal(random), normal(random) + 0.5 * std::cos(0.9 * x));
  }

  Observables observables(int points = K) {
    return {system, dispersion, points, windows, shares, world};
  }
  std::vector<Complex> local() const {
    const auto begin = whole.begin() + shares.first_site();
    return {begin, begin + shares.local_sites()};
  }
  std::vector<double> sample_of(Observables& measured) {
    std::vector<double> sample(world.root() ? measured.layout().size : 0);
    measured.measure(local(), sample);
    return sample;
  }
  // n(k) in the window whose centre is at `position` relative to the middle of the ring.
  std::vector<double> reference(double position) const {
    const auto first = static_cast<int>(std::lround(position + N / 2 - 0.5 * (K - 1)));
    std::vector<Complex> psi;
    for (int x = first; x < first + K; ++x)
      psi.push_back(whole[static_cast<std::size_t>((x + N) % N)]);
    std::vector<double> n(K);
    WindowedOccupation{K}.measure(psi, n);
    return n;
  }

  const Communicator world = Communicator::world();
  UnevenShares shares{world};
  System system;
  model::ParabolicDispersion dispersion;
  std::vector<Complex> whole;
};

TEST_F(ObservablesOnRanks, FindTheWindowsAcrossRanksAndJoint) {
  Observables measured = observables();
  EXPECT_EQ(measured.left_position(), 32 + 7.5 - 75);    // of 11 .. 69: 32 .. 47
  EXPECT_EQ(measured.right_position(), 102 + 7.5 - 75);  // of 80 .. 139: 102 .. 117
  EXPECT_NEAR(measured.wigner_positions()[0], N / 30.0 - 75, 0.5);
  EXPECT_NEAR(measured.wigner_positions()[14], N * 29 / 30.0 - 75, 0.5);

  const std::vector<double> sample = sample_of(measured);
  if (!world.root()) return;
  const auto part = [&](std::size_t offset) {
    return std::vector<double>(sample.begin() + static_cast<std::ptrdiff_t>(offset),
                               sample.begin() + static_cast<std::ptrdiff_t>(offset + K));
  };
  EXPECT_EQ(part(measured.layout().left), reference(measured.left_position()));
  EXPECT_EQ(part(measured.layout().right), reference(measured.right_position()));
  for (std::size_t j = 0; j < windows; ++j)
    EXPECT_EQ(part(measured.layout().wigner + j * K), reference(measured.wigner_positions()[j]));
}

TEST_F(ObservablesOnRanks, SumTheCurrentsAndTheDensity) {
  Observables measured = observables();
  const std::vector<double> sample = sample_of(measured);
  if (!world.root()) return;
  const model::MomentumGrid grid{K};
  const auto& at = measured.layout();
  double number[2] = {}, energy[2] = {};
  for (const std::size_t side : {0, 1}) {
    const std::vector<double> n =
        reference(side == 0 ? measured.left_position() : measured.right_position());
    double outgoing = 0;
    for (int i = 0; i < K; ++i) {
      const double k = grid[i], flux = 2 * k * n[static_cast<std::size_t>(i)] / K;
      number[side] += flux;
      energy[side] += k * k * flux;
      if (side == 0 ? k < 0 : k > 0) outgoing += std::abs(flux);
    }
    EXPECT_NEAR(sample[at.current + side], number[side], 1e-13);
    EXPECT_NEAR(sample[at.current + 2 + side], energy[side], 1e-12);
    EXPECT_NEAR(sample[at.outgoing + side], outgoing, 1e-13);
  }
  EXPECT_NEAR(sample[at.imbalance], number[0] - number[1], 1e-13);
  EXPECT_NEAR(sample[at.imbalance + 1], energy[0] - energy[1], 1e-12);
  double density = 0;
  for (const Complex& psi : whole)
    density += std::norm(psi) / N;
  EXPECT_NEAR(sample[at.density], density, 1e-13);
}

TEST_F(ObservablesOnRanks, NameTheFirstSiteThatIsNotFiniteEverywhere) {
  whole[130] = std::numeric_limits<double>::infinity();
  whole[99] = {0, std::numeric_limits<double>::quiet_NaN()};
  Observables measured = observables();
  EXPECT_THAT([&] { sample_of(measured); },
              Throws<NumericalFailure>(Property(&NumericalFailure::what, HasSubstr("site 99"))));
  whole[99] = 1e200;  // finite, but not its square
  EXPECT_THAT([&] { measured.density(local()); },
              Throws<NumericalFailure>(Property(&NumericalFailure::what, HasSubstr("site 99"))));
}

TEST_F(ObservablesOnRanks, RefuseALeadShorterThanTheWindow) {
  EXPECT_NO_THROW(observables(58));
  EXPECT_THAT(
      [&] { observables(60); },
      Throws<InvalidInput>(Property(&InvalidInput::what, HasSubstr("the left lead has 59 sites"))));
}

}  // namespace
}  // namespace kapitza::micro
