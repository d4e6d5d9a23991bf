#include "linear_output.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "kapitza/base/error.hpp"

namespace kapitza::app {
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

void require_finite(const io::LinearState& state) {
  const auto finite = [](double x) { return std::isfinite(x); };
  const auto& R = state.total_resistance;
  if (!std::ranges::all_of(state.reflected, finite) ||
      !std::ranges::all_of(state.transmitted, finite) || !std::ranges::all_of(R[0], finite) ||
      !std::ranges::all_of(R[1], finite))
    throw NumericalFailure{"the solution is not finite"};
}

io::LinearState solve_slab(const LinearProblem& problem, const linear::LinearResponse& response,
                           const linear::HalfSpace& wall, double Lambda) {
  const linear::Slab slab = response.slab(Lambda);
  const linear::SlabState solved = slab.solve(problem.left, problem.right);
  const linear::ThermalBackground& background = response.background();
  io::LinearState state;
  state.Lambda = Lambda;
  state.reflected = solved.reflected();
  state.transmitted = solved.transmitted();
  for (const double X : problem.X) {
    const auto row = solved.profile(X);
    state.delta_n.insert(state.delta_n.end(), row.begin(), row.end());
  }
  state.number_current = solved.current()[linear::Number];
  state.energy_current = solved.current()[linear::Energy];
  state.entropy_production = solved.entropy_production();
  state.total_resistance = slab.total_resistance();
  require_finite(state);
  state.reflected_deviation =
      linear::thermal_part(background, state.reflected, Movers::Left).deviation;
  state.transmitted_deviation =
      linear::thermal_part(background, state.transmitted, Movers::Right).deviation;
  state.slab_law_difference =
      relative_difference(state.total_resistance, linear::slab_law(wall, Lambda));
  return state;
}

io::HalfSpaceResult half_space_result(const linear::ThermalBackground& background,
                                      const linear::HalfSpace& wall) {
  io::HalfSpaceResult result;
  for (const linear::Conserved b : {linear::Number, linear::Energy}) {
    result.weight[b] = wall.weight(b);
    result.profile[b] = wall.profile(b);
    result.profile_deviation[b] =
        linear::thermal_part(background, wall.profile(b), Movers::Left).deviation;
  }
  return result;
}

io::ConsistencyResult consistency_result(const linear::ThermalBackground& background,
                                         const linear::HalfSpace& wall) {
  const linear::Consistency laws = linear::consistency(wall);
  return {laws.conductivity_asymmetry,
          laws.resistance_asymmetry,
          laws.conductivity_eigenvalues,
          laws.resistance_eigenvalues,
          laws.conservation,
          laws.detailed_balance,
          laws.reciprocity,
          background.invariant_defect()};
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

io::LinearResult solve_linear(const LinearProblem& problem, std::span<const double> Lambda,
                              Timing& timing,
                              const std::function<void(std::size_t done)>& on_Lambda) {
  const linear::LinearResponse response = respond(problem, problem.state.mu, timing);
  const linear::HalfSpace wall = timing.during("half-space", [&] { return response.half_space(); });
  const linear::ThermalBackground& background = response.background();
  io::LinearResult result;
  const auto k = problem.grid.points();
  result.k.assign(k.begin(), k.end());
  result.X = problem.X;
  result.beta = problem.state.beta;
  result.mu = problem.state.mu;
  const auto n = background.occupation();
  result.background.assign(n.begin(), n.end());
  result.injected_left = problem.left;
  result.injected_right = problem.right;
  result.conductivity = response.conductivity();
  result.resistance = wall.resistance();
  result.half_space = half_space_result(background, wall);
  result.consistency = consistency_result(background, wall);
  for (const double one : Lambda) {
    result.states.push_back(naming(fmt::format("Lambda = {:g}", one), [&] {
      return timing.during("slabs", [&] { return solve_slab(problem, response, wall, one); });
    }));
    on_Lambda(result.states.size());
  }
  return result;
}

io::ScanPoint scan_point(const LinearProblem& problem, double mu, Timing& timing) {
  return naming(fmt::format("scan.mu = {:g}", mu), [&] {
    const linear::LinearResponse response = respond(problem, mu, timing);
    const linear::HalfSpace wall =
        timing.during("half-space", [&] { return response.half_space(); });
    const io::ScanPoint point{mu, response.conductivity(), wall.resistance(),
                              linear::asymmetry(response.conductivity()),
                              linear::asymmetry(wall.resistance())};
    if (!std::isfinite(point.conductivity_asymmetry) || !std::isfinite(point.resistance_asymmetry))
      throw NumericalFailure{"conductivity or resistance is not finite"};
    return point;
  });
}

}  // namespace kapitza::app
