#include "kapitza/kinds/next_order_keys.hpp"

#include <fmt/format.h>

namespace kapitza::kinds {

void complete_next_order(config::Reader& reader, const NextOrderKeys& keys) {
  if (!keys.wanted() || 8 * keys.tau_step <= keys.tau_max) return;
  reader.complain("collision.next_tau_step",
                  fmt::format("found {} beside next_tau_max = {}; allowed: an eighth of it or less",
                              keys.tau_step, keys.tau_max));
}

}  // namespace kapitza::kinds
