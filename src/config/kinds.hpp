#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "kapitza/config/case.hpp"
#include "keys.hpp"

namespace kapitza::config {

class Reader;

/// A case as TOML values by the path of their key. A key in `idle` belongs to a choice that is not in force; one that is in
/// neither is absent and means what the schema says in brackets.
struct ResolvedValues {
  std::map<std::string, std::string, std::less<>> values;
  std::set<std::string, std::less<>> idle;
};

/// What the room knows about a kind of case. A new kind is one file of keys, one of reading and writing, and a line in kinds.cpp.
struct Kind {
  std::string_view name;
  std::span<const Key> (*keys)();
  Case (*read)(Reader&);
};
std::span<const Kind> all_kinds();

Case read_boltzmann(Reader& reader);
ResolvedValues resolved_values(const BoltzmannCase& input);

Case read_linear(Reader& reader);
ResolvedValues resolved_values(const LinearCase& input);

Case read_micro(Reader& reader);
ResolvedValues resolved_values(const MicroCase& input);

}  // namespace kapitza::config
