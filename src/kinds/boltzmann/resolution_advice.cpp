#include "resolution_advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kapitza/boltzmann/adaptive_grid.hpp"
#include "kapitza/boltzmann/extrapolation.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::EdgeLayer;
using boltzmann::ForeseenIndicator;
using boltzmann::SpatialScheme;

constexpr double aim = largest_indicator / 6;  // of a cure, which the law foretells within a factor
constexpr double most_cells = 100000;          // that the key allows

/// What enters on either side.
std::vector<double> meeting(const BoltzmannProblem& problem) {
  std::vector<double> n(problem.injection.left);
  for (int k = 0; k < problem.grid.size(); ++k)
    if (problem.dispersion.velocity(problem.grid[k]) < 0)
      n[static_cast<std::size_t>(k)] = problem.injection.right[static_cast<std::size_t>(k)];
  return n;
}

/// What enters on one side, and the thermal state that it predicts to leave there, or its mirror image if there is none.
std::vector<double> thermalised(const BoltzmannProblem& problem, model::Side side) {
  const bool left = side == model::Side::Left;
  const std::vector<double>& entering = left ? problem.injection.left : problem.injection.right;
  std::vector<double> n(entering), leaving;
  if (const auto state = thermal_prediction(problem, side))
    leaving = model::thermal_occupation(*state, problem.grid, problem.dispersion);
  for (int k = 0; k < problem.grid.size(); ++k) {
    const auto i = static_cast<std::size_t>(k);
    if ((problem.dispersion.velocity(problem.grid[k]) > 0) == left) continue;
    n[i] =
        leaving.empty() ? entering[static_cast<std::size_t>(problem.grid.mirror(k))] : leaving[i];
  }
  return n;
}

}  // namespace

ResolutionAdvice::ResolutionAdvice(const BoltzmannProblem& problem,
                                   collision::CollisionIntegral& collision)
    : problem_{problem} {
  const auto layer = [&](const std::vector<double>& n) {
    return boltzmann::edge_layer(collision, problem.grid, problem.dispersion, n);
  };
  meeting_ = layer(meeting(problem));
  for (const model::Side side : {model::Side::Left, model::Side::Right})
    thermalised_.push_back(layer(thermalised(problem, side)));
}

ForeseenIndicator ResolutionAdvice::on(const SpatialScheme& scheme, double Lambda) const {
  const auto by_size = [](const ForeseenIndicator& a, const ForeseenIndicator& b) {
    return a.unlimited < b.unlimited;
  };
  const auto of = [&](const EdgeLayer& layer) {
    return boltzmann::foreseen_indicator(layer, Lambda, scheme);
  };
  return std::min(of(meeting_), std::max(of(thermalised_[0]), of(thermalised_[1]), by_size),
                  by_size);
}

std::vector<double> ResolutionAdvice::first_faces(double Lambda) const {
  return boltzmann::graded_faces(meeting_, Lambda);
}

double ResolutionAdvice::foreseen(double Lambda) const {
  std::vector<int> sizes;
  for (const SpatialScheme& scheme : problem_.schemes)
    sizes.push_back(scheme.size());
  const std::vector<double> weights = boltzmann::extrapolation_weights(sizes);
  double sum = 0;
  for (std::size_t s = 0; s < sizes.size(); ++s)
    sum += weights[s] * on(problem_.schemes[s], Lambda).value;
  return std::abs(sum);
}

std::string ResolutionAdvice::cure(double Lambda, double indicator) const {
  const SpatialScheme& finest = problem_.schemes.back();
  const ForeseenIndicator here = on(finest, Lambda);
  // Where the law falls short of what is found, it does so on other grids too.
  const double excess = here.unlimited * std::max(1.0, indicator / here.value) / aim;
  const double factor = std::pow(std::max(excess, indicator / aim), 1.0 / (2 * finest.nodes - 1));
  const double cells = std::min(most_cells, std::ceil(finest.cells() * factor));
  if (finest.name == "upwind")
    return fmt::format("space.points = {}: try {:g}, or space.scheme = \"dg\"", finest.size(),
                       cells);
  return fmt::format("space.cells = {}: try {:g}{}", finest.cells(), cells,
                     finest.nodes < 3 ? ", fewer with space.nodes = 3" : "");
}

std::string unreached(const boltzmann::StationaryState& state, double wrong,
                      const boltzmann::AdaptiveGrid& asked) {
  const std::size_t cells = state.faces.size() - 1;
  return fmt::format(
      "Lambda = {:g}: space.accuracy = {:g} is not reached with {} cells in X; what leaves, or n "
      "at the centre, is off by about {:.1e} of the largest n. Ask for less, or give cells by "
      "hand: space.cells = {}",
      state.Lambda, asked.accuracy, cells, wrong, 4 * cells);
}

std::string unresolved(double Lambda, double indicator, const std::string& cure) {
  return fmt::format(
      "Lambda = {:g}: the layers at the ends of the defect are thinner than the cells in X; what "
      "leaves is off by about {:.1e} of the largest n, or up to {:g} times that (more than {:g}). "
      "{}",
      Lambda, indicator, falls_short, largest_error, cure);
}

}  // namespace kapitza::kinds
