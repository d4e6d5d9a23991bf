#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kapitza/boltzmann/steady_problem.hpp"
#include "local_values.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double few_carriers = 0.01;  // of the largest n at the point
constexpr double strong_growth = 3;    // across the defect
constexpr double gross = 1e-2;         // of the largest loss: such an error explains all else
constexpr double certain = 1e-10;      // of the largest loss, beyond rounding

/// Where carriers multiply on their way, dn/dX = growth n + ...
struct Amplification {
  double growth = 0;  // Lambda dI_k/dn_k / |v_k|
  std::int64_t unknown = 0;
};

/// Where a gain is most negative, over the largest loss there.
struct NegativeGain {
  double share = 0;
  double n = 0;
  std::int64_t unknown = 0;
};

}  // namespace

std::string SteadyProblem::obstacle(Vec n, double residual) {
  if (!differentiable_) return "";
  const int K = transport_.momenta();
  const LocalValues states(n, K);
  std::vector<double> L(std::size_t(K) * K), I(K);
  NegativeGain worst;
  Amplification strongest;
  comm_.collectively([&] {
    for (int local = 0; local < transport_.block().count; ++local) {
      const int x = transport_.block().first + local;
      const auto at = states[local];
      differentiable_->linearise(at, L);
      collision_.evaluate(at, I);
      double loss = 0;
      for (int k = 0; k < K; ++k)
        loss = std::max(loss, std::abs(L[std::size_t(k) * K + k]) * at[k]);
      const double most = *std::max_element(at.begin(), at.end());
      for (int k = 0; k < K; ++k) {
        const double growth =
            Lambda_ * L[std::size_t(k) * K + k] / std::abs(transport_.velocity(k));
        if (growth > strongest.growth) strongest = {growth, std::int64_t{x} * K + k};
        if (at[k] > few_carriers * most) continue;
        const double gain = I[k] - L[std::size_t(k) * K + k] * at[k];
        if (gain / loss < worst.share) worst = {gain / loss, at[k], std::int64_t{x} * K + k};
      }
    }
  });
  if (residual < attainable(n))
    return fmt::format(
        "rounding alone leaves some {:.0e} at this Lambda; a tolerance above that can be met",
        std::max(rounding_floor(n), residual));
  const double share = comm_.min(worst.share);
  const double growth = comm_.max(strongest.growth);
  if (growth > strong_growth && share > -gross) {
    const int teller = comm_.min(strongest.growth == growth ? comm_.rank() : comm_.size());
    return comm_.broadcast(
        fmt::format("slow carriers are amplified as exp({:.2g} X) at {}, the slower the more: with "
                    "so few from the other side there may be no stationary state; a smaller "
                    "Lambda, or a larger n there, is needed",
                    growth, place(strongest.unknown)),
        teller);
  }
  if (share > -certain) return "";
  const int teller = comm_.min(worst.share == share ? comm_.rank() : comm_.size());
  return comm_.broadcast(
      fmt::format("the collision integral takes carriers from where there are hardly any (n = "
                  "{:.2g} at {}; gain {:.1e} of the largest loss), an error of its quadrature: "
                  "more momenta, or a larger n where next to nothing is injected, are needed",
                  worst.n, place(worst.unknown), worst.share),
      teller);
}

}  // namespace kapitza::boltzmann
