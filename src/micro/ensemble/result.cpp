#include <algorithm>
#include <limits>

#include "implementation.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::micro {

namespace {

// `values` of the first rank on all.
void share(const Communicator& world, std::vector<double>& values) {
  values.resize(static_cast<std::size_t>(world.broadcast(static_cast<long long>(values.size()))));
  world.broadcast(std::span{values});
}

// What lies beyond the first `size` numbers is cut off and returned.
std::vector<double> cut_off(std::vector<double>& values, std::size_t size) {
  const auto end = values.begin() + size;
  std::vector<double> rest(end, values.end());
  values.resize(size);
  return rest;
}

}  // namespace

DensityTrace Ensemble::Implementation::trace() const {
  DensityTrace trace;
  for (std::size_t bin = 0; bin < schedule_.bins(); ++bin)
    trace.time.push_back(settings_.splitting.step * schedule_.mean_step(bin));
  trace.mean.assign(density_.mean().begin(), density_.mean().end());
  if (done_ == 0) trace.mean.assign(trace.time.size(), std::numeric_limits<double>::quiet_NaN());
  trace.standard_error = density_.standard_error();
  const std::vector<double> state = density_.state();
  trace.squares.assign(state.begin() + static_cast<std::ptrdiff_t>(trace.time.size()), state.end());
  return trace;
}

EnsembleResult Ensemble::Implementation::result() const {
  const Observables& observables = apparatus_->observables();
  const model::MomentumGrid grid{settings_.points};
  EnsembleResult result;
  result.k.assign(grid.points().begin(), grid.points().end());
  result.wigner_x.assign(observables.wigner_positions().begin(),
                         observables.wigner_positions().end());
  result.left_x = observables.left_position();
  result.right_x = observables.right_position();
  result.layout = observables.layout();
  evaluate(moments_, result);
  result.realisations_done = done_;
  result.relative_error = world_.broadcast(relative_error_);
  result.trace = trace();
  for (std::vector<double>* values :
       {&result.mean, &result.standard_error, &result.drift.difference,
        &result.drift.standard_error, &result.step_difference, &result.step_difference_error,
        &result.trace.mean, &result.trace.standard_error, &result.trace.squares, &result.moments})
    share(world_, *values);
  return result;
}

void evaluate(const Moments& moments, EnsembleResult& result) {
  result.realisations_done = static_cast<int>(moments.realisations());
  result.mean = moments.mean();
  result.standard_error = moments.standard_error();
  result.drift = moments.drift();
  result.moments = moments.state();
  const std::size_t size = result.layout.size;
  result.step_difference = cut_off(result.mean, size);
  result.step_difference_error = cut_off(result.standard_error, size);
  cut_off(result.drift.difference, size);
  cut_off(result.drift.standard_error, size);
  const std::size_t left = result.layout.outgoing, right = left + 1;
  result.relative_error = std::max(result.standard_error[left] / result.mean[left],
                                   result.standard_error[right] / result.mean[right]);
}

}  // namespace kapitza::micro
