#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "kapitza/io/checksum.hpp"

namespace kapitza::io {
namespace {

std::span<const std::byte> bytes(const std::string& text) {
  return std::as_bytes(std::span{text});
}

std::string sample(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<char>(i * i + 7 * i);
  return text;
}

// Of the xxHash library's own vectors: the seed is zero and the variant the one of 64 bits.
TEST(ChecksumOfBytes, IsXXH3) {
  EXPECT_EQ(checksum({}), 0x2D06800538D394C2);
  EXPECT_EQ(Checksum{}.value(), 0x2D06800538D394C2);
}

TEST(ChecksumOfBytes, DoesNotDependOnTheirDivision) {
  for (const std::size_t size : {1, 8, 240, 241, 5000}) {
    const std::string text = sample(size);
    for (const std::size_t step : {1, 3, 64, 1000}) {
      Checksum sum;
      for (std::size_t at = 0; at < size; at += step)
        sum.add(bytes(text).subspan(at, std::min(step, size - at)));
      const Checksum moved = std::move(sum);
      EXPECT_EQ(moved.value(), checksum(bytes(text))) << size << " bytes by " << step;
    }
  }
}

TEST(ChecksumOfBytes, ChangesWithEveryBitAndWithTheLength) {
  const std::string text = sample(2000);
  const std::uint64_t whole = checksum(bytes(text));
  for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string other = text;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
    ASSERT_NE(checksum(bytes(other)), whole) << "bit " << bit;
  }
  EXPECT_NE(checksum(bytes(text + '\0')), whole);
  EXPECT_NE(checksum(bytes(text.substr(1))), whole);
}

}  // namespace
}  // namespace kapitza::io
