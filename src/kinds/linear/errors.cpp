#include "errors.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/model/momentum_interpolation.hpp"
#include "kapitza/model/panel_choice.hpp"

namespace kapitza::kinds {
namespace {

constexpr int fewest = 8;
constexpr double nodes_kept = 0.5;   // of every panel
constexpr double share = 0.5;        // of the difference
constexpr double of_collision = 20;  // what low modes make of it, and a margin

LinearCase half_of(const LinearCase& input, int momenta) {
  LinearCase half = input;
  half.momentum.points = momenta / 4 * 2;
  if (input.collision.lattice)  // a multiple of the momenta
    half.collision.lattice =
        *input.collision.lattice / *half.momentum.points * *half.momentum.points;
  return half;
}

/// set(value, error) of all fields that have an error beside them.
template <class Record, class Set>
void for_each_error(const io::Fields<Record>& fields, const Set& set) {
  for (const auto& error : fields.list())
    for (const auto& value : fields.list())
      if (error.what.path == value.what.path + "_error") set(value, error);
}

template <class Record>
void leave_open(const io::Fields<Record>& fields, Record& record) {
  for_each_error(fields, [&](const auto& value, const auto& error) {
    error.set(record, std::vector<double>(value.get(record).size(),
                                          std::numeric_limits<double>::quiet_NaN()));
  });
}

/// Rows at the nodes of one grid brought to those of another.
std::vector<double> brought(std::span<const double> rows, const model::MomentumGrid& from,
                            const model::MomentumGrid& to) {
  const model::MomentumInterpolation at{from};
  const auto width = static_cast<std::size_t>(from.size());
  std::vector<double> result;
  for (std::size_t first = 0; first < rows.size(); first += width)
    for (int k = 0; k < to.size(); ++k)
      result.push_back(at(rows.subspan(first, width), to[k]));
  return result;
}

/// Each the largest of itself and its neighbours in rows of K: one difference may vanish by chance.
std::vector<double> widened(std::span<const double> rows, std::size_t K) {
  std::vector<double> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t first = i / K * K, last = first + K - 1;
    result.push_back(
        std::max({rows[std::max(first, i > 0 ? i - 1 : 0)], rows[i], rows[std::min(last, i + 1)]}));
  }
  return result;
}

/// Of a matrix [number, energy]^2 each the largest of all, in units of the diagonal: sqrt |A_ii A_jj|.
std::vector<double> evened(std::span<const double> difference, std::span<const double> A) {
  const auto unit = [&](std::size_t i) { return std::sqrt(std::abs(A[i / 2 * 3] * A[i % 2 * 3])); };
  double most = 0;
  for (std::size_t i = 0; i < 4; ++i)
    most = std::max(most, difference[i] / unit(i));
  std::vector<double> result;
  for (std::size_t i = 0; i < 4; ++i)
    result.push_back(most * unit(i));
  return result;
}

}  // namespace

std::optional<HalfOfTheMomenta> HalfOfTheMomenta::of(const LinearCase& input,
                                                     const LinearProblem& whole) {
  if (!input.momentum_estimate || whole.grid.size() < 2 * fewest) return std::nullopt;
  try {
    const LinearCase half = half_of(input, whole.grid.size());
    return HalfOfTheMomenta{whole.grid.is_uniform()
                                ? LinearProblem{half}
                                : LinearProblem{half, model::share_of(whole.grid, nodes_kept)},
                            whole, input.collision.accuracy};
  } catch (const InvalidInput& few) {
    spdlog::info("errors are not estimated, half of the momenta are too few: {}", few.what());
    return std::nullopt;
  }
}

HalfOfTheMomenta::HalfOfTheMomenta(LinearProblem half, const LinearProblem& whole, double accuracy)
    : problem_{std::move(half)}, grid_{whole.grid}, accuracy_{accuracy} {}

template <class Record>
void HalfOfTheMomenta::bound(const io::Fields<Record>& fields, Record& record,
                             const Record& half) const {
  for_each_error(fields, [&](const auto& value, const auto& error) {
    const std::vector<double> x = value.get(record);
    std::vector<double> other = value.get(half), difference;
    const bool of_k = !value.what.scales.empty() && value.what.scales.back() == "/k";
    if (of_k) other = brought(other, problem_.grid, grid_);
    for (std::size_t i = 0; i < x.size(); ++i)
      difference.push_back(std::abs(x[i] - other[i]));
    if (of_k) difference = widened(difference, static_cast<std::size_t>(grid_.size()));
    if (value.what.scales == std::vector<std::string>{"/effect", "/cause"})
      difference = evened(difference, x);
    for (std::size_t i = 0; i < x.size(); ++i)
      difference[i] = share * difference[i] + of_collision * accuracy_ * std::abs(x[i]);
    error.set(record, difference);
  });
}

void HalfOfTheMomenta::bound(LinearResult& result, const LinearResult& half) const {
  bound(junction_fields(), result.junction, half.junction);
  const auto fields = slab_fields(!result.X.empty());
  for (std::size_t i = 0; i < result.states.size(); ++i)
    bound(fields, result.states[i], half.states[i]);
}

void HalfOfTheMomenta::bound(ScanPoint& point, const ScanPoint& half) const {
  bound(scan_fields(), point, half);
}

void leave_errors_open(LinearResult& result) {
  leave_open(junction_fields(), result.junction);
  for (SlabResponse& state : result.states)
    leave_open(slab_fields(!result.X.empty()), state);
}

void leave_errors_open(ScanPoint& point) {
  leave_open(scan_fields(), point);
}

}  // namespace kapitza::kinds
