#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "kapitza/micro/noise/coloured_noise.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "support/max_or_nan.hpp"

namespace kapitza::micro {
namespace {

std::vector<double> spectrum(int M) {
  std::vector<double> s;
  const model::MomentumGrid grid{M};
  for (const double k : grid.points())
    s.push_back(k > 0 ? 1.2 + 0.5 * std::cos(k) : 0.2 - 0.1 * std::sin(k));
  return s;
}

// The region ends within the embedding, so that the last rank may hold nothing of it.
TEST(ColouredNoise, OverRanksIsThatOfOneRank) {
  const Communicator world = Communicator::world();
  for (const int M : {128, 576, 1152}) {
    const std::int64_t region = M / 2 + 7;
    ColouredNoise shared{5, spectrum(M), region,
                         distributed_transform(M, world, Planning::Estimate)};
    ColouredNoise alone{5, spectrum(M), region, serial_transform(M, Planning::Estimate)};
    for (const std::uint64_t step : {0U, 1U, 12345U}) {
      const std::span<const Complex> part = shared.draw(9, step), whole = alone.draw(9, step);
      const std::int64_t first = shared.transform().first_site();
      double difference = 0;
      for (std::size_t j = 0; j < part.size(); ++j) {
        const auto x = static_cast<std::size_t>(first) + j;
        if (static_cast<std::int64_t>(x) < region)
          difference = test::max_or_nan(difference, std::abs(part[j] - whole[x]));
      }
      EXPECT_LT(difference, 1e-12) << "M = " << M << ", step " << step;
    }
  }
}

}  // namespace
}  // namespace kapitza::micro
