#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "checkpoint.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "kapitza/io/result_reader.hpp"

namespace kapitza::kinds {
namespace {

void require_same_but_longer(const io::ResultReader& result, const io::CaseIdentity& of) {
  if (result.text_attribute("kind") != of.kind || result.text_attribute("input").empty())
    throw InvalidInput{fmt::format("{}: not a result of kind \"{}\", which --extend continues",
                                   result.name(), of.kind)};
  std::string text;
  for (const auto& [key, there, here] :
       config::differences(result.text_attribute("input"), of.input))
    if (key != "ensemble.realisations" && key != "ensemble.target")
      text += fmt::format("\n  {}: {} there, {} here", key, there, here);
  if (result.text_attribute("fingerprint") != of.fingerprint)
    text += "\n  the values in the tables that it injects have changed";
  if (!text.empty())
    throw InvalidInput{
        fmt::format("{}: the result of another case:{}\nAllowed: other ensemble.realisations and "
                    "ensemble.target only",
                    result.name(), text)};
  if (result.text_attribute("revision") != revision())
    spdlog::warn("{}: written by revision {}; this is {}", result.name(),
                 result.text_attribute("revision"), revision());
}

/// What a result holds of its e-th defect.
std::vector<double> of_defect(const io::ResultReader& result, const std::string& path,
                              std::size_t e, std::size_t defects) {
  const std::vector<double> all = result.numbers(path);
  if (all.size() % defects != 0)
    throw InputOutputFailure{
        fmt::format("{}: {} does not fit {} defects", result.name(), path, defects)};
  const std::size_t size = all.size() / defects;
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(e * size);
  return {begin, begin + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace

UnfinishedMicro read_extended(const Communicator& world, const MicroProblem& problem,
                              const io::CaseIdentity& of, const std::filesystem::path& file) {
  UnfinishedMicro unfinished;
  unfinished.ensembles.resize(problem.setups().size());
  world.collectively([&] {
    if (!world.root()) return;
    const io::ResultReader result{file};
    require_same_but_longer(result, of);
    const std::size_t defects = result.contains("/case") ? result.shape("/case").at(0) : 1;
    if (defects > unfinished.ensembles.size())
      throw InputOutputFailure{fmt::format("{}: holds {} defects; {} are asked for", result.name(),
                                           defects, unfinished.ensembles.size())};
    // A partial result may lack the last ones.
    unfinished.ensembles.resize(defects);
    for (std::size_t e = 0; e < defects; ++e) {
      micro::EnsembleState& state = unfinished.ensembles[e];
      state.realisations_done =
          static_cast<int>(of_defect(result, "/realisations_done", e, defects).front());
      if (state.realisations_done > problem.settings().realisations)
        throw InvalidInput{
            fmt::format("{}: holds {} realisations; ensemble.realisations = {} asks for fewer",
                        result.name(), state.realisations_done, problem.settings().realisations)};
      state.moments = of_defect(result, "/moments/sums", e, defects);
      state.trace = of_defect(result, "/trace/density", e, defects);
      const auto squares = of_defect(result, "/trace/squares", e, defects);
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

}  // namespace kapitza::kinds
