#include "kapitza/linear/resistance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "parity.hpp"

namespace kapitza::linear {

namespace {

constexpr int tests = 4;

// The powers 1, k, k^2, k^3 on the nodes k > 0, scaled to one at the zone boundary.
Matrix smooth_functions(const ThermalBackground& background) {
  const int H = background.half();
  const model::MomentumGrid& grid = background.grid();
  Matrix f(H, tests);
  for (int i = 0; i < H; ++i) {
    // k / pi; the fraction that it is on a uniform grid, without the rounding of k.
    const double x = grid.is_uniform() ? (i + 0.5) / H : grid[right_mover(H, i)] / std::numbers::pi;
    for (int p = 0; p < tests; ++p)
      f(i, p) = std::pow(x, p);
  }
  return f;
}

double conservation_defect(const HalfSpace& half_space) {
  const ThermalBackground& background = half_space.modes().background();
  const Matrix flux = background.invariants().transpose() * weighted_flux(background).asDiagonal();
  return (flux * half_space.reflection() - flux).lpNorm<Eigen::Infinity>() /
         flux.lpNorm<Eigen::Infinity>();
}

double detailed_balance_defect(const HalfSpace& half_space) {
  const ThermalBackground& background = half_space.modes().background();
  const Matrix f = smooth_functions(background);
  const Matrix B =
      f.transpose() * weighted_flux(background).asDiagonal() * (half_space.reflection() * f);
  double largest = 0.0;
  for (int i = 0; i < tests; ++i) {
    for (int j = 0; j < i; ++j)
      largest =
          std::max(largest, std::abs(B(i, j) - B(j, i)) / std::sqrt(std::abs(B(i, i) * B(j, j))));
  }
  return largest;
}

// alpha of the injection n_th^2 f by the rows of G^{-1} against int_{k>0} dk/2pi of H_b n_th^2 f.
double reciprocity_defect(const HalfSpace& half_space) {
  const ThermalBackground& background = half_space.modes().background();
  const Matrix f = smooth_functions(background);
  const int H = background.half();
  double largest = 0.0;
  for (int p = 0; p < tests; ++p) {
    std::vector<double> injected(background.occupation().size(), 0.0);
    expand(background, f.col(p), right_mover, injected);
    const Pair alpha = half_space.respond(injected, {0.0, 0.0}).alpha;
    for (const Conserved b : {Number, Energy}) {
      double sum = 0.0, size = 0.0;
      for (int i = 0; i < H; ++i) {
        const int r = right_mover(H, i);
        const double part =
            background.weights()[i] * half_space.weight(b)[r] * injected[r] / (2 * H);
        sum += part;
        size += std::abs(part);
      }
      largest = std::max(largest, std::abs(alpha[b] - sum) / size);
    }
  }
  return largest;
}

}  // namespace

Pair2x2 slab_law(const HalfSpace& half_space, double Lambda) {
  Pair2x2 total = inverse(half_space.modes().ohm());
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b)
      total[a][b] = 2.0 * half_space.resistance()[a][b] + Lambda * total[a][b];
  }
  return total;
}

ThermalPart thermal_part(const ThermalBackground& background, std::span<const double> dn,
                         Movers movers) {
  const auto index = movers == Movers::Right ? right_mover : left_mover;
  const Vector phi = reduced(background, dn, index, "dn");
  Pair2x2 normal{};
  Pair right{};
  double total = 0.0;
  const auto n_phi_e = [&](int i) {
    const double n = background.occupation()[right_mover(background.half(), i)];
    return std::array<double, 3>{n * phi[i], n, n * background.invariants()(i, Energy)};
  };
  for (int i = 0; i < background.half(); ++i) {
    const auto [f, one, E] = n_phi_e(i);
    const double w = background.weights()[i];
    normal[0][0] += w * one * one;
    normal[0][1] += w * one * E;
    normal[1][1] += w * E * E;
    right[0] += w * one * f;
    right[1] += w * E * f;
    total += w * f * f;
  }
  normal[1][0] = normal[0][1];
  if (total == 0.0) return {{0.0, 0.0}, 0.0};
  ThermalPart part{product(inverse(normal), right), 0.0};
  double rest = 0.0;
  for (int i = 0; i < background.half(); ++i) {
    const auto [f, one, E] = n_phi_e(i);
    const double not_thermal = f - part.alpha[0] * one - part.alpha[1] * E;
    rest += background.weights()[i] * not_thermal * not_thermal;
  }
  part.deviation = std::sqrt(rest / total);
  return part;
}

std::vector<double> thermal_perturbation(const ThermalBackground& background, const Pair& alpha,
                                         Movers movers) {
  const auto index = movers == Movers::Right ? right_mover : left_mover;
  std::vector<double> dn(background.occupation().size());
  for (int i = 0; i < background.half(); ++i) {
    const auto k = index(background.half(), i);
    const double n = background.occupation()[k];
    dn[k] = n * n * (alpha[Number] + alpha[Energy] * background.invariants()(i, Energy));
  }
  return dn;
}

Consistency consistency(const HalfSpace& half_space) {
  const Pair2x2& kappa = half_space.modes().conductivity();
  const Pair2x2& R = half_space.resistance();
  return {asymmetry(kappa),
          asymmetry(R),
          symmetric_eigenvalues(kappa),
          symmetric_eigenvalues(R),
          conservation_defect(half_space),
          detailed_balance_defect(half_space),
          reciprocity_defect(half_space)};
}

}  // namespace kapitza::linear
