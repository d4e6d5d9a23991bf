#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kapitza/base/handle.hpp"

struct XXH3_state_s;

namespace kapitza::io {

struct ChecksumTraits {
  using Type = XXH3_state_s*;
  static Type empty() noexcept { return nullptr; }
  static void release(Type raw) noexcept;
};

/// XXH3 (64 bits) of bytes that come in any number of calls, however they are divided. Whatever change there is goes unseen with
/// a chance of about 2^-64; none is certain to be seen, and the sum tells accidents, not intentions.
class Checksum {
 public:
  Checksum();
  void add(std::span<const std::byte> bytes) noexcept;
  std::uint64_t value() const noexcept;

 private:
  Handle<ChecksumTraits> state_;
};

/// Of bytes that are all there.
std::uint64_t checksum(std::span<const std::byte> bytes) noexcept;

}  // namespace kapitza::io
