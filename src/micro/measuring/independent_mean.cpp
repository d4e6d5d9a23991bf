#include "kapitza/micro/measuring/independent_mean.hpp"

#include <cassert>
#include <cmath>
#include <limits>

namespace kapitza::micro {

IndependentMean::IndependentMean(std::size_t components) : state_(2 * components) {}

void IndependentMean::add(std::span<const double> values) {
  assert(2 * values.size() == state_.size());
  ++count_;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double deviation = values[i] - state_[i];
    state_[i] += deviation / static_cast<double>(count_);
    state_[values.size() + i] += deviation * (values[i] - state_[i]);
  }
}

void IndependentMean::add(const IndependentMean& other) {
  assert(other.state_.size() == state_.size());
  if (other.count_ == 0) return;
  const std::size_t components = state_.size() / 2;
  const auto own = static_cast<double>(count_), more = static_cast<double>(other.count_),
             all = own + more;
  for (std::size_t i = 0; i < components; ++i) {
    const double difference = other.state_[i] - state_[i];
    state_[i] += difference * more / all;
    state_[components + i] +=
        other.state_[components + i] + difference * difference * own * more / all;
  }
  count_ += other.count_;
}

std::span<const double> IndependentMean::mean() const noexcept {
  return std::span{state_}.first(state_.size() / 2);
}

std::vector<double> IndependentMean::standard_error() const {
  const std::size_t components = state_.size() / 2;
  std::vector<double> error(components, std::numeric_limits<double>::quiet_NaN());
  if (count_ < 2) return error;
  const double n = static_cast<double>(count_);
  for (std::size_t i = 0; i < components; ++i)
    error[i] = std::sqrt(state_[components + i] / (n * (n - 1)));
  return error;
}

void IndependentMean::restore(std::span<const double> state, long long count) {
  assert(state.size() == state_.size());
  state_.assign(state.begin(), state.end());
  count_ = count;
}

}  // namespace kapitza::micro
