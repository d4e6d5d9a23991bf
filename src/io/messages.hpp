#pragma once

#include <mpi.h>

#include <algorithm>
#include <cstddef>
#include <span>

#include "kapitza/base/communicator.hpp"

/// Bytes from one rank to another, in pieces: MPI counts in int.
namespace kapitza::io {

inline constexpr std::size_t message_size = std::size_t{1} << 28;
inline constexpr int message_tag = 1;

inline void send_bytes(const Communicator& comm, std::span<const std::byte> bytes, int to = 0) {
  for (; !bytes.empty(); bytes = bytes.subspan(std::min(message_size, bytes.size())))
    MPI_Send(bytes.data(), static_cast<int>(std::min(message_size, bytes.size())), MPI_BYTE, to,
             message_tag, comm.get());
}

inline void receive_bytes(const Communicator& comm, int from, std::span<std::byte> bytes) {
  for (; !bytes.empty(); bytes = bytes.subspan(std::min(message_size, bytes.size())))
    MPI_Recv(bytes.data(), static_cast<int>(std::min(message_size, bytes.size())), MPI_BYTE, from,
             message_tag, comm.get(), MPI_STATUS_IGNORE);
}

}  // namespace kapitza::io
