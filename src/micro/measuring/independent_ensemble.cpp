#include "kapitza/micro/measuring/independent_ensemble.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kapitza/base/error.hpp"

namespace kapitza::micro {

IndependentEnsemble::IndependentEnsemble(const Communicator& world, int realisations,
                                         std::uint32_t first_realisation, std::size_t numbers)
    : world_{world},
      realisations_{realisations},
      first_{first_realisation},
      numbers_{numbers},
      moments_{numbers} {
  if (realisations < 1)
    throw InvalidInput(fmt::format("{} realisations; allowed: 1 or more", realisations));
}

bool IndependentEnsemble::run(const Realisation& realisation, const Interruption& interrupted) {
  while (done_ < realisations_) {
    const int in_round = std::min(world_.size(), realisations_ - done_);
    std::vector<double> own;
    world_.collectively([&] {
      if (world_.rank() >= in_round) return;
      own.resize(numbers_);
      realisation(first_ + static_cast<std::uint32_t>(done_ + world_.rank()), own);
    });
    const std::vector<double> all = world_.gather_everywhere<double>(own);
    for (std::size_t i = 0; i < all.size(); i += numbers_)
      moments_.add(std::span{all}.subspan(i, numbers_));
    done_ += in_round;
    if (interrupted && interrupted(done_) && done_ < realisations_) return false;
  }
  return true;
}

void IndependentEnsemble::restore(const IndependentState& state) {
  if (state.realisations_done < 0 || state.realisations_done > realisations_ ||
      state.moments.size() != moments_.state().size())
    throw InputOutputFailure{"the state to continue from is not one of this ensemble"};
  done_ = state.realisations_done;
  moments_.restore(state.moments, done_);
}

}  // namespace kapitza::micro
