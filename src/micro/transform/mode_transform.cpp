#include "kapitza/micro/transform/mode_transform.hpp"

#include <numbers>

namespace kapitza::micro {

double momentum(std::int64_t mode, std::int64_t sites) noexcept {
  const std::int64_t m = 2 * mode < sites ? mode : mode - sites;
  return 2.0 * std::numbers::pi * static_cast<double>(m) / static_cast<double>(sites);
}

}  // namespace kapitza::micro
