#pragma once

#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <span>

#include "kapitza/base/handle.hpp"

namespace kapitza::io {

struct DescriptorTraits {
  using Type = int;
  static int empty() noexcept { return -1; }
  static void release(int raw) noexcept { static_cast<void>(::close(raw)); }
};
/// Sole owner of an open file.
using Descriptor = Handle<DescriptorTraits>;

/// The name under which a file grows before it is complete: FILE.part, in the same folder.
std::filesystem::path part_name(const std::filesystem::path& file);

/// Create and remove `file`. Throws InputOutputFailure if that fails or its disk has fewer than `bytes` free.
void probe(const std::filesystem::path& file, std::size_t bytes);

/// Reserve `bytes` of disk for a file without changing its length, where the file system can. Throws InputOutputFailure if
/// the disk is too full.
void reserve(const std::filesystem::path& file, std::size_t bytes);

/// Put a file's data on the disk. Throws InputOutputFailure.
void synchronise(const std::filesystem::path& file);

/// Rename within a folder and put the folder on the disk. Throws InputOutputFailure.
void publish_file(const std::filesystem::path& part, const std::filesystem::path& file);

/// Give a file a second name beside it, NAME.1.EXT, NAME.2.EXT, ..: the first that is free, which is returned; empty if there is
/// no such file. Throws InputOutputFailure.
std::filesystem::path keep_file(const std::filesystem::path& file);

/// Create a file, or overwrite it, with the parts one after another, and put it on the disk. Throws InputOutputFailure.
void write_file(const std::filesystem::path& file,
                std::initializer_list<std::span<const std::byte>> parts);

/// Remove a file if there is one.
void remove_file(const std::filesystem::path& file) noexcept;

}  // namespace kapitza::io
