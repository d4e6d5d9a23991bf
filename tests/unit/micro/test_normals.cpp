#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <numbers>
#include <numeric>
#include <vector>

#include "kapitza/micro/noise/normals.hpp"
#include "noise/normals_block.hpp"

namespace kapitza::micro {
namespace {

using Words = std::array<std::uint32_t, 4>;
using Normals = std::vector<std::complex<float>>;

Words words_of(const Words& counter, std::array<std::uint32_t, 2> key) {
  std::array<std::uint32_t, block_lanes> pairs{};
  pairs[5] = counter[0];
  PhiloxBlock block;
  philox_words(key[0] | std::uint64_t{key[1]} << 32, counter[1],
               counter[2] | std::uint64_t{counter[3]} << 32, pairs, block);
  return {block.word[0][5], block.word[1][5], block.word[2][5], block.word[3][5]};
}

bool same_bits(std::span<const std::complex<float>> a, std::span<const std::complex<float>> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

// The vectors that Random123 publishes for philox4x32 with ten rounds (tests/kat_vectors).
TEST(PhiloxWords, AreTheKnownAnswers) {
  constexpr std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(words_of({0, 0, 0, 0}, {0, 0}),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(words_of({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(words_of({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(PhiloxWords, AreThoseOfRandom123OnEveryLane) {
  constexpr std::uint64_t seed = 0x9d1f00c5a2b34e77, step = 0xfedcba9812345678;
  constexpr std::uint32_t realisation = 0xdeadbeef;
  std::array<std::uint32_t, block_lanes> pairs;
  for (std::uint32_t lane = 0; lane < block_lanes; ++lane)
    pairs[lane] = 0xfffffff0 + 3 * lane;
  PhiloxBlock block;
  philox_words(seed, realisation, step, pairs, block);
  for (std::size_t lane = 0; lane < block_lanes; ++lane) {
    const philox4x32_ctr_t expected = philox4x32_R(
        10, {{pairs[lane], realisation, 0x12345678, 0xfedcba98}}, {{0xa2b34e77, 0x9d1f00c5}});
    for (std::size_t w = 0; w < 4; ++w)
      EXPECT_EQ(block.word[w][lane], expected.v[w]) << "word " << w << ", lane " << lane;
  }
}

TEST(BoxMuller, FollowsTheFormulaToSinglePrecisionForEveryKindOfWord) {
  const std::vector<std::uint32_t> corners{
      0,          1,          2,          0x00ffffff, 0x3fffffff, 0x40000000, 0x7fffffff,
      0x80000000, 0xc0000000, 0xffffff00, 0xfffffffe, 0xffffffff, 0x12345678, 0xe0000001};
  for (const std::uint32_t length : corners)
    for (const std::uint32_t angle : corners) {
      PhiloxBlock words;
      for (std::size_t lane = 0; lane < block_lanes; ++lane)
        for (std::size_t w = 0; w < 4; ++w)
          words.word[w][lane] = w % 2 == 0 ? length : angle;
      NormalBlock normals;
      box_muller(words, normals);
      const double radius = std::sqrt(-std::log((length + 0.5) * 0x1p-32));
      const std::complex<double> expected =
          std::polar(radius, 2 * std::numbers::pi * angle * 0x1p-32);
      for (std::size_t d = 0; d < 2 * block_lanes; ++d) {
        const std::complex<double> z{
            std::complex<float>{normals.part[2 * d], normals.part[2 * d + 1]}};
        // Near u = 1 the spacing 2^-24 of the single-precision u counts: -ln u is known to that, its root to 2.5e-4.
        ASSERT_LT(std::abs(z - expected), std::max(2e-6 * radius, 6e-8 / (radius + 2.5e-4)))
            << "words " << length << ", " << angle;
        ASSERT_LT(std::abs(z), 4.79);
      }
    }
}

TEST(ComplexNormals, HaveTheSameBitsInAnyRange) {
  Normals all(1000);
  complex_normals(7, 3, 11, 0, all);
  for (const std::size_t first : {0U, 2U, 62U, 64U, 126U, 128U, 130U, 514U})
    for (const std::size_t count : {1U, 2U, 3U, 127U, 128U, 129U, 300U}) {
      Normals part(count + 1);
      const std::span<std::complex<float>> shifted{part.data() + 1, count};  // another alignment
      complex_normals(7, 3, 11, static_cast<std::uint32_t>(first), shifted);
      EXPECT_TRUE(same_bits(shifted, std::span{all}.subspan(first, count)))
          << count << " from " << first;
    }
}

TEST(ComplexNormals, OfAListOfIndicesHaveTheSameBits) {
  Normals all(1000);
  complex_normals(7, 3, 11, 0, all);
  std::vector<std::uint32_t> indices(777);
  for (std::uint32_t j = 0; j < indices.size(); ++j)
    indices[j] = (j * 389 + 5) % 1000;
  Normals listed(indices.size());
  complex_normals(7, 3, 11, indices, listed);
  for (std::size_t j = 0; j < indices.size(); ++j)
    EXPECT_TRUE(same_bits({&listed[j], 1}, {&all[indices[j]], 1})) << "index " << indices[j];
}

TEST(ComplexNormals, ReachTheLastIndex) {
  Normals end(2), listed(2);
  complex_normals(1, 2, 3, 0xfffffffe, end);
  complex_normals(1, 2, 3, std::vector<std::uint32_t>{0xfffffffe, 0xffffffff}, listed);
  EXPECT_TRUE(same_bits(end, listed));
}

}  // namespace
}  // namespace kapitza::micro
