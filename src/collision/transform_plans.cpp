#include "transform_plans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "kapitza/base/clock.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::collision {

std::vector<FftwPlan> plan_blocks(std::span<const BlockOfTransforms> wanted, int howmany,
                                  FftwVector<std::complex<double>>& buffer, Planning planning,
                                  double budget) {
  fftw_complex* z = as_fftw(buffer.data());
  const auto plan = [&](int length, unsigned flags) {
    return FftwPlan{fftw_plan_many_dft(1, &length, howmany, z, nullptr, 1, length, z, nullptr, 1,
                                       length, FFTW_BACKWARD, flags)};
  };
  const auto work_of_length = [&](std::size_t i) {
    double work = 0.0;
    for (const BlockOfTransforms& block : wanted)
      if (block.length == wanted[i].length) work += block.work;
    return work;
  };
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater{}, work_of_length);
  std::vector<FftwPlan> plans(wanted.size());
  double spent = 0.0;
  for (const std::size_t i : order) {
    const int length = wanted[i].length;
    if (planning != Planning::Measure || spent >= budget) {
      plans[i] = plan(length, FFTW_ESTIMATE);  // what was measured, where FFTW knows that
    } else if (plans[i] = plan(length, FFTW_MEASURE | FFTW_WISDOM_ONLY); !plans[i]) {
      const double begin = processor_time();
      plans[i] = plan(length, FFTW_MEASURE);
      spent += processor_time() - begin;
    }
    if (!plans[i])
      throw NumericalFailure(
          fmt::format("FFTW cannot plan a transform of length {}", wanted[i].length));
  }
  return plans;
}

}  // namespace kapitza::collision
