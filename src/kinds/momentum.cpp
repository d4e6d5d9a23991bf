#include "kapitza/kinds/momentum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

using model::MomentumGrid;

/// Steps that are the same to rounding, or that the user has given as well, are one break.
std::vector<double> joined(std::vector<double> breaks, const std::vector<double>& more) {
  constexpr double distinct = 1e-6;
  breaks.insert(breaks.end(), more.begin(), more.end());
  std::ranges::sort(breaks);
  std::vector<double> all;
  for (const double b : breaks)
    if (b > distinct && b < std::numbers::pi - distinct &&
        (all.empty() || b - all.back() > distinct))
      all.push_back(b);
  return all;
}

/// |k| at which the least k2 of an umklapp pair is k = 0, where n may jump: an edge of I_k of the parabolic dispersion.
const double pair_threshold = 2.0 * std::numbers::pi * (std::numbers::sqrt2 - 1.0);

/// From here on the edges of I_k itself, at the pair threshold and the zone boundary, are worth nodes of their own.
constexpr double fine_accuracy = 5e-5;
constexpr int fine_points = 96;

struct Layout {
  std::vector<double> breaks;
  model::ZoneEdge edge;
};

Layout layout(const Momentum& asked, std::vector<double> steps) {
  const bool fine = asked.points ? *asked.points >= fine_points : asked.accuracy < fine_accuracy;
  if (!fine) return {joined(std::move(steps), asked.breaks), model::ZoneEdge::Plain};
  steps.push_back(pair_threshold);
  return {joined(std::move(steps), asked.breaks), model::ZoneEdge::SquareRoot};
}

constexpr auto cure =
    "more momentum.points, momentum.breaks where it has steps, or momentum.scheme = \"uniform\"";

MomentumChoice by_hand(const Momentum& asked, const Layout& where, const model::InjectedOn& sample,
                       bool positive) {
  MomentumGrid grid = with_prefix("momentum.points: ", [&] {
    return model::panels_of(where.breaks, *asked.points, where.edge);
  });
  const auto resolution = model::injection_resolution(grid, sample);
  if (positive && resolution.least < 0)
    throw InvalidInput(fmt::format(
        "momentum.points: found {}, between which what is injected turns negative near k = {:.4g}; "
        "allowed: {}",
        *asked.points, resolution.k, cure));
  MomentumChoice choice{std::move(grid), resolution, {}};
  if (!(resolution.error <= asked.accuracy))
    choice.doubt = fmt::format(
        "momentum.points = {}: what is injected is off by {:.1e} of its maximum between the nodes, "
        "near k = {:.4g}; better: {}",
        *asked.points, resolution.error, resolution.k, cure);
  return choice;
}

const io::Description k{"/k", {}, "1/site", "momentum"};
const io::Description k_weight{"/k_weight", {"/k"}, "1", "weight of a momentum in int dk/2pi"};
const io::Description k_break{"/k_break", {}, "1/site", "end of a panel of Gauss-Legendre nodes"};

}  // namespace

MomentumChoice choose_momenta(const Momentum& asked, std::vector<double> steps,
                              const model::InjectedOn& sample, bool positive) {
  if (asked.scheme == MomentumScheme::Uniform) {
    MomentumGrid grid{asked.points.value()};
    return {grid, model::injection_resolution(grid, sample), {}};
  }
  const Layout where = layout(asked, std::move(steps));
  if (asked.points) return by_hand(asked, where, sample, positive);
  MomentumGrid grid = model::chosen_panels(where.breaks, asked.accuracy, sample, where.edge);
  const auto resolution = model::injection_resolution(grid, sample);
  if (resolution.error <= asked.accuracy && (!positive || resolution.least >= 0))
    return {std::move(grid), resolution, {}};
  constexpr int rough = 480;  // every third of which is a node of 160, to tell errors by
  MomentumGrid uniform{rough};
  const auto left = model::injection_resolution(uniform, sample);
  return {uniform, left,
          fmt::format("momentum.accuracy = {:g}: what is injected is too rough for panels near k = "
                      "{:.4g}; a uniform grid of {} momenta is used, which leaves {:.1e} of its "
                      "maximum between the nodes; better: momentum.breaks where it has steps",
                      asked.accuracy, resolution.k, rough, left.error)};
}

void write_momenta(io::ResultFile& file, const MomentumGrid& grid) {
  file.scale(k, grid.points());
  std::vector<double> weight;
  for (int i = 0; i < grid.size(); ++i)
    weight.push_back(grid.weight(i));
  file.write(k_weight, weight);
  if (!grid.is_uniform()) file.scale(k_break, grid.breaks());
}

void add_momenta(io::Contents& contents) {
  contents.scale(k);
  contents.dataset(k_weight);
  contents.scale(k_break, "if momentum.scheme = \"panels\"");
}

MomentumGrid read_momenta(const io::ResultReader& file) {
  if (!file.contains("/k_break")) return MomentumGrid{static_cast<int>(file.shape("/k").at(0))};
  const auto nodes_of_file = file.numbers("/k"), breaks = file.numbers("/k_break");
  const auto zero = breaks.size() / 2;
  std::vector<double> half(breaks.begin() + static_cast<std::ptrdiff_t>(zero), breaks.end());
  if (half.size() < 2) throw InvalidInput(file.name() + ": /k_break: allowed: ends of panels");
  std::vector<int> nodes;
  for (std::size_t p = 0; p + 1 < half.size(); ++p)
    nodes.push_back(static_cast<int>(std::ranges::count_if(
        nodes_of_file, [&](double one) { return one > half[p] && one < half[p + 1]; })));
  for (const auto edge : {model::ZoneEdge::Plain, model::ZoneEdge::SquareRoot}) {
    MomentumGrid grid = MomentumGrid::panels(half, nodes, edge);
    if (std::ranges::equal(nodes_of_file, grid.points(),
                           [](double a, double b) { return std::abs(a - b) < 1e-9; }))
      return grid;
  }
  throw InvalidInput(file.name() + ": /k: these are not the nodes of the panels in /k_break");
}

void complete_momentum(config::Reader& reader, Momentum& momentum, int uniform_points) {
  if (std::ranges::adjacent_find(momentum.breaks, std::ranges::greater_equal{}) !=
      momentum.breaks.end())
    reader.reject("momentum.breaks", "a list that does not ascend");
  if (momentum.scheme == MomentumScheme::Uniform && !momentum.points)
    momentum.points = uniform_points;
}

}  // namespace kapitza::kinds
