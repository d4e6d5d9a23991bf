// Statistics of the coloured noise. Seeds are fixed; z-scores beyond 5.6 have a probability of 2e-8 each for correct noise,
// so that a test of up to 50 of them would fail for one seed in a million.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/noise.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {
namespace {

constexpr int M = 128;
constexpr std::int64_t region = 96;
constexpr int draws = 20000;
constexpr double bound = 5.6;

// Different to the left and right of k = 0, as the injections of two leads are.
std::vector<double> spectrum() {
  std::vector<double> s;
  const model::MomentumGrid grid{M};
  for (const double k : grid.points())
    s.push_back(k > 0 ? 1.2 + 0.5 * std::cos(k) + 0.3 * std::sin(2 * k) : 0.2 - 0.1 * std::sin(k));
  return s;
}

/// (15) on the embedding: (1/M) sum_k s(k) e^{ikr}.
Complex correlation(std::int64_t r) {
  const model::MomentumGrid grid{M};
  const std::vector<double> s = spectrum();
  Complex C = 0;
  for (int i = 0; i < M; ++i)
    C += s[static_cast<std::size_t>(i)] * std::polar(1.0 / M, grid[i] * static_cast<double>(r));
  return C;
}

ColouredNoise make_noise(std::vector<double> s) {
  return {31, std::move(s), region, serial_transform(M, Planning::Estimate)};
}

/// Mean over independent draws, with z-scores of its parts.
struct Average {
  Complex sum = 0;
  double real_squares = 0, imaginary_squares = 0;

  void add(Complex value) {
    sum += value;
    real_squares += value.real() * value.real();
    imaginary_squares += value.imag() * value.imag();
  }
  double score(Complex expected) const {
    const Complex mean = sum / double{draws};
    const auto error = [](double squares, double part) {
      return std::sqrt((squares / draws - part * part) / draws) + 1e-15;
    };
    return std::max(
        std::abs(mean.real() - expected.real()) / error(real_squares, mean.real()),
        std::abs(mean.imag() - expected.imag()) / error(imaginary_squares, mean.imag()));
  }
};

struct NoiseCorrelations : testing::Test {
  static constexpr std::array<std::int64_t, 8> distances{0, 1, 2, 3, 8, 31, 64, 95};

  static void SetUpTestSuite() {
    ColouredNoise noise = make_noise(spectrum());
    for (int d = 0; d < draws; ++d) {
      const std::span<const Complex> zeta = noise.draw(2, static_cast<std::uint64_t>(d));
      for (std::size_t j = 0; j < distances.size(); ++j) {
        const auto r = static_cast<std::size_t>(distances[j]);
        const std::size_t pairs = region - r;
        Complex crossed = 0, product = 0;
        for (std::size_t x = 0; x < pairs; ++x) {
          crossed += std::conj(zeta[x]) * zeta[x + r];
          product += zeta[x] * zeta[x + r];
        }
        mean_crossed[j].add(crossed / static_cast<double>(pairs));
        mean_product[j].add(product / static_cast<double>(pairs));
        if (d > 0) mean_later[j].add(std::conj(last[0]) * zeta[r]);
      }
      last[0] = zeta[0];
    }
  }
  static inline std::array<Average, 8> mean_crossed, mean_product, mean_later;
  static inline std::array<Complex, 1> last;
};

TEST_F(NoiseCorrelations, AreTheSumOverMomenta) {
  for (std::size_t j = 0; j < distances.size(); ++j)
    EXPECT_LT(mean_crossed[j].score(correlation(distances[j])), bound) << "r = " << distances[j];
}

TEST_F(NoiseCorrelations, WouldShowTheOppositeSignOfTheDistance) {
  EXPECT_GT(mean_crossed[1].score(std::conj(correlation(1))), 10 * bound);
}

TEST_F(NoiseCorrelations, WouldShowAnAmplitudeWrongByOnePercent) {
  EXPECT_GT(mean_crossed[0].score(1.0201 * correlation(0)), bound);
}

TEST_F(NoiseCorrelations, VanishWithoutConjugation) {
  for (std::size_t j = 0; j < distances.size(); ++j)
    EXPECT_LT(mean_product[j].score(0), bound) << "r = " << distances[j];
}

TEST_F(NoiseCorrelations, VanishBetweenSteps) {
  for (std::size_t j = 0; j < distances.size(); ++j)
    EXPECT_LT(mean_later[j].score(0), bound) << "r = " << distances[j];
}

// The sign of (15) as the field sees it: psi(k) = sum_x e^{-ikx} psi_x, the convention of docs/theory.md, must find s(k) at k
// and not at -k.
TEST(ColouredNoise, HasItsSpectrumAsOccupation) {
  std::vector<double> s;
  const model::MomentumGrid grid{M};
  for (const double k : grid.points())
    s.push_back(k > 0 ? 1.0 : 0.1);
  ColouredNoise noise = make_noise(s);
  constexpr int few = 4000;
  double forward = 0, backward = 0;
  for (int d = 0; d < few; ++d) {
    const std::span<const Complex> zeta = noise.draw(0, static_cast<std::uint64_t>(d));
    Complex plus = 0, minus = 0;
    for (std::size_t x = 0; x < region; ++x) {
      // Hann taper of unit square sum
      const double place = (static_cast<double>(x) + 0.5) / double{region};
      const double w =
          (1 - std::cos(2 * std::numbers::pi * place)) / std::sqrt(1.5 * double{region});
      plus += w * zeta[x] * std::polar(1.0, -1.3 * static_cast<double>(x));
      minus += w * zeta[x] * std::polar(1.0, 1.3 * static_cast<double>(x));
    }
    forward += std::norm(plus) / few;
    backward += std::norm(minus) / few;
  }
  // |psi(k)|^2 is exponentially distributed: its mean over 4000 draws has a relative error of 1/63, here times 5.6.
  EXPECT_NEAR(forward, 1.0, 1.0 * bound / std::sqrt(few));
  EXPECT_NEAR(backward, 0.1, 0.1 * bound / std::sqrt(few));
}

TEST(ColouredNoise, DependsOnItsKeyAlone) {
  ColouredNoise noise = make_noise(spectrum()), same = make_noise(spectrum());
  ColouredNoise reseeded{32, spectrum(), region, serial_transform(M, Planning::Estimate)};
  const auto copy = [](std::span<const Complex> zeta) {
    return std::vector<Complex>(zeta.begin(), zeta.begin() + region);
  };
  const std::vector<Complex> first = copy(noise.draw(3, 77));
  EXPECT_NE(copy(noise.draw(3, 78)), first);
  EXPECT_NE(copy(noise.draw(4, 77)), first);
  EXPECT_NE(copy(reseeded.draw(3, 77)), first);
  EXPECT_EQ(copy(noise.draw(3, 77)), first);
  EXPECT_EQ(copy(same.draw(3, 77)), first);
}

TEST(ColouredNoise, RejectsWhatDoesNotFit) {
  const auto make = [](std::size_t values, std::int64_t sites, double value) {
    std::vector<double> s(values, 1.0);
    s[70] = value;
    return ColouredNoise{1, s, sites, serial_transform(M, Planning::Estimate)};
  };
  EXPECT_NO_THROW(make(M, M, 0));
  EXPECT_THROW(make(M - 2, 10, 1), InvalidInput);
  EXPECT_THROW(make(M, M + 1, 1), InvalidInput);
  EXPECT_THROW(make(M, 0, 1), InvalidInput);
  EXPECT_THROW((ColouredNoise{1, std::vector<double>(M + 1, 1.0), 10,
                              serial_transform(M + 1, Planning::Estimate)}),
               InvalidInput);
  EXPECT_THROW(make(M, 10, -1), InvalidInput);
  EXPECT_THROW(make(M, 10, std::numeric_limits<double>::infinity()), InvalidInput);
  try {
    make(M, 10, std::numeric_limits<double>::quiet_NaN());
    ADD_FAILURE() << "NaN was accepted";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("k = 0.319068"));
  }
}

}  // namespace
}  // namespace kapitza::micro
