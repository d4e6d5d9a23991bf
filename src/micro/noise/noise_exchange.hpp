#pragma once

#include <span>
#include <vector>

#include "../ring_interval.hpp"
#include "kapitza/base/communicator.hpp"
#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::micro {

/// Brings noise from the ranks that drew it, in the layout of the embedding, to those that hold the damped sites.
class NoiseExchange {
 public:
  /// `wanted`: the positions in the embedding that this rank needs, in ascending order. Collective.
  NoiseExchange(const Communicator& group, const ModeTransform& embedding,
                std::span<const Segment> wanted);

  /// From the noise on the local sites of the embedding to that on the wanted positions, segment behind segment. Valid until the
  /// next call, or as long as `drawn`. Collective; allocates nothing.
  std::span<const Complex> bring(std::span<const Complex> drawn);

 private:
  struct Piece {
    std::size_t begin, size;  // of what was drawn here
  };
  struct Messages {
    std::vector<int> counts, starts;
    void add(std::size_t numbers);
  };

  MPI_Comm comm_;
  bool alone_;
  std::vector<Piece> pieces_;  // in the order in which they are sent
  Messages sent_, received_;
  FftwVector<Complex> outgoing_, incoming_;
};

}  // namespace kapitza::micro
