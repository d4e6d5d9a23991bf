#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kapitza::micro {

/// The measurement time of one realisation, cut into a fixed number B of blocks: only the means x_b of the blocks are kept,
/// so that memory does not depend on the length of the run.
class BlockedSeries {
 public:
  BlockedSeries(std::size_t components, int blocks, std::size_t samples_per_block);

  std::size_t components() const noexcept { return components_; }
  int blocks() const noexcept { return blocks_; }
  /// `components` numbers; nothing may be added to a complete series.
  void add(std::span<const double> sample);
  bool complete() const noexcept;
  int complete_blocks() const noexcept { return static_cast<int>(samples_ / samples_per_block_); }
  /// x_b of a block that is complete.
  std::vector<double> block(int b) const;

  /// Everything, for a checkpoint, and back, bit for bit.
  std::vector<double> state() const;
  void restore(std::span<const double> state);
  /// Numbers in state().
  static std::size_t state_size(std::size_t components, int blocks) noexcept {
    return 1 + components * blocks;
  }

 private:
  std::size_t components_;
  int blocks_;
  std::size_t samples_per_block_;
  std::size_t samples_ = 0;
  std::vector<double> sums_;  // [block][component]
};

}  // namespace kapitza::micro
