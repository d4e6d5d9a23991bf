#include <fmt/format.h>

#include "kapitza/config/read_case.hpp"
#include "kapitza/config/schema.hpp"
#include "kinds.hpp"

namespace kapitza::config {

std::string resolved_text(const Case& input) {
  const ResolvedValues resolved =
      std::visit([](const auto& one) { return resolved_values(one); }, input);
  std::string result;
  std::string_view table;
  for (const Key& key : all_kinds()[input.index()].keys()) {
    if (key.table != table) result += fmt::format("\n[{}]\n", table = key.table);
    const auto text = resolved.values.find(key.path());
    if (text != resolved.values.end()) {
      result += fmt::format("{} = {}\n", key.name, text->second);
    } else if (!resolved.idle.contains(key.path())) {
      result +=
          fmt::format("# {}: {}\n", key.name, key.fallback.substr(1, key.fallback.size() - 2));
    } else {
      result += fmt::format("# {}: not in use\n", key.name);
    }
  }
  return result;
}

}  // namespace kapitza::config
