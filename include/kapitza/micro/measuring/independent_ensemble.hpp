#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/micro/measuring/independent_mean.hpp"

namespace kapitza::micro {

/// What an unfinished ensemble goes on from, the same on all ranks.
struct IndependentState {
  int realisations_done = 0;
  std::vector<double> moments;  ///< IndependentMean::state()
};

/// Means of some numbers over independent realisations, each on one rank.
///
/// Realisations are dealt to the ranks in rounds of one each and merged in their order: the means have the same bits on any number of ranks,
/// and are known to all of them. Memory does not depend on the number of realisations.
class IndependentEnsemble {
 public:
  /// `numbers`: of each realisation. Throws InvalidInput unless there is a realisation to do.
  IndependentEnsemble(const Communicator& world, int realisations, std::uint32_t first_realisation,
                      std::size_t numbers);

  /// Fills the numbers of one realisation; called on one rank at a time for each.
  using Realisation = std::function<void(std::uint32_t realisation, std::span<double> numbers)>;
  /// Called collectively after each round with the number of realisations done; true asks the run to stop there.
  using Interruption = std::function<bool(int done)>;
  /// Whether all realisations are done. Throws on all ranks what `realisation` throws on one. Collective.
  bool run(const Realisation& realisation, const Interruption& interrupted);

  IndependentState state() const { return {done_, moments_.state()}; }
  /// Throws InputOutputFailure if it is none of such an ensemble.
  void restore(const IndependentState& state);

 private:
  const Communicator& world_;
  int realisations_;
  std::uint32_t first_;
  std::size_t numbers_;
  int done_ = 0;
  IndependentMean moments_;
};

}  // namespace kapitza::micro
