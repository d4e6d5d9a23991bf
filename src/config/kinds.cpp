#include "kinds.hpp"

#include <array>

namespace kapitza::config {
namespace {

constexpr std::array<Kind, 3> list{{
    {"boltzmann", boltzmann_keys, read_boltzmann},
    {"linear", linear_keys, read_linear},
    {"micro", micro_keys, read_micro},
}};
constexpr std::array<std::string_view, 3> names{list[0].name, list[1].name, list[2].name};

}  // namespace

std::span<const Kind> all_kinds() {
  return list;
}

std::span<const std::string_view> kinds() {
  return names;
}

}  // namespace kapitza::config
