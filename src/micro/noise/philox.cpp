#include <Random123/philox.h>

#include "normals_block.hpp"

namespace kapitza::micro {

// Philox4x32-10 with the constants of Random123, in 64-bit lanes. A product of 32-bit words stays where it was made; its upper
// half is shifted down for the word that needs it and masked away where the lower half is used. Compilers vectorise Random123's
// own philox4x32() too, but pack and unpack the products in every round: half the speed with AVX-512.
void philox_words(std::uint64_t seed, std::uint32_t realisation, std::uint64_t step,
                  const std::array<std::uint32_t, block_lanes>& pairs,
                  PhiloxBlock& words) noexcept {
  constexpr std::uint64_t low = 0xffffffff;
  for (std::size_t lane = 0; lane < block_lanes; ++lane) {
    std::uint64_t c0 = pairs[lane], c1 = realisation, c2 = step & low, c3 = step >> 32;
    auto key0 = static_cast<std::uint32_t>(seed), key1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < philox4x32_rounds; ++round) {
      const std::uint64_t product0 = PHILOX_M4x32_0 * (c0 & low);
      const std::uint64_t product1 = PHILOX_M4x32_1 * (c2 & low);
      c0 = (product1 >> 32) ^ c1 ^ key0;
      c1 = product1;
      c2 = (product0 >> 32) ^ c3 ^ key1;
      c3 = product0;
      key0 += PHILOX_W32_0;
      key1 += PHILOX_W32_1;
    }
    words.word[0][lane] = static_cast<std::uint32_t>(c0);
    words.word[1][lane] = static_cast<std::uint32_t>(c1);
    words.word[2][lane] = static_cast<std::uint32_t>(c2);
    words.word[3][lane] = static_cast<std::uint32_t>(c3);
  }
}

}  // namespace kapitza::micro
