#include "momentum_errors.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "collective.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/model/momentum_interpolation.hpp"
#include "kapitza/model/panel_choice.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::StationaryState;

constexpr double kept_share = 0.75;  // of the nodes of every panel
constexpr int least_momenta = 16;
constexpr int every = 3;                  // of the nodes of a uniform grid is one of the fewer
constexpr double rough_tolerance = 1e-7;  // of the fewer, which only tell a difference
// Times that difference: the error is 0.46 of it where it falls as K^-4 and 0.73 as K^-3, but three times the difference where it falls
// as 1/K, at the logarithmic cusps of n in a mean field and where only pairs collide, so that n of slow carriers varies as 1/k.
constexpr double richardson = 1, richardson_of_slow = 3;

double times_difference(const BoltzmannProblem& problem) {
  return problem.barrier || problem.interaction.only_pairs() ? richardson_of_slow : richardson;
}

model::MomentumGrid fewer_of(const model::MomentumGrid& grid) {
  return grid.is_uniform() ? model::MomentumGrid{grid.size() / every}
                           : model::share_of(grid, kept_share);
}

/// |n - n of the fewer| at each momentum; on a uniform grid at the nearest that both have, as n there is too rough to be interpolated.
class Comparison {
 public:
  Comparison(const model::MomentumGrid& coarse, const model::MomentumGrid& fine)
      : coarse_{coarse}, fine_{fine} {}

  std::vector<double> operator()(std::span<const double> n, std::span<const double> fewer) const {
    const auto K = static_cast<std::size_t>(fine_.size());
    std::vector<double> d(K);
    for (std::size_t k = 0; k < K; ++k) {
      const std::size_t at = fine_.is_uniform() ? k / every * every + every / 2 : k;
      d[k] = n[at] - coarse_(fewer, fine_[static_cast<int>(at)]);
    }
    return boltzmann::size_with_neighbours(d, K);
  }

 private:
  model::MomentumInterpolation coarse_;
  const model::MomentumGrid& fine_;
};

void add_difference(const StationaryState& fewer, const StationaryState& of,
                    const model::MomentumGrid& coarse, const model::MomentumGrid& grid,
                    StationaryState& state) {
  const Comparison between{coarse, grid};
  boltzmann::Difference& found = state.momentum_difference;
  found.left = between(of.n_left, fewer.n_left);
  found.center = between(of.n_center, fewer.n_center);
  found.right = between(of.n_right, fewer.n_right);
  const auto K = static_cast<std::size_t>(grid.size()),
             few = static_cast<std::size_t>(coarse.size());
  found.inside.clear();
  if (of.X != state.X) {  // of several N: the largest of the ends and the centre
    const double most = std::max({std::ranges::max(found.left), std::ranges::max(found.center),
                                  std::ranges::max(found.right)});
    found.inside.assign(state.n.size(), most);
    return;
  }
  for (std::size_t x = 0; x < static_cast<std::size_t>(of.block.count); ++x) {
    const auto row = between(std::span{of.n}.subspan(x * K, K),
                             std::span<const double>{fewer.n}.subspan(x * few, few));
    found.inside.insert(found.inside.end(), row.begin(), row.end());
  }
}

/// The problem of the fewer, to be solved as far as a difference is told by it.
std::optional<BoltzmannProblem> problem_of(const Communicator& world, const BoltzmannCase& input,
                                           const BoltzmannProblem& whole) {
  try {
    BoltzmannProblem coarse = world.collectively([&] {
      return BoltzmannProblem{input, fewer_of(whole.grid)};
    });
    coarse.adaptive.reset();  // the cells are those of the states
    coarse.steady.tolerance = std::max(coarse.steady.tolerance, rough_tolerance);
    coarse.steady.to_floor = false;
    coarse.steady.collision_error = 0;
    return coarse;
  } catch (const InvalidInput& few) {
    spdlog::info("the errors by the momenta are told by the highest coefficients of n: {}",
                 few.what());
    return std::nullopt;
  }
}

boltzmann::SpatialScheme scheme_of(const StationaryState& state, const BoltzmannProblem& problem) {
  return problem.adaptive
             ? boltzmann::make_discontinuous_galerkin(state.faces, problem.adaptive->nodes)
             : problem.schemes.front();
}

/// To begin at Lambda with what `of` tells of fewer momenta; should that not serve, the way up from free streaming is left.
boltzmann::Snapshot start_from(const StationaryState& of, const model::MomentumGrid& grid,
                               const BoltzmannProblem& coarse) {
  const model::MomentumInterpolation whole{grid};
  const auto K = static_cast<std::size_t>(grid.size());
  boltzmann::UnfinishedAdvance attempt;
  attempt.aim = of.Lambda;
  attempt.attempted = true;
  boltzmann::StateAtLambda free;
  for (std::size_t x = 0; x < static_cast<std::size_t>(of.block.count); ++x)
    for (int k = 0; k < coarse.grid.size(); ++k) {
      const double p = coarse.grid[k];
      attempt.n.push_back(std::max(0.0, whole(std::span{of.n}.subspan(x * K, K), p)));
      const bool from_left = coarse.dispersion.velocity(p) > 0;
      free.n.push_back((from_left ? coarse.injection.left : coarse.injection.right)[k]);
    }
  boltzmann::Snapshot start;
  start.grids.push_back({{std::move(free)}, std::move(attempt)});
  return start;
}

}  // namespace

bool fewer_tell_errors(const BoltzmannCase& input, int momenta) {
  return input.momentum_estimate && input.momentum.scheme == MomentumScheme::Panels &&
         input.steady.method == boltzmann::SteadyMethod::Pseudo &&
         input.scheme == CollisionScheme::Fast && momenta >= least_momenta;
}

collision::CollisionWork estimate_momentum_errors(
    const Communicator& world, const BoltzmannCase& input, const BoltzmannProblem& problem,
    const collision::CollisionParameters& parameters, std::span<boltzmann::Solution> solutions,
    const boltzmann::Engine::OnStep& on_step, const boltzmann::Engine::OnWork& on_work) {
  if (!fewer_tell_errors(input, problem.grid.size()) || solutions.empty()) return {};
  auto coarse = problem_of(world, input, problem);
  if (!coarse) return {};
  Plans plans{world, Planning::Measure, ""};
  const Collisions collisions = planned_collisions(plans, input, *coarse, parameters);
  for (std::size_t i = 0; i < solutions.size(); ++i) {
    StationaryState& state = solutions[i].state;
    const StationaryState& of =
        solutions[i].resolutions.empty() ? state : solutions[i].resolutions.front();
    coarse->schemes = {scheme_of(of, problem)};
    const auto engine = make_engine(world, *coarse, *collisions.I, collisions.next());
    const auto compare = [&](const boltzmann::Solution& fewer) {
      add_difference(fewer.state, of, coarse->grid, problem.grid, state);
      state.times_difference = times_difference(problem);
      boltzmann::set_errors(world, state, problem.grid, problem.dispersion);
    };
    const auto report = [&](boltzmann::StepReport step) {
      step.fraction =
          (static_cast<double>(i) + step.fraction) / static_cast<double>(solutions.size());
      on_step(step);
    };
    try {
      engine->resume(start_from(of, problem.grid, *coarse));
      engine->solve(std::vector{of.Lambda}, compare, report, on_work);
    } catch (const NumericalFailure& failure) {
      spdlog::warn(
          "Lambda = {:g}: the error by the momenta is rough: no solution with fewer of them ({})",
          of.Lambda, failure.what());
    }
  }
  return collisions.I->work();
}

}  // namespace kapitza::kinds
