#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "kapitza/micro/ensemble/ensemble.hpp"
#include "kapitza/micro/reservoir.hpp"
#include "kapitza/model/defect.hpp"
#include "kapitza/model/dispersion.hpp"

namespace kapitza::test {

/// A ring with a smooth reservoir, injections of its own from both sides, and a box of |psi|^6 in the middle.
struct DrivenRing {
  DrivenRing(std::int64_t sites, std::int64_t width, double rate, std::int64_t length,
             double lambda) {
    system.sites = sites;
    system.damping = micro::smooth_reservoir(sites, width, rate);
    system.defect.profile = model::sharp_box(length, sites / 2);
    system.defect.lambda = lambda;
    system.defect.V_prime = micro::derivative_of_interaction({{3, 6.0}}, 0.0);
  }

  /// s(k), in the form that an Ensemble wants; refers to this object.
  std::function<std::vector<double>(int)> spectrum() const {
    return [this](int points) {
      const model::MomentumGrid grid{points};
      std::vector<double> from_left, from_right;
      for (const double k : grid.points()) {
        from_left.push_back(left(k));
        from_right.push_back(right(k));
      }
      return micro::noise_spectrum(from_left, from_right, system.damping, grid, dispersion);
    };
  }

  micro::System system;
  model::ParabolicDispersion dispersion;
  std::function<double(double)> left = [](double k) { return 0.5 + 0.3 * std::cos(k - 0.7); };
  std::function<double(double)> right = [](double k) { return 0.3 + 0.1 * std::sin(2 * k); };
};

}  // namespace kapitza::test
