#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace kapitza::io {

/// Checksum of bytes that come in any number of calls, all but the last one with a multiple of 8. Each word of 8 bytes is mixed
/// in by a bijection, so a change that is confined to one of them always changes the result, and any other one but for a chance
/// of 2^-64. It tells accidents, not intentions.
class Checksum {
 public:
  void add(std::span<const std::byte> bytes) noexcept {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
      value_ = std::rotl((value_ ^ word) * odd, 29);
    }
  }
  std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_ = 0x6b617069747a6121;
};

}  // namespace kapitza::io
