#include "kapitza/kinds/registry.hpp"

#include <algorithm>
#include <vector>

// One line for each kind; the first is what a text is taken for that does not tell.
#define KAPITZA_KINDS(KIND) \
  KIND(boltzmann)           \
  KIND(linear)              \
  KIND(micro)               \
  KIND(relaxation)

namespace kapitza::kinds {

#define KAPITZA_DECLARE(name) const Kind& name##_kind();
KAPITZA_KINDS(KAPITZA_DECLARE)

std::span<const Kind* const> all() {
#define KAPITZA_LIST(name) &name##_kind(),
  static const std::vector<const Kind*> list{KAPITZA_KINDS(KAPITZA_LIST)};
  return list;
}

const config::Catalogue& catalogue() {
  static const config::Catalogue known = [] {
    std::vector<config::Grammar> kinds;
    for (const Kind* kind : all())
      kinds.push_back({kind->name(), kind->meaning(), kind->keys()});
    return config::Catalogue{std::move(kinds)};
  }();
  return known;
}

const Kind& find(std::string_view name) {
  const config::Grammar& wanted = catalogue().find(name);
  return **std::ranges::find(all(), wanted.kind, &Kind::name);
}

}  // namespace kapitza::kinds
