#include "kapitza/boltzmann/spatial_scheme.hpp"

#include <cstddef>

namespace kapitza::boltzmann {

std::span<const AffineRows::Entry> AffineRows::row(int i) const noexcept {
  const auto begin = static_cast<std::size_t>(start[static_cast<std::size_t>(i)]);
  const auto end = static_cast<std::size_t>(start[static_cast<std::size_t>(i) + 1]);
  return std::span{entries}.subspan(begin, end - begin);
}

void AffineRows::add_row(std::span<const Entry> new_row, double injected) {
  for (const Entry& entry : new_row)
    if (entry.value != 0) entries.push_back(entry);
  start.push_back(static_cast<int>(entries.size()));
  injection.push_back(injected);
}

}  // namespace kapitza::boltzmann
