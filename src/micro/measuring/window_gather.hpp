#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::micro {

/// Brings windows of K consecutive sites of a ring, which may straddle ranks and the joint, to the root of a group.
class WindowGather {
 public:
  /// `first_sites`: of the windows, in [0, N). Collective.
  WindowGather(std::vector<std::int64_t> first_sites, int points, const ModeTransform& transform,
               const Communicator& group);

  /// From the local sites of a field to [window][x] on the root (empty elsewhere). Valid until the next call. Collective.
  std::span<const Complex> gather(std::span<const Complex> field);

 private:
  /// Consecutive sites that one rank gives to one window.
  struct Piece {
    std::size_t site, target, count;  // site: on the rank; target: in [window][x]
  };

  MPI_Comm group_;
  std::vector<Piece> own_;
  std::vector<Piece> all_;                   // on the root, by rank
  std::vector<int> counts_, displacements_;  // by rank, in complex numbers
  std::vector<Complex> packed_, received_, windows_;
};

}  // namespace kapitza::micro
