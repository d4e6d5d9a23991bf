#include "kapitza/base/communicator.hpp"

#include <algorithm>
#include <limits>

namespace kapitza {

void CommunicatorTraits::release(MPI_Comm raw) noexcept {
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (!finalized) MPI_Comm_free(&raw);
}

Communicator::Communicator(MPI_Comm raw, Handle<CommunicatorTraits> owned)
    : raw_{raw}, owned_{std::move(owned)} {
  if (raw_ == MPI_COMM_NULL) return;
  MPI_Comm_rank(raw_, &rank_);
  MPI_Comm_size(raw_, &size_);
}

Communicator Communicator::alone() {
  return borrowed(MPI_COMM_NULL);
}

Communicator Communicator::world() {
  return borrowed(MPI_COMM_WORLD);
}

Communicator Communicator::borrowed(MPI_Comm raw) {
  return Communicator{raw, Handle<CommunicatorTraits>{}};
}

Communicator Communicator::adopted(MPI_Comm raw) {
  return Communicator{raw, Handle<CommunicatorTraits>{raw}};
}

Communicator Communicator::duplicate() const {
  if (raw_ == MPI_COMM_NULL) return alone();
  MPI_Comm copy = MPI_COMM_NULL;
  MPI_Comm_dup(raw_, &copy);
  return adopted(copy);
}

Communicator Communicator::split(int color, int key) const {
  if (raw_ == MPI_COMM_NULL) return alone();
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split(raw_, color, key, &part);
  return adopted(part);
}

Communicator Communicator::split_by_host() const {
  if (raw_ == MPI_COMM_NULL) return alone();
  MPI_Comm host = MPI_COMM_NULL;
  MPI_Comm_split_type(raw_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &host);
  return adopted(host);
}

void Communicator::barrier() const {
  if (size_ > 1) MPI_Barrier(raw_);
}

bool Communicator::agree(bool ok) const {
  return min(ok ? 1 : 0) == 1;
}

void Communicator::sum(std::span<double> values) const {
  reduce(values.data(), static_cast<int>(values.size()), MPI_SUM);
}

void Communicator::max(std::span<double> values) const {
  reduce(values.data(), static_cast<int>(values.size()), MPI_MAX);
}

void Communicator::min(std::span<double> values) const {
  reduce(values.data(), static_cast<int>(values.size()), MPI_MIN);
}

void Communicator::broadcast(std::span<double> values, int from) const {
  send_from(from, values.data(), static_cast<int>(values.size()));
}

std::string Communicator::broadcast(std::string text, int from) const {
  const int length = broadcast(static_cast<int>(text.size()), from);
  text.resize(length);
  if (size_ > 1) MPI_Bcast(text.data(), length, MPI_CHAR, from, raw_);
  return text;
}

Communicator::Parts Communicator::parts_of(std::size_t own) const {
  const long long mine = own;
  std::vector<long long> sizes(size_, mine);
  if (size_ > 1) MPI_Allgather(&mine, 1, MPI_LONG_LONG, sizes.data(), 1, MPI_LONG_LONG, raw_);
  Parts parts{{}, {}, 0};
  for (const long long size : sizes) {
    parts.starts.push_back(static_cast<int>(parts.total));
    parts.counts.push_back(static_cast<int>(size));
    parts.total += size;
    if (parts.total > std::numeric_limits<int>::max())
      throw NumericalFailure{
          "more than 2 GiB are to be gathered from all ranks, and MPI counts in int"};
  }
  return parts;
}

void Communicator::gather_everywhere(std::span<const std::byte> own, void* all,
                                     const Parts& parts) const {
  if (size_ == 1) {
    std::ranges::copy(own, static_cast<std::byte*>(all));
    return;
  }
  MPI_Allgatherv(own.data(), parts.counts[rank_], MPI_BYTE, all, parts.counts.data(),
                 parts.starts.data(), MPI_BYTE, raw_);
}

std::vector<std::string> Communicator::gather(const std::string& text) const {
  if (size_ == 1) return {text};
  const Parts parts = parts_of(text.size());
  std::string all(root() ? parts.total : 0, '\0');
  MPI_Gatherv(text.data(), parts.counts[rank_], MPI_CHAR, all.data(), parts.counts.data(),
              parts.starts.data(), MPI_CHAR, 0, raw_);
  std::vector<std::string> texts;
  for (int rank = 0; root() && rank < size_; ++rank)
    texts.push_back(all.substr(parts.starts[rank], parts.counts[rank]));
  return texts;
}

void Communicator::raise_together(const std::optional<Failure>& failure) const {
  const int first = min(failure ? rank_ : size_);
  if (first == size_) return;
  const int code = broadcast(failure ? static_cast<int>(failure->code) : 0, first);
  const std::string message = broadcast(failure ? failure->message : std::string{}, first);
  switch (static_cast<ExitCode>(code)) {
    case ExitCode::InvalidInput:
      throw InvalidInput{message};
    case ExitCode::NumericalFailure:
      throw NumericalFailure{message};
    case ExitCode::InputOutputFailure:
      throw InputOutputFailure{message};
    case ExitCode::Stopped:
      throw StopRequested{message};
    case ExitCode::Done:
      break;
  }
  throw Error{static_cast<ExitCode>(code), message};
}

void Communicator::reduce(int* values, int count, MPI_Op op) const {
  if (size_ > 1) MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_INT, op, raw_);
}

void Communicator::reduce(long long* values, int count, MPI_Op op) const {
  if (size_ > 1) MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_LONG_LONG, op, raw_);
}

void Communicator::reduce(double* values, int count, MPI_Op op) const {
  if (size_ > 1) MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_DOUBLE, op, raw_);
}

void Communicator::send_from(int from, int* values, int count) const {
  if (size_ > 1) MPI_Bcast(values, count, MPI_INT, from, raw_);
}

void Communicator::send_from(int from, long long* values, int count) const {
  if (size_ > 1) MPI_Bcast(values, count, MPI_LONG_LONG, from, raw_);
}

void Communicator::send_from(int from, double* values, int count) const {
  if (size_ > 1) MPI_Bcast(values, count, MPI_DOUBLE, from, raw_);
}

}  // namespace kapitza
