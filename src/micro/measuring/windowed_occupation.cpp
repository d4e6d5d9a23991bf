#include "kapitza/micro/measuring/windowed_occupation.hpp"

#include <cmath>
#include <numbers>

#include "kapitza/base/error.hpp"
#include "kapitza/base/fftw.hpp"

namespace kapitza::micro {

struct WindowedOccupation::Implementation {
  explicit Implementation(int points) : weights(points), buffer(weights.size()) {
    constexpr double pi = std::numbers::pi;
    const double K = points;
    for (int x = 0; x < points; ++x) {
      const double sine = std::sin(pi * (x + 0.5) / K);
      // sum_x sin^4 = 3 K/8; the phase moves k_0 = -pi + pi/K to the first mode of the transform.
      weights[x] = std::polar(sine * sine / std::sqrt(0.375 * K), pi * x * (1 - 1 / K));
    }
    // Estimated, so that the bits do not depend on what was measured before.
    plan = FftwPlan{fftw_plan_dft_1d(points, as_fftw(buffer.data()), as_fftw(buffer.data()),
                                     FFTW_FORWARD, FFTW_ESTIMATE)};
    if (!plan) throw NumericalFailure{"FFTW has no plan for the windows of the measurement"};
  }

  std::vector<Complex> weights;
  FftwVector<Complex> buffer;
  FftwPlan plan;
};

WindowedOccupation::WindowedOccupation(int points)
    : implementation_{std::make_unique<Implementation>(points)} {}
WindowedOccupation::~WindowedOccupation() = default;

void WindowedOccupation::measure(std::span<const Complex> psi, std::span<double> n) {
  auto& [weights, buffer, plan] = *implementation_;
  for (std::size_t x = 0; x < weights.size(); ++x)
    buffer[x] = weights[x] * psi[x];
  fftw_execute(plan.get());
  for (std::size_t i = 0; i < weights.size(); ++i)
    n[i] = std::norm(buffer[i]);
}

}  // namespace kapitza::micro
