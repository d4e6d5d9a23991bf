#include <utility>

#include "kapitza/io/checkpoint.hpp"

namespace kapitza::io {

void CheckpointRecords::add(std::string name, std::span<const double> values) {
  add(std::move(name), values, 0, values.size());
}

void CheckpointRecords::add(std::string name, std::span<const std::int64_t> values) {
  add(std::move(name), values, 0, values.size());
}

void CheckpointRecords::add(std::string name, std::span<const double> piece, std::size_t offset,
                            std::size_t total) {
  pieces_.push_back(
      {std::move(name), Type::Number, std::as_bytes(piece), offset, piece.size(), total});
}

void CheckpointRecords::add(std::string name, std::span<const std::int64_t> piece,
                            std::size_t offset, std::size_t total) {
  pieces_.push_back(
      {std::move(name), Type::Integer, std::as_bytes(piece), offset, piece.size(), total});
}

void CheckpointRecords::add(std::string name, std::vector<double>&& values) {
  kept_.emplace_back(std::move(values));
  add(std::move(name), std::span<const double>{std::get<std::vector<double>>(kept_.back())});
}

void CheckpointRecords::add(std::string name, std::vector<std::int64_t>&& values) {
  kept_.emplace_back(std::move(values));
  add(std::move(name),
      std::span<const std::int64_t>{std::get<std::vector<std::int64_t>>(kept_.back())});
}

void CheckpointRecords::add_text(std::string name, std::string text) {
  kept_.emplace_back(std::move(text));
  const std::span<const char> kept{std::get<std::string>(kept_.back())};
  pieces_.push_back(
      {std::move(name), Type::Text, std::as_bytes(kept), 0, kept.size(), kept.size()});
}

}  // namespace kapitza::io
