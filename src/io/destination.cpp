#include "kapitza/io/destination.hpp"

#include <unistd.h>

#include <string>
#include <system_error>

#include "kapitza/base/error.hpp"
#include "kapitza/io/result_reader.hpp"

namespace kapitza::io {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& name, const std::string& what) {
  throw InvalidInput{name.string() + ": " + what +
                     "; allowed for a result: a new name, or that of a result of kapitza"};
}

/// Where a chain of links ends, whether there is a file or not.
fs::path followed(const fs::path& name) {
  constexpr int longest_chain = 40;
  fs::path file = name;
  for (int links = 0; fs::is_symlink(fs::symlink_status(file)); ++links) {
    if (links == longest_chain) refuse(name, "too many links");
    file = file.parent_path() / fs::read_symlink(file);
  }
  return file;
}

const char* described(fs::file_type type) {
  switch (type) {
    case fs::file_type::directory:
      return "a folder";
    case fs::file_type::fifo:
      return "a fifo";
    case fs::file_type::socket:
      return "a socket";
    case fs::file_type::block:
    case fs::file_type::character:
      return "a device";
    default:
      return "no regular file";
  }
}

/// Also root keeps to what the mode says.
bool is_protected(const fs::path& file) {
  constexpr auto writable =
      fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  return (fs::status(file).permissions() & writable) == fs::perms::none ||
         ::access(file.c_str(), W_OK) != 0;
}

Destination::Present read_present(const fs::path& name, const fs::path& file) {
  try {
    const ResultReader result{file};
    const CaseIdentity of{result.text_attribute("kind"), result.text_attribute("input"),
                          result.text_attribute("fingerprint")};
    if (!of.kind.empty() && !of.input.empty())
      return {of, result.text_attribute("status") == "complete"};
  } catch (const Error&) {
    // said below, with what can be done
  }
  refuse(name, "exists and is not a whole result of kapitza");
}

}  // namespace

Destination find_destination(const fs::path& name, std::span<const fs::path> read) {
  try {
    Destination destination{followed(name), std::nullopt};
    const fs::path& file = destination.file;
    const fs::file_status status = fs::status(file);
    if (!fs::exists(status)) return destination;
    if (!fs::is_regular_file(status)) refuse(name, std::string{"is "} + described(status.type()));
    for (const fs::path& other : read)
      if (std::error_code code; fs::equivalent(file, other, code))
        refuse(name, "is read by this run (" + other.string() + ")");
    destination.present = read_present(name, file);
    if (is_protected(file)) refuse(name, "is protected from writing");
    return destination;
  } catch (const fs::filesystem_error& error) {
    throw InputOutputFailure{name.string() + ": cannot be looked up: " + error.code().message()};
  }
}

}  // namespace kapitza::io
