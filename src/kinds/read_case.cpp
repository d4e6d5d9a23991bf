#include "kapitza/kinds/read_case.hpp"

#include <fmt/format.h>

#include <fstream>
#include <system_error>

#include "kapitza/base/error.hpp"
#include "kapitza/kinds/registry.hpp"

namespace kapitza::kinds {

std::string read_text(const std::filesystem::path& file) {
  constexpr std::uintmax_t largest = 1 << 20;
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    throw InvalidInput(fmt::format("{}: there is no such file", file.string()));
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw InvalidInput(fmt::format("{}: not a regular file", file.string()));
  }
  const auto size = std::filesystem::file_size(file, error);
  if (error || size == 0 || size > largest) {
    throw InvalidInput(fmt::format("{}: {}; allowed: a text of 1 byte to 1 MiB", file.string(),
                                   size == 0 ? "an empty file" : "not a case file"));
  }
  std::string text(size, '\0');
  std::ifstream stream{file, std::ios::binary};
  if (!stream.read(text.data(), static_cast<std::streamsize>(size))) {
    throw InvalidInput(fmt::format("{}: cannot be read", file.string()));
  }
  return text;
}

std::unique_ptr<Case> parse_case(std::string_view text, std::string_view name,
                                 std::span<const std::string> overrides) {
  config::Reader reader{text, name, overrides, catalogue()};
  std::unique_ptr<Case> result = find(reader.kind().kind).read(reader);
  reader.findings().throw_if_any(name);
  return result;
}

std::unique_ptr<Case> read_case(const std::filesystem::path& file,
                                std::span<const std::string> overrides) {
  return parse_case(read_text(file), file.string(), overrides);
}

}  // namespace kapitza::kinds
