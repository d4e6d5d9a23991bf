#include "micro_output.hpp"

#include <span>
#include <vector>

#include "kapitza/micro/measuring/moments.hpp"

namespace kapitza::app {
namespace {

/// `count` numbers from `offset` on, with their errors.
io::Measured part(const std::vector<double>& mean, const std::vector<double>& standard_error,
                  std::size_t offset, std::size_t count) {
  const auto cut = [&](const std::vector<double>& all) {
    const auto values = std::span{all}.subspan(offset, count);
    return std::vector<double>(values.begin(), values.end());
  };
  return {cut(mean), cut(standard_error)};
}

}  // namespace

io::MicroResult empty_result(const MicroProblem& problem) {
  io::MicroResult result;
  const auto k = problem.grid().points();
  result.k.assign(k.begin(), k.end());
  result.injected_left = problem.injected().left;
  result.injected_right = problem.injected().right;
  result.Gamma = problem.Gamma();
  result.transmission = problem.reservoir().transmission;
  result.reflecting_below = problem.reservoir().reflecting_below;
  result.moment_rows = micro::Moments::row_names();
  result.step = problem.settings().splitting.step;
  result.settle = problem.input().time.settle;
  result.measure = problem.input().time.measure;
  result.seed = problem.input().ensemble.seed;
  result.first = problem.input().ensemble.first;
  return result;
}

void add_state(io::MicroResult& result, const MicroSetup& setup,
               const micro::EnsembleResult& measured) {
  const std::size_t K = measured.k.size(), windows = measured.wigner_x.size();
  const micro::Observables::Layout& at = measured.layout;
  const auto value = [&](std::size_t offset, std::size_t count) {
    return part(measured.mean, measured.standard_error, offset, count);
  };
  const auto drift = [&](std::size_t offset, std::size_t count) {
    return part(measured.drift.difference, measured.drift.standard_error, offset, count);
  };
  io::MicroState state;
  state.length = setup.length;
  state.sites = static_cast<int>(setup.system.sites);
  state.lambda = setup.lambda;
  state.Lambda = setup.Lambda;
  state.renormalised = setup.renormalised;
  state.A = setup.A;
  state.realisations_done = measured.realisations_done;
  state.relative_error = measured.relative_error;
  state.left_x = measured.left_x;
  state.right_x = measured.right_x;
  state.left = value(at.left, K);
  state.right = value(at.right, K);
  state.wigner_x = measured.wigner_x;
  state.wigner = value(at.wigner, windows * K);
  state.number_current = value(at.current, 2);
  state.energy_current = value(at.current + 2, 2);
  state.imbalance = value(at.imbalance, 2);
  state.outgoing = value(at.outgoing, 2);
  state.density = value(at.density, 1);
  state.density_drift = drift(at.density, 1);
  state.outgoing_drift = drift(at.outgoing, 2);
  state.left_drift = drift(at.left, K);
  state.right_drift = drift(at.right, K);
  if (!measured.step_difference.empty()) {
    const auto difference = [&](std::size_t offset) {
      return part(measured.step_difference, measured.step_difference_error, offset, K);
    };
    state.left_step_difference = difference(0);
    state.right_step_difference = difference(K);
  }
  state.density_trace = {measured.trace.mean, measured.trace.standard_error};
  state.moments = measured.moments;
  result.trace_t = measured.trace.time;
  result.states.push_back(std::move(state));
}

std::size_t result_size(const MicroProblem& problem) {
  const micro::EnsembleSettings& settings = problem.settings();
  const auto K = static_cast<std::size_t>(settings.points),
             windows = static_cast<std::size_t>(settings.windows);
  const std::size_t components =
      micro::Observables::layout(settings.points, settings.windows).size +
      (settings.compare_half_step ? 2 * K : 0);
  return io::micro_file_size(problem.setups().size(), K, windows,
                             static_cast<std::size_t>(settings.trace_points), micro::Moments::rows,
                             components);
}

}  // namespace kapitza::app
