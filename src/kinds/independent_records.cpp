#include "independent_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

constexpr auto done = "/realisations_done", moments = "/moments";

}  // namespace

void add_independent(io::CheckpointRecords& records, const std::string& path,
                     const micro::IndependentState& state) {
  records.add(path + done, std::int64_t{state.realisations_done});
  records.add(path + moments, std::span<const double>{state.moments});
}

bool has_independent(const io::CheckpointReader& file, const std::string& path) {
  return file.contains(path + done);
}

micro::IndependentState read_independent(const io::CheckpointReader& file, const std::string& path,
                                         int realisations, std::size_t numbers) {
  micro::IndependentState state;
  state.realisations_done = static_cast<int>(file.integer(path + done));
  state.moments = file.numbers(path + moments);
  if (2 * numbers != state.moments.size() || state.realisations_done < 0 ||
      state.realisations_done > realisations ||
      !std::ranges::all_of(state.moments, [](double x) { return std::isfinite(x); }))
    throw InputOutputFailure{
        fmt::format("{}: {} is not of this case, or not finite", file.file().string(), path)};
  return state;
}

}  // namespace kapitza::kinds
