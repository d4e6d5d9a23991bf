#include "checkpoint_image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "hdf5_objects.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/io/checksum.hpp"
#include "posix_files.hpp"

namespace kapitza::io {
namespace {

constexpr std::string_view magic = "kapitza checkpoint\nformat ";
constexpr int format = 2;

/// Text, so that `head -c 512` tells a person what the file is.
std::string header(std::uint64_t bytes, std::uint64_t checksum) {
  std::string text =
      fmt::format("{}{}\nbytes {}\nchecksum {:016x}\n", magic, format, bytes, checksum);
  text.resize(header_size - 1, ' ');
  return text + '\n';
}

[[noreturn]] void reject(const std::filesystem::path& file, const std::string& reason) {
  throw InputOutputFailure{file.string() + ": " + reason};
}

/// The unsigned number that follows `label`.
std::uint64_t field(std::string_view text, std::string_view label, int base) {
  const std::size_t at = text.find(label);
  std::uint64_t value = 0;
  if (at == std::string_view::npos) return value;
  std::from_chars(text.data() + at + label.size(), text.data() + text.size(), value, base);
  return value;
}

/// Throws unless a checkpoint of format `found` is one of those that are read here; 0 is none.
void require_own_format(const std::filesystem::path& file, std::uint64_t found) {
  if (found == 0) reject(file, "damaged: the header has been changed or cut");
  if (found < format)
    reject(file,
           fmt::format("a checkpoint of format {}, of an earlier version of kapitza; this program "
                       "reads format {}: finish the run with the version that wrote it "
                       "(/about/revision in the file)",
                       found, format));
  if (found > format)
    reject(file,
           fmt::format("a checkpoint of format {}, of a later version of kapitza; this program "
                       "reads format {}: continue with a version that is not older than the "
                       "one that wrote it (/about/revision in the file)",
                       found, format));
}

Hdf5Type file_type(CheckpointRecords::Type type) {
  const hid_t raw = type == CheckpointRecords::Type::Number ? H5T_IEEE_F64LE : H5T_STD_I64LE;
  return Hdf5Type{checked(H5Tcopy(raw), "making a type")};
}

hid_t memory_type(CheckpointRecords::Type type) {
  return type == CheckpointRecords::Type::Number ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64;
}

Hdf5Dataset create_dataset(hid_t file, const std::string& name, hid_t type, hid_t space) {
  const Hdf5PropertyList creation = properties(H5P_DATASET_CREATE, name);
  checked(H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_EARLY), name);
  checked(H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER), name);
  const Hdf5PropertyList links = properties(H5P_LINK_CREATE, name);
  checked(H5Pset_create_intermediate_group(links.get(), 1), name);
  return Hdf5Dataset{checked(
      H5Dcreate2(file, name.c_str(), type, space, links.get(), creation.get(), H5P_DEFAULT), name)};
}

}  // namespace

CheckpointImage::CheckpointImage() {
  constexpr std::size_t increment = std::size_t{1} << 20;
  const Hdf5PropertyList access = properties(H5P_FILE_ACCESS, "making a checkpoint");
  checked(H5Pset_fapl_core(access.get(), increment, false), "making a checkpoint");
  h5_ = Hdf5File{checked(H5Fcreate("checkpoint", H5F_ACC_TRUNC, H5P_DEFAULT, access.get()),
                         "making a checkpoint")};
}

void CheckpointImage::create(const CheckpointRecords::Piece& piece) {
  const hsize_t size = piece.total;
  const Hdf5Dataspace space{checked(H5Screate_simple(1, &size, nullptr), piece.name)};
  create_dataset(h5_.get(), piece.name, file_type(piece.type).get(), space.get());
}

void CheckpointImage::write(const CheckpointRecords::Piece& piece,
                            std::span<const std::byte> bytes) {
  if (piece.count == 0) return;
  const Hdf5Dataset dataset{
      checked(H5Dopen2(h5_.get(), piece.name.c_str(), H5P_DEFAULT), piece.name)};
  const Hdf5Dataspace selection{checked(H5Dget_space(dataset.get()), piece.name)};
  const hsize_t first = piece.offset, count = piece.count;
  checked(H5Sselect_hyperslab(selection.get(), H5S_SELECT_SET, &first, nullptr, &count, nullptr),
          piece.name);
  const Hdf5Dataspace memory{checked(H5Screate_simple(1, &count, nullptr), piece.name)};
  checked(H5Dwrite(dataset.get(), memory_type(piece.type), memory.get(), selection.get(),
                   H5P_DEFAULT, bytes.data()),
          piece.name);
}

void CheckpointImage::write_text(const std::string& name, const std::string& text) {
  const Hdf5Type type{checked(H5Tcopy(H5T_C_S1), name)};
  checked(H5Tset_size(type.get(), text.size() + 1), name);
  const Hdf5Dataspace scalar{checked(H5Screate(H5S_SCALAR), name)};
  const Hdf5Dataset dataset = create_dataset(h5_.get(), name, type.get(), scalar.get());
  checked(H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.c_str()), name);
}

std::vector<std::byte> CheckpointImage::bytes() {
  checked(H5Fflush(h5_.get(), H5F_SCOPE_GLOBAL), "finishing a checkpoint");
  const ssize_t size = checked(H5Fget_file_image(h5_.get(), nullptr, 0), "finishing a checkpoint");
  std::vector<std::byte> image(size);
  checked(H5Fget_file_image(h5_.get(), image.data(), image.size()), "finishing a checkpoint");
  close(h5_, "finishing a checkpoint");
  return image;
}

void write_checkpoint(const std::filesystem::path& file, std::span<const std::byte> image) {
  const std::string head = header(image.size(), checksum(image));
  write_file(file, {std::as_bytes(std::span{head}), image});
}

bool is_checkpoint(const std::filesystem::path& file) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code)) return false;
  std::string start(magic.size(), '\0');
  return std::ifstream{file, std::ios::binary}.read(start.data(),
                                                    static_cast<std::streamsize>(start.size())) &&
         start == magic;
}

void verify_checkpoint(const std::filesystem::path& file) {
  std::error_code code;
  if (!std::filesystem::exists(file, code)) reject(file, "there is no such file");
  if (!std::filesystem::is_regular_file(file, code)) reject(file, "not a regular file");
  std::ifstream stream{file, std::ios::binary};
  std::string head(header_size, '\0');
  stream.read(head.data(), header_size);
  if (!stream.is_open()) reject(file, "cannot be read");
  head.resize(stream.gcount());
  if (head.empty()) reject(file, "the file is empty");
  if (!head.starts_with(magic)) reject(file, "not a checkpoint of kapitza");
  require_own_format(file, field(head, magic, 10));
  const std::uint64_t bytes = field(head, "\nbytes ", 10);
  const std::uint64_t announced = field(head, "\nchecksum ", 16);
  if (head != header(bytes, announced)) reject(file, "damaged: the header has been changed or cut");
  Checksum found;
  std::uint64_t length = 0;
  std::vector<char> buffer(std::size_t{1} << 16);
  do {
    stream.read(buffer.data(), std::ssize(buffer));
    const std::size_t got = stream.gcount();
    found.add(std::as_bytes(std::span{buffer}.first(got)));
    length += got;
  } while (stream);
  if (length != bytes)
    reject(file,
           fmt::format("damaged: {} bytes after the header, which announces {}", length, bytes));
  if (found.value() != announced)
    reject(file, "damaged: its contents do not agree with their checksum");
}

}  // namespace kapitza::io
