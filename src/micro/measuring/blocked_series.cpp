#include "kapitza/micro/measuring/blocked_series.hpp"

#include <algorithm>
#include <cassert>

namespace kapitza::micro {

BlockedSeries::BlockedSeries(std::size_t components, int blocks, std::size_t samples_per_block)
    : components_{components},
      blocks_{blocks},
      samples_per_block_{samples_per_block},
      sums_(components * blocks) {}

void BlockedSeries::add(std::span<const double> sample) {
  assert(!complete() && sample.size() == components_);
  double* const sum = sums_.data() + samples_ / samples_per_block_ * components_;
  for (std::size_t i = 0; i < components_; ++i)
    sum[i] += sample[i];
  ++samples_;
}

bool BlockedSeries::complete() const noexcept {
  return samples_ == samples_per_block_ * blocks_;
}

std::vector<double> BlockedSeries::block(int b) const {
  const auto sum = sums_.begin() + b * components_;
  std::vector<double> mean(sum, sum + components_);
  for (double& value : mean)
    value /= static_cast<double>(samples_per_block_);
  return mean;
}

std::vector<double> BlockedSeries::state() const {
  std::vector<double> state{static_cast<double>(samples_)};
  state.insert(state.end(), sums_.begin(), sums_.end());
  return state;
}

void BlockedSeries::restore(std::span<const double> state) {
  assert(state.size() == state_size(components_, blocks_));
  samples_ = static_cast<std::size_t>(state[0]);
  std::copy(state.begin() + 1, state.end(), sums_.begin());
}

}  // namespace kapitza::micro
