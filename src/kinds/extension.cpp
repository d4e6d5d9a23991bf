#include "extension.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/config/resolved_text.hpp"

namespace kapitza::kinds {

void require_same_but(const std::string& name, const io::CaseIdentity& found,
                      const io::CaseIdentity& of, std::span<const std::string> free) {
  if (found.kind != of.kind || found.input.empty())
    throw InvalidInput{
        fmt::format("{}: not a result of kind \"{}\", which --extend continues", name, of.kind)};
  std::string text;
  for (const auto& [key, there, here] : config::differences(found.input, of.input))
    if (std::ranges::find(free, key) == free.end())
      text += fmt::format("\n  {}: {} there, {} here", key, there, here);
  if (found.fingerprint != of.fingerprint)
    text += "\n  the values in the tables that it injects have changed";
  if (!text.empty())
    throw InvalidInput{fmt::format("{}: the result of another case:{}\nAllowed: other {} only",
                                   name, text, fmt::join(free, " and "))};
}

void require_same_but(const io::ResultReader& result, const io::CaseIdentity& of,
                      std::span<const std::string> free) {
  require_same_but(result.name(),
                   {result.text_attribute("kind"), result.text_attribute("input"),
                    result.text_attribute("fingerprint")},
                   of, free);
  if (result.text_attribute("revision") != revision())
    spdlog::warn("{}: written by revision {}; this is {}", result.name(),
                 result.text_attribute("revision"), revision());
}

void require_held_are_asked(const std::string& name, const std::string& key,
                            std::span<const double> held, std::span<const double> asked) {
  std::vector<double> lost;
  std::ranges::copy_if(held, std::back_inserter(lost), [&](double value) {
    return std::ranges::find(asked, value) == asked.end();
  });
  if (lost.empty()) return;
  throw InvalidInput{fmt::format(
      "{}: holds {} = {}, which the case does not ask for; allowed: lists with all values of the "
      "file, and more",
      name, key, fmt::join(lost, ", "))};
}

std::vector<double> share_of_case(const io::ResultReader& result, const std::string& path,
                                  std::size_t i, std::size_t cases) {
  const std::vector<double> all = result.numbers(path);
  if (all.size() % cases != 0)
    throw InputOutputFailure{
        fmt::format("{}: {} does not fit {} cases", result.name(), path, cases)};
  const std::size_t size = all.size() / cases;
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * size);
  return {begin, begin + static_cast<std::ptrdiff_t>(size)};
}

void require_no_fewer(const std::string& name, int done, int asked) {
  if (done > asked)
    throw InvalidInput{fmt::format(
        "{}: holds {} realisations; ensemble.realisations = {} asks for fewer", name, done, asked)};
}

}  // namespace kapitza::kinds
