#include "kapitza/io/checkpoint.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <memory>
#include <sstream>

#include "checkpoint_image.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "messages.hpp"
#include "posix_files.hpp"

namespace kapitza::io {
namespace {

using Piece = CheckpointRecords::Piece;

std::filesystem::path with_suffix(std::filesystem::path file, const char* suffix) {
  return file += suffix;
}

std::size_t byte_count(const Piece& piece) {
  return piece.type == CheckpointRecords::Type::Text ? piece.count : 8 * piece.count;
}

/// One line per piece, without its bytes.
std::string table_of(const CheckpointRecords& records) {
  std::string text;
  for (const Piece& p : records.pieces())
    text += fmt::format("{} {} {} {} {}\n", static_cast<int>(p.type), p.offset, p.count, p.total,
                        p.name);
  return text;
}

std::vector<Piece> pieces_of(const std::string& table) {
  std::vector<Piece> pieces;
  std::istringstream lines{table};
  Piece p{};
  for (int type = 0; lines >> type >> p.offset >> p.count >> p.total; pieces.push_back(p)) {
    p.type = static_cast<CheckpointRecords::Type>(type);
    lines.get();
    std::getline(lines, p.name);
  }
  return pieces;
}

/// The tables of all ranks, on the first one.
std::vector<std::vector<Piece>> gather_tables(const Communicator& comm,
                                              const CheckpointRecords& records) {
  std::vector<std::vector<Piece>> tables;
  for (const std::string& table : comm.gather(table_of(records)))
    tables.push_back(pieces_of(table));
  return tables;
}

/// The pieces of each record by offset. Throws InvalidInput unless they cover it exactly.
std::map<std::string, std::vector<Piece>> records_of(
    const std::vector<std::vector<Piece>>& tables) {
  std::map<std::string, std::vector<Piece>> records;
  for (const auto& table : tables)
    for (const Piece& piece : table)
      records[piece.name].push_back(piece);
  for (auto& [name, pieces] : records) {
    std::ranges::stable_sort(pieces, {}, &Piece::offset);
    const Piece& one = pieces.front();
    bool fit = one.type != CheckpointRecords::Type::Text || pieces.size() == 1;
    std::size_t end = 0;
    for (const Piece& p : pieces) {
      fit = fit && p.type == one.type && p.total == one.total && (p.count == 0 || p.offset == end);
      end += p.count;
    }
    if (!fit || end != one.total)
      throw InvalidInput{"checkpoint: the pieces of record " + name + " do not fit together"};
  }
  return records;
}

/// Takes over the records of all ranks, on the first one. A failure there must not leave the senders waiting: it is kept until
/// everything has been received.
class Collector {
 public:
  Collector(const Communicator& comm, const CaseIdentity& owner,
            std::vector<std::vector<Piece>> tables)
      : comm_{comm}, tables_{std::move(tables)} {
    std::size_t largest = 0;
    for (const auto& [name, pieces] : records_of(tables_)) {
      for (const Piece& piece : pieces)
        largest = std::max(largest, byte_count(piece));
      if (pieces.front().type != CheckpointRecords::Type::Text) image_.create(pieces.front());
    }
    buffer_.resize(largest);
    image_.write_text("about/kind", owner.kind);
    image_.write_text("about/input", owner.input);
    image_.write_text("about/fingerprint", owner.fingerprint);
    image_.write_text("about/version", version());
    image_.write_text("about/revision", revision());
    image_.write_text("about/time", utc_timestamp());
  }

  void collect(const CheckpointRecords& own) {
    for (const Piece& piece : own.pieces())
      take(piece, piece.bytes);
    for (int rank = 1; rank < comm_.size(); ++rank) {
      for (const Piece& piece : tables_[rank]) {
        const auto bytes = std::span{buffer_}.first(byte_count(piece));
        receive_bytes(comm_, rank, bytes);
        take(piece, bytes);
      }
    }
  }

  std::vector<std::byte> image() {
    if (failure_) std::rethrow_exception(failure_);
    return image_.bytes();
  }

 private:
  void take(const Piece& piece, std::span<const std::byte> bytes) noexcept {
    if (failure_) return;
    try {
      if (piece.type == CheckpointRecords::Type::Text)
        image_.write_text(piece.name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      else
        image_.write(piece, bytes);
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  const Communicator& comm_;
  std::vector<std::vector<Piece>> tables_;
  CheckpointImage image_;
  std::vector<std::byte> buffer_;
  std::exception_ptr failure_;
};

}  // namespace

CheckpointSlots::CheckpointSlots(const Communicator& comm, const std::filesystem::path& result)
    : comm_{comm},
      current_{with_suffix(result, ".ckpt")},
      previous_{with_suffix(result, ".ckpt.previous")},
      part_{part_name(current_)} {}

std::optional<CheckpointReader> CheckpointSlots::find() {
  std::string trouble;
  bool any = false;
  for (const auto& file : {current_, previous_}) {
    std::error_code code;
    const bool here = comm_.root() && std::filesystem::exists(file, code);
    const bool exists = comm_.broadcast(here ? 1 : 0) != 0;
    any = any || exists;
    if (!exists && file == previous_) continue;
    try {
      CheckpointReader reader{comm_, file};
      current_is_whole_ = file == current_;
      if (!trouble.empty())
        spdlog::warn("{}; the one before it, {} of {}, is used", trouble, file.string(),
                     reader.time());
      return reader;
    } catch (const InputOutputFailure& failure) {
      trouble += (trouble.empty() ? "" : "; ") + std::string{failure.what()};
    }
  }
  if (any) throw InputOutputFailure{trouble + "; remove the checkpoint to begin the run anew"};
  return std::nullopt;
}

CheckpointReader CheckpointSlots::read(const std::filesystem::path& file) {
  CheckpointReader reader{comm_, file};
  std::error_code code;
  current_is_whole_ = std::filesystem::equivalent(file, current_, code);
  return reader;
}

void CheckpointSlots::write(const CaseIdentity& owner, const CheckpointRecords& records) {
  auto tables = gather_tables(comm_, records);
  const auto collector = comm_.collectively([&]() -> std::unique_ptr<Collector> {
    if (!comm_.root()) return nullptr;
    return std::make_unique<Collector>(comm_, owner, std::move(tables));
  });
  if (collector)
    collector->collect(records);
  else
    for (const Piece& piece : records.pieces())
      send_bytes(comm_, piece.bytes);
  comm_.collectively([&] {
    if (!comm_.root()) return;
    try {
      write_checkpoint(part_, collector->image());
      verify_checkpoint(part_);
      std::error_code code;
      if (current_is_whole_ && std::filesystem::exists(current_, code))
        publish_file(current_, previous_);
      publish_file(part_, current_);
    } catch (...) {
      remove_file(part_);
      throw;
    }
  });
  current_is_whole_ = true;
}

void CheckpointSlots::remove() noexcept {
  if (!comm_.root()) return;
  for (const auto& file : {part_, previous_, current_})
    remove_file(file);
}

}  // namespace kapitza::io
