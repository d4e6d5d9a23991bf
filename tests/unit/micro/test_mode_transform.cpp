#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"
#include "kapitza/micro/transform/wisdom.hpp"

namespace {

using namespace kapitza;
using namespace kapitza::micro;

FftwVector<Complex> some_field(std::size_t storage) {
  FftwVector<Complex> field(storage);
  for (std::size_t x = 0; x < storage; ++x)
    field[x] = {std::sin(1.0 + 0.7 * static_cast<double>(x * x)),
                std::cos(3.1 * static_cast<double>(x))};
  return field;
}

TEST(Momentum, LiesInTheFirstZone) {
  constexpr double pi = std::numbers::pi;
  EXPECT_EQ(momentum(0, 8), 0.0);
  EXPECT_DOUBLE_EQ(momentum(3, 8), 0.75 * pi);
  EXPECT_DOUBLE_EQ(momentum(4, 8), -pi);
  EXPECT_DOUBLE_EQ(momentum(7, 8), -0.25 * pi);
  EXPECT_DOUBLE_EQ(momentum(2, 5), 0.8 * pi);
  EXPECT_DOUBLE_EQ(momentum(3, 5), -0.8 * pi);
}

TEST(SerialTransform, IsTheSumOfItsDefinition) {
  for (const std::int64_t N : {1, 30, 37, 64}) {
    const auto transform = serial_transform(N, Planning::Estimate);
    const FftwVector<Complex> given = some_field(transform->storage());
    FftwVector<Complex> field = given, image(transform->storage());
    transform->to_modes(field.data(), image.data());
    for (std::int64_t i = 0; i < N; ++i) {
      Complex sum = 0.0;
      for (std::int64_t x = 0; x < N; ++x)
        sum += given[x] * std::polar(1.0, -2.0 * std::numbers::pi *
                                              static_cast<double>(transform->modes()[i] * x % N) /
                                              static_cast<double>(N));
      EXPECT_NEAR(std::abs(image[i] - sum), 0.0, 1e-12) << "N = " << N << ", mode " << i;
    }
  }
}

TEST(SerialTransform, ComesBackTimesTheNumberOfSites) {
  const auto transform = serial_transform(48, Planning::Measure);
  const FftwVector<Complex> given = some_field(transform->storage());
  FftwVector<Complex> field = given, image(transform->storage());
  transform->to_modes(field.data(), image.data());
  transform->to_sites(image.data(), field.data());
  for (std::size_t x = 0; x < 48; ++x)
    EXPECT_NEAR(std::abs(field[x] - 48.0 * given[x]), 0.0, 1e-12) << x;
}

TEST(SerialTransform, AlignsFieldsThatFollowEachOther) {
  for (const std::int64_t N : {5, 64, 4097})
    EXPECT_EQ(serial_transform(N, Planning::Estimate)->storage() * sizeof(Complex) % 64, 0u) << N;
}

TEST(SerialTransform, RefusesARingWithoutSites) {
  for (const std::int64_t N : {0, -1})
    EXPECT_THAT([&] { serial_transform(N, Planning::Estimate); },
                testing::ThrowsMessage<InvalidInput>(testing::HasSubstr("at least 1 site")));
}

TEST(Wisdom, OfAnotherBuildIsIgnored) {
  EXPECT_FALSE(wisdom::imported("(fftw-0.0.0 fftw_wisdom #x1 #x2 #x3 #x4\n)"));
  EXPECT_FALSE(wisdom::imported(""));
}

TEST(Wisdom, MakesPlansRepeat) {
  const std::string measured = serial_transform(1536, Planning::Measure)->plans();
  const std::string text = wisdom::exported();
  fftw_forget_wisdom();
  const std::string estimated = serial_transform(1536, Planning::Estimate)->plans();
  ASSERT_TRUE(wisdom::imported(text));
  // With the wisdom even an estimate is what was measured.
  EXPECT_EQ(serial_transform(1536, Planning::Estimate)->plans(), measured);
  EXPECT_EQ(serial_transform(1536, Planning::Measure)->plans(), measured);
  EXPECT_FALSE(estimated.empty());
}

}  // namespace
