#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <span>

#include "../extension.hpp"
#include "checkpoint.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/io/result_reader.hpp"
#include "quench_checkpoint.hpp"

namespace kapitza::kinds {
namespace {

const std::array<std::string, 2> free_keys{"ensemble.realisations", "ensemble.target"};

}  // namespace

UnfinishedMicro read_extended(const Communicator& world, const MicroProblem& problem,
                              const io::CaseIdentity& of, const std::filesystem::path& file) {
  UnfinishedMicro unfinished;
  unfinished.ensembles.resize(problem.setups().size());
  world.collectively([&] {
    if (!world.root()) return;
    const io::ResultReader result{file};
    require_same_but(result, of, free_keys);
    const std::size_t defects = result.contains("/case") ? result.shape("/case").at(0) : 1;
    if (defects > unfinished.ensembles.size())
      throw InputOutputFailure{fmt::format("{}: holds {} defects; {} are asked for", result.name(),
                                           defects, unfinished.ensembles.size())};
    // A partial result may lack the last ones.
    unfinished.ensembles.resize(defects);
    for (std::size_t e = 0; e < defects; ++e) {
      micro::EnsembleState& state = unfinished.ensembles[e];
      state.realisations_done =
          static_cast<int>(share_of_case(result, "/realisations_done", e, defects).front());
      require_no_fewer(result.name(), state.realisations_done, problem.settings().realisations);
      state.moments = share_of_case(result, "/moments/sums", e, defects);
      state.trace = share_of_case(result, "/trace/density", e, defects);
      const auto squares = share_of_case(result, "/trace/squares", e, defects);
      state.trace.insert(state.trace.end(), squares.begin(), squares.end());
      if (state.realisations_done == 0) {  // blocks of one that was under way cannot be continued
        std::ranges::fill(state.moments, 0.0);
        std::ranges::fill(state.trace, 0.0);
      }
    }
    spdlog::info("extending {}, of {} realisations", result.name(),
                 unfinished.ensembles.front().realisations_done);
  });
  unfinished.ensembles.resize(static_cast<std::size_t>(
      world.broadcast(static_cast<long long>(unfinished.ensembles.size()))));
  for (micro::EnsembleState& state : unfinished.ensembles)
    state.realisations_done = world.broadcast(state.realisations_done);
  return unfinished;
}

UnfinishedEnsembles read_extended_quench(const Communicator& world, const MicroProblem& problem,
                                         const io::CaseIdentity& of,
                                         const std::filesystem::path& file) {
  return world.collectively([&] {  // small enough for each rank to read it
    UnfinishedEnsembles unfinished;
    const io::ResultReader result{file};
    require_same_but(result, of, std::span{free_keys}.first(1));
    const std::size_t defects = result.contains("/case") ? result.shape("/case").at(0) : 1;
    const int asked = problem.input().ensemble.realisations;
    if (defects > problem.setups().size())
      throw InputOutputFailure{fmt::format("{}: holds {} defects; {} are asked for", result.name(),
                                           defects, problem.setups().size())};
    for (std::size_t e = 0; e < defects; ++e) {
      micro::IndependentState& state = unfinished.ensembles.emplace_back();
      state.realisations_done =
          static_cast<int>(share_of_case(result, "/realisations_done", e, defects).front());
      state.moments = share_of_case(result, "/moments/sums", e, defects);
      require_no_fewer(result.name(), state.realisations_done, asked);
    }
    if (world.root())
      spdlog::info("extending {}, of {} realisations", result.name(),
                   unfinished.ensembles.front().realisations_done);
    return unfinished;
  });
}

}  // namespace kapitza::kinds
