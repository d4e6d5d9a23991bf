#include "kapitza/micro/noise/random_phases.hpp"

#include <fmt/format.h>

#include <cmath>

#include "kapitza/base/error.hpp"
#include "kapitza/micro/noise/normals.hpp"

namespace kapitza::micro {

RandomPhases::RandomPhases(std::span<const double> n, std::uint64_t seed)
    : seed_{seed}, normals_(n.size()) {
  const auto N = static_cast<std::int64_t>(n.size());
  for (std::int64_t m = 0; m < N; ++m) {
    const double here = n[static_cast<std::size_t>(m)];
    if (!(here >= 0.0 && std::isfinite(here)))
      throw InvalidInput(
          fmt::format("n({:.6g}) = {:g}; allowed: finite and not negative at every mode",
                      momentum(m, N), here));
    // The transform back to sites lacks the factor 1/N.
    amplitude_.push_back(std::sqrt(here / static_cast<double>(N)));
  }
}

void RandomPhases::draw(std::uint32_t realisation, ModeTransform& transform,
                        FftwVector<Complex>& modes, FftwVector<Complex>& field) {
  complex_normals(seed_, realisation, 0, 0, normals_);
  for (std::size_t m = 0; m < amplitude_.size(); ++m)
    modes[m] = amplitude_[m] * Complex{normals_[m]};
  transform.to_sites(modes.data(), field.data());
}

}  // namespace kapitza::micro
