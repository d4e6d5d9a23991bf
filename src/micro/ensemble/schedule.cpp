#include "schedule.hpp"

#include <algorithm>

namespace kapitza::micro {

Schedule::Schedule(const EnsembleSettings& settings)
    : settle_{settings.settle_steps},
      interval_{settings.steps_per_sample},
      total_{settle_ + interval_ * settings.samples_per_block * settings.blocks} {
  // Cuts are at most one interval apart: a bin of at least that length is never empty.
  const auto bins = std::min(static_cast<std::uint64_t>(settings.trace_points), total_ / interval_);
  cuts_.resize(bins);
  mean_steps_.resize(bins);
  for (std::uint64_t cut = next_cut(0); cut <= total_; cut = next_cut(cut)) {
    cuts_[bin(cut)] += 1;
    mean_steps_[bin(cut)] += static_cast<double>(cut);
  }
  for (std::size_t b = 0; b < bins; ++b)
    mean_steps_[b] /= cuts_[b];
}

std::uint64_t Schedule::next_cut(std::uint64_t step) const noexcept {
  if (step >= settle_) return step + interval_;
  return std::min(settle_, (step / interval_ + 1) * interval_);
}

}  // namespace kapitza::micro
