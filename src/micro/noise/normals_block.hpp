#pragma once

#include <array>
#include <cstdint>

namespace kapitza::micro {

/// The two halves of complex_normals(), in blocks of fixed length: every deviate goes through the same vector instructions
/// wherever it stands in a call, so that its bits depend on nothing but its counter.
inline constexpr int block_lanes = 64;

/// Random words, [word][lane], of one Philox counter per lane.
struct alignas(64) PhiloxBlock {
  std::array<std::array<std::uint32_t, block_lanes>, 4> word;
};

/// Counters (pairs[lane], realisation, step low, step high) under the key `seed`, ten rounds.
void philox_words(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
                  const std::array<std::uint32_t, block_lanes>& pairs, PhiloxBlock& words) noexcept;

/// Complex normals, [lane][even, odd][real, imaginary].
struct alignas(64) NormalBlock {
  std::array<float, 4 * block_lanes> part;
};

/// Words 0 and 1 of a lane give its even deviate, words 2 and 3 the odd one:
///   z = sqrt(-ln u) e^{i phi},   u = (word + 1/2) / 2^32 in (0, 1],   phi = 2 pi word / 2^32 in [-pi, pi].
void box_muller(const PhiloxBlock& words, NormalBlock& normals) noexcept;

}  // namespace kapitza::micro
