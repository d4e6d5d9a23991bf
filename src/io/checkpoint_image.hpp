#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/hdf5.hpp"
#include "kapitza/io/checkpoint.hpp"

/// How a checkpoint lies on the disk: a header of header_size bytes, then an HDF5 file.
namespace kapitza::io {

inline constexpr std::size_t header_size =
    512;  // a place where HDF5 looks for the beginning of a file

/// An HDF5 file in memory with one dataset per record; one process's own.
class CheckpointImage {
 public:
  CheckpointImage();

  /// Make room for a record.
  void create(const CheckpointRecords::Piece& first_piece);
  /// Fill in the part of its record that a piece covers.
  void write(const CheckpointRecords::Piece& piece, std::span<const std::byte> bytes);
  void write_text(const std::string& name, const std::string& text);
  /// The bytes of the finished file; nothing may follow.
  std::vector<std::byte> bytes();

 private:
  Hdf5File h5_;
};

/// Header and image, on the disk when it returns. Throws InputOutputFailure.
void write_checkpoint(const std::filesystem::path& file, std::span<const std::byte> image);

/// Throws InputOutputFailure with file and reason unless header, size and checksum agree.
void verify_checkpoint(const std::filesystem::path& file);

}  // namespace kapitza::io
