#include "posix_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "kapitza/base/error.hpp"

namespace kapitza::io {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& action, int code) {
  throw InputOutputFailure{file.string() + ": cannot " + action + ": " +
                           std::generic_category().message(code)};
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  return folder.empty() ? "." : folder;
}

void synchronise(const std::filesystem::path& path, int flags) {
  const Descriptor descriptor{::open(path.c_str(), flags | O_CLOEXEC)};
  if (!descriptor) fail(path, "be opened", errno);
  if (::fsync(descriptor.get()) != 0) fail(path, "be synchronised with the disk", errno);
}

}  // namespace

std::filesystem::path part_name(const std::filesystem::path& file) {
  std::filesystem::path part = file;
  part += ".part";
  return part;
}

void probe(const std::filesystem::path& file, std::size_t bytes) {
  std::error_code code;
  const std::filesystem::path folder = folder_of(file);
  if (!std::filesystem::is_directory(folder, code))
    throw InputOutputFailure{file.string() + ": cannot be written: the folder " + folder.string() +
                             " does not exist"};
  if (std::filesystem::is_directory(file, code))
    throw InputOutputFailure{file.string() + ": cannot be written: it is a folder"};
  const std::filesystem::path part = part_name(file);
  {
    const Descriptor descriptor{::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666)};
    if (!descriptor) fail(file, "be written", errno);
  }
  remove_file(part);
  const std::filesystem::space_info space = std::filesystem::space(folder, code);
  if (!code && space.available < bytes)
    throw InputOutputFailure{file.string() + ": cannot be written: the disk has " +
                             std::to_string(space.available) + " bytes free and the result needs " +
                             std::to_string(bytes)};
}

void reserve(const std::filesystem::path& file, std::size_t bytes) {
  if (bytes == 0) return;
  const Descriptor descriptor{::open(file.c_str(), O_WRONLY | O_CLOEXEC)};
  if (!descriptor) fail(file, "be opened", errno);
  if (::fallocate(descriptor.get(), FALLOC_FL_KEEP_SIZE, 0, bytes) == 0) return;
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) fail(file, "be written", errno);
}

void synchronise(const std::filesystem::path& file) {
  synchronise(file, O_RDONLY);
}

void publish_file(const std::filesystem::path& part, const std::filesystem::path& file) {
  std::error_code code;
  std::filesystem::rename(part, file, code);
  if (code) fail(file, "be given its name", code.value());
  synchronise(folder_of(file), O_RDONLY | O_DIRECTORY);
}

std::filesystem::path keep_file(const std::filesystem::path& file) {
  for (int i = 1;; ++i) {
    std::filesystem::path name = file;
    name.replace_extension("." + std::to_string(i) + file.extension().string());
    if (std::filesystem::exists(std::filesystem::symlink_status(name))) continue;
    if (::link(file.c_str(), name.c_str()) == 0) return name;
    if (errno == EEXIST) continue;
    if (errno == ENOENT) return {};
    // A file system without second names: for a moment there is no file of the first.
    if (::rename(file.c_str(), name.c_str()) != 0) fail(file, "be kept as " + name.string(), errno);
    return name;
  }
}

void write_file(const std::filesystem::path& file,
                std::initializer_list<std::span<const std::byte>> parts) {
  constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  Descriptor descriptor{::open(file.c_str(), flags, 0666)};
  if (!descriptor) fail(file, "be written", errno);
  for (std::span<const std::byte> rest : parts) {
    while (!rest.empty()) {
      const ssize_t written = ::write(descriptor.get(), rest.data(), rest.size());
      if (written < 0 && errno != EINTR) fail(file, "be written", errno);
      if (written > 0) rest = rest.subspan(written);
    }
  }
  if (::fsync(descriptor.get()) != 0) fail(file, "be synchronised with the disk", errno);
  if (::close(descriptor.release()) != 0) fail(file, "be written", errno);
}

void remove_file(const std::filesystem::path& file) noexcept {
  std::error_code code;
  std::filesystem::remove(file, code);
}

}  // namespace kapitza::io
