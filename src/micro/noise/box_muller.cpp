// Compiled with -ffast-math: no NaN and no infinity occur here.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "normals_block.hpp"

namespace kapitza::micro {

void box_muller(const PhiloxBlock& words, NormalBlock& normals) noexcept {
  constexpr float unit = 0x1p-32F;
  constexpr float angle_unit = 2 * std::numbers::pi_v<float> * unit;
  struct alignas(64) Lanes {
    std::array<float, block_lanes> radius, cosine, sine;
  };
  std::array<Lanes, 2> z;
  for (std::size_t parity = 0; parity < 2; ++parity) {
    const auto& length = words.word[2 * parity];
    const auto& angle = words.word[2 * parity + 1];
    auto& [radius, cosine, sine] = z[parity];
    // Rounding makes u = 1 of the largest words, where a vectorised logarithm may come out above zero.
    for (std::size_t i = 0; i < block_lanes; ++i)
      radius[i] =
          std::sqrt(std::max(-std::log((static_cast<float>(length[i]) + 0.5F) * unit), 0.0F));
    // Apart, since compilers join the two to a sincos, of which they know no vector form.
    for (std::size_t i = 0; i < block_lanes; ++i)
      cosine[i] = std::cos(static_cast<float>(static_cast<std::int32_t>(angle[i])) * angle_unit);
    for (std::size_t i = 0; i < block_lanes; ++i)
      sine[i] = std::sin(static_cast<float>(static_cast<std::int32_t>(angle[i])) * angle_unit);
  }
  // All four at once: a store with gaps is not vectorised.
  for (std::size_t i = 0; i < block_lanes; ++i) {
    normals.part[4 * i] = z[0].radius[i] * z[0].cosine[i];
    normals.part[4 * i + 1] = z[0].radius[i] * z[0].sine[i];
    normals.part[4 * i + 2] = z[1].radius[i] * z[1].cosine[i];
    normals.part[4 * i + 3] = z[1].radius[i] * z[1].sine[i];
  }
}

}  // namespace kapitza::micro
