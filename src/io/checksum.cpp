#include "kapitza/io/checksum.hpp"

#include <xxhash.h>

#include <new>

namespace kapitza::io {

void ChecksumTraits::release(Type raw) noexcept {
  XXH3_freeState(raw);
}

Checksum::Checksum() : state_{XXH3_createState()} {
  if (!state_) throw std::bad_alloc{};
  XXH3_64bits_reset(state_.get());
}

void Checksum::add(std::span<const std::byte> bytes) noexcept {
  XXH3_64bits_update(state_.get(), bytes.data(), bytes.size());
}

std::uint64_t Checksum::value() const noexcept {
  return XXH3_64bits_digest(state_.get());
}

std::uint64_t checksum(std::span<const std::byte> bytes) noexcept {
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace kapitza::io
