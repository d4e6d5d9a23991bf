#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "../extension.hpp"
#include "checkpoint.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/io/result_reader.hpp"

namespace kapitza::kinds {
namespace {

const std::array<std::string, 3> free_keys{"interaction.lambda", "time.end",
                                           "ensemble.realisations"};

/// Throws InvalidInput unless the rows of the file are the first ones of the case.
void require_first_rows(const io::ResultReader& result, const RelaxationProblem& problem) {
  const auto lambda = result.numbers("/lambda"), end = result.numbers("/end");
  const std::vector<RelaxationRow>& rows = problem.rows();
  for (std::size_t i = 0; i < lambda.size(); ++i) {
    if (i < rows.size() && rows[i].lambda == lambda[i] && rows[i].end == end.at(i)) continue;
    throw InvalidInput{fmt::format(
        "{}: row {} holds lambda = {:g}, t = {:g}; the case has {} there; allowed: all rows of the "
        "file first, and others after them",
        result.name(), i, lambda[i], end.at(i), i < rows.size() ? rows[i].name() : "none")};
  }
}

}  // namespace

UnfinishedEnsembles read_extended(const Communicator& world, const RelaxationProblem& problem,
                                  const io::CaseIdentity& of, const std::filesystem::path& file) {
  return world.collectively([&] {  // small enough for each rank to read it
    UnfinishedEnsembles unfinished;
    const io::ResultReader result{file};
    require_same_but(result, of, free_keys);
    require_first_rows(result, problem);
    const std::size_t rows = result.shape("/case").at(0),
                      numbers = micro::RelaxingEnsemble::numbers(problem.fractions().size(),
                                                                 problem.initial().size());
    std::vector<int> done;
    for (std::size_t i = 0; i < rows; ++i) {
      micro::IndependentState& state = unfinished.ensembles.emplace_back();
      state.realisations_done =
          static_cast<int>(share_of_case(result, "/realisations_done", i, rows).front());
      state.moments = share_of_case(result, moments_sums().path, i, rows);
      if (state.moments.size() != 2 * numbers)
        throw InputOutputFailure{fmt::format("{}: {} does not fit {} numbers in each of {} rows",
                                             result.name(), moments_sums().path, numbers, rows)};
      require_no_fewer(result.name(), state.realisations_done, problem.rows()[i].realisations);
      done.push_back(state.realisations_done);
    }
    if (world.root())
      spdlog::info("extending {}, of {} realisations", result.name(), fmt::join(done, ", "));
    return unfinished;
  });
}

}  // namespace kapitza::kinds
