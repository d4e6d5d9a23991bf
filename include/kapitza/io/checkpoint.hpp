#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/hdf5.hpp"
#include "kapitza/io/case_identity.hpp"

namespace kapitza::io {

/// The state of a run as named records, to which each rank adds what it holds. Names are paths ("group/name") and differ over
/// all ranks, except that several ranks, or one in several calls, may give pieces of the same record, which together cover it
/// without overlap. Spans must outlive the writing; vectors and texts are kept.
class CheckpointRecords {
 public:
  CheckpointRecords() = default;
  CheckpointRecords(CheckpointRecords&&) = default;  // what is kept stays where it is
  CheckpointRecords& operator=(CheckpointRecords&&) = default;

  void add(std::string name, std::span<const double> values);
  void add(std::string name, std::span<const std::int64_t> values);
  /// Entries `offset`, offset + 1, .. of a record that has `total`. A piece may be empty.
  void add(std::string name, std::span<const double> piece, std::size_t offset, std::size_t total);
  void add(std::string name, std::span<const std::int64_t> piece, std::size_t offset,
           std::size_t total);
  void add(std::string name, std::vector<double>&& values);
  void add(std::string name, std::vector<std::int64_t>&& values);
  void add(std::string name, double value) { add(std::move(name), std::vector{value}); }
  void add(std::string name, std::int64_t value) { add(std::move(name), std::vector{value}); }
  void add_text(std::string name, std::string text);

  enum class Type : int { Number, Integer, Text };
  struct Piece {
    std::string name;
    Type type;
    std::span<const std::byte> bytes;
    std::size_t offset, count, total;  // in entries
  };
  const std::vector<Piece>& pieces() const noexcept { return pieces_; }

 private:
  std::vector<Piece> pieces_;
  std::deque<std::variant<std::vector<double>, std::vector<std::int64_t>, std::string>> kept_;
};

/// Whether the file begins as a checkpoint does, damaged or not. False if it cannot be read.
bool is_checkpoint(const std::filesystem::path& file);

/// A checkpoint opened for reading, from any rank and on any number of ranks.
///
/// The file begins with a header of 512 bytes that holds its size and a checksum over all that follows (an HDF5 file, which
/// HDF5's own tools open); both are verified before HDF5 sees it. A change goes unseen with a chance of about 2^-64 (checksum.hpp).
/// Missing, empty, shortened, damaged and foreign files, and those of another format, whose version is named, are an
/// InputOutputFailure that names the file and the reason, and so is a record that is not there or of another type.
class CheckpointReader {
 public:
  /// Collective: one rank reads all of the file for the checksum.
  CheckpointReader(const Communicator& comm, const std::filesystem::path& file);

  const std::filesystem::path& file() const noexcept { return file_; }
  /// A run goes on only from a checkpoint of its own case.
  const CaseIdentity& owner() const noexcept { return owner_; }
  const std::string& revision() const noexcept {
    return revision_;
  }                                                           ///< git revision of the writer
  const std::string& time() const noexcept { return time_; }  ///< UTC, of writing

  /// Not collective.
  bool contains(const std::string& name) const;
  std::size_t size(const std::string& name) const;
  std::vector<double> numbers(const std::string& name) const;
  std::vector<double> numbers(const std::string& name, std::size_t offset, std::size_t count) const;
  std::vector<std::int64_t> integers(const std::string& name) const;
  std::vector<std::int64_t> integers(const std::string& name, std::size_t offset,
                                     std::size_t count) const;
  double number(const std::string& name) const;
  std::int64_t integer(const std::string& name) const;
  std::string text(const std::string& name) const;

 private:
  Hdf5Dataset open(const std::string& name) const;
  void read(const std::string& name, hid_t type, std::size_t offset, std::size_t count,
            void* to) const;

  std::filesystem::path file_;
  CaseIdentity owner_;
  std::string revision_, time_;
  Hdf5File h5_;
};

/// The checkpoints beside a result: RESULT.ckpt, and RESULT.ckpt.previous, the one before.
///
/// A new one grows as RESULT.ckpt.part, is put on the disk, and only then takes its name, after the last one has taken the
/// other. Killed at any moment, the process leaves a whole checkpoint if there was one.
class CheckpointSlots {
 public:
  CheckpointSlots(const Communicator& comm, const std::filesystem::path& result);

  const std::filesystem::path& file() const noexcept { return current_; }

  /// The newest checkpoint that is whole; nothing if there is none at all. A damaged or missing one before it is a warning in
  /// the log; if none is whole, InputOutputFailure. Collective.
  std::optional<CheckpointReader> find();
  /// The one that the user names, which may be one of these. Throws what CheckpointReader does. Collective.
  CheckpointReader read(const std::filesystem::path& file);

  /// Write what all ranks hold. Collective. The first rank receives the records piece by piece and writes them: it needs
  /// memory for twice the checkpoint. Throws InputOutputFailure on all ranks if that fails (folder, permissions, disk full);
  /// the checkpoints that exist are then as before.
  void write(const CaseIdentity& owner, const CheckpointRecords& records);

  /// Remove all of them: the run is complete. Collective; never fails.
  void remove() noexcept;

 private:
  const Communicator& comm_;
  std::filesystem::path current_, previous_, part_;
  bool current_is_whole_ = false;  // written or verified by this object
};

}  // namespace kapitza::io
