#include "solve.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

using linear::Movers;

/// f(), whose errors begin with what they are about.
template <class F>
auto naming(const std::string& what, const F& f) {
  try {
    return f();
  } catch (const Error& error) {
    throw Error{error.exit_code(), what + ": " + error.what()};
  }
}

/// max |A - B| over max |B|.
double relative_difference(const linear::Pair2x2& A, const linear::Pair2x2& B) {
  double difference = 0, size = 0;
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b) {
      difference = std::max(difference, std::abs(A[a][b] - B[a][b]));
      size = std::max(size, std::abs(B[a][b]));
    }
  }
  return difference / size;
}

void require_finite(const SlabResponse& state) {
  const auto finite = [](double x) { return std::isfinite(x); };
  const auto& R = state.total_resistance;
  if (!std::ranges::all_of(state.reflected, finite) ||
      !std::ranges::all_of(state.transmitted, finite) || !std::ranges::all_of(R[0], finite) ||
      !std::ranges::all_of(R[1], finite))
    throw NumericalFailure{"the solution is not finite"};
}

SlabResponse solve_slab(const LinearProblem& problem, const linear::LinearResponse& response,
                        const linear::HalfSpace& wall, double Lambda) {
  const linear::Slab slab = response.slab(Lambda);
  const linear::SlabState solved = slab.solve(problem.left, problem.right);
  const linear::ThermalBackground& background = response.background();
  SlabResponse state;
  state.Lambda = Lambda;
  state.reflected = solved.reflected();
  state.transmitted = solved.transmitted();
  for (const double X : problem.X) {
    const auto row = solved.profile(X);
    state.delta_n.insert(state.delta_n.end(), row.begin(), row.end());
  }
  state.current = solved.current();
  state.entropy_production = solved.entropy_production();
  state.total_resistance = slab.total_resistance();
  require_finite(state);
  const linear::ThermalPart nearest =
      linear::thermal_part(background, state.reflected, Movers::Left);
  state.reflected_thermal = linear::thermal_perturbation(background, nearest.alpha, Movers::Left);
  state.reflected_deviation = nearest.deviation;
  state.transmitted_deviation =
      linear::thermal_part(background, state.transmitted, Movers::Right).deviation;
  state.slab_law_difference =
      relative_difference(state.total_resistance, linear::slab_law(wall, Lambda));
  return state;
}

Junction junction_of(const LinearProblem& problem, const linear::LinearResponse& response,
                     const linear::HalfSpace& wall) {
  const linear::ThermalBackground& background = response.background();
  const auto n = background.occupation();
  Junction junction;
  junction.beta = problem.state.beta;
  junction.mu = problem.state.mu;
  junction.background.assign(n.begin(), n.end());
  junction.injected_left = problem.left;
  junction.injected_right = problem.right;
  junction.conductivity = response.conductivity();
  junction.resistance = wall.resistance();
  for (const linear::Conserved b : {linear::Number, linear::Energy}) {
    junction.weight[b] = wall.weight(b);
    junction.profile[b] = wall.profile(b);
    const linear::ThermalPart nearest =
        linear::thermal_part(background, wall.profile(b), Movers::Left);
    junction.profile_thermal[b] =
        linear::thermal_perturbation(background, nearest.alpha, Movers::Left);
    junction.profile_deviation[b] = nearest.deviation;
  }
  junction.laws = linear::consistency(wall);
  junction.invariant_defect = background.invariant_defect();
  return junction;
}

linear::LinearResponse respond(const LinearProblem& problem, double mu, Timing& timing) {
  collision::CollisionWork work;
  const linear::ThermalBackground background =
      timing.during("collision matrix", [&] { return problem.background(mu, &work); });
  timing.count("collision linearisations", work.linearisations);
  timing.count("FFTs", work.transforms);
  return timing.during("modes", [&] { return linear::LinearResponse{background}; });
}

}  // namespace

LinearResult solve_linear(const LinearProblem& problem, std::span<const double> Lambda,
                          Timing& timing, const std::function<void(std::size_t done)>& on_Lambda) {
  const linear::LinearResponse response = respond(problem, problem.state.mu, timing);
  const linear::HalfSpace wall = timing.during("half-space", [&] { return response.half_space(); });
  LinearResult result;
  result.X = problem.X;
  result.junction = junction_of(problem, response, wall);
  for (const double one : Lambda) {
    result.states.push_back(naming(fmt::format("Lambda = {:g}", one), [&] {
      return timing.during("slabs", [&] { return solve_slab(problem, response, wall, one); });
    }));
    on_Lambda(result.states.size());
  }
  return result;
}

ScanPoint scan_point(const LinearProblem& problem, double mu, Timing& timing) {
  return naming(fmt::format("scan.mu = {:g}", mu), [&] {
    const linear::LinearResponse response = respond(problem, mu, timing);
    const linear::HalfSpace wall =
        timing.during("half-space", [&] { return response.half_space(); });
    const ScanPoint point{mu,
                          response.conductivity(),
                          wall.resistance(),
                          linear::asymmetry(response.conductivity()),
                          linear::asymmetry(wall.resistance()),
                          {},
                          {}};
    if (!std::isfinite(point.conductivity_asymmetry) || !std::isfinite(point.resistance_asymmetry))
      throw NumericalFailure{"conductivity or resistance is not finite"};
    return point;
  });
}

}  // namespace kapitza::kinds
