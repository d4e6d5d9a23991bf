#include "kapitza/boltzmann/edge_layer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace kapitza::boltzmann {

namespace {

/// int dk/2pi |f|
double mean_size(const std::vector<double>& f, const model::MomentumGrid& grid) {
  double sum = 0;
  for (int k = 0; k < grid.size(); ++k)
    sum += grid.relative_weight(k) * std::abs(f[k]);
  return sum / static_cast<double>(grid.size());
}

/// p! (p+1)! / ((2p+1)! (2p+2)!)
double error_constant(int p) {
  return std::tgamma(p + 1.0) * std::tgamma(p + 2.0) /
         (std::tgamma(2 * p + 2.0) * std::tgamma(2 * p + 3.0));
}

/// How many cells lie within a depth from an end, as a power of the depth between two faces and before the first one; as if
/// the cells beyond the centre were those before it once more.
double cells_within(double depth, const SpatialScheme& scheme) {
  const std::vector<double> faces = scheme.faces();
  if (faces.size() < 3 || depth >= 0.5) return scheme.cells() * depth;
  std::size_t j = 1;
  while (j + 2 < faces.size() && faces[j + 1] < depth)
    ++j;
  const double power = std::log(static_cast<double>(j + 1) / static_cast<double>(j)) /
                       std::log(faces[j + 1] / faces[j]);
  return static_cast<double>(j) * std::pow(depth / faces[j], power);
}

constexpr double trusted_change = 0.01;  // of n, in the difference
constexpr double free_path_factor = 4;
constexpr double largest_gain = 1.5;  // of the share that the layer changes

}  // namespace

EdgeLayer edge_layer(collision::CollisionIntegral& collision, const model::MomentumGrid& grid,
                     const model::Dispersion& dispersion, std::span<const double> n) {
  const int K = grid.size();
  std::vector<double> speed(K), I(K), turned(K), flux(K);
  for (int k = 0; k < K; ++k) {
    const double v = dispersion.velocity(grid[k]);
    speed[k] = std::abs(v);
    flux[k] = speed[k] * n[k];
  }
  collision.evaluate(n, I);
  double length = std::numeric_limits<double>::infinity();
  for (int k = 0; k < K; ++k)
    if (I[k] != 0 && n[k] > 0)
      length = std::min(length, trusted_change * n[k] * speed[k] / std::abs(I[k]));
  std::vector<double> further(n.begin(), n.end());
  for (int k = 0; k < K; ++k)
    further[k] += length * I[k] / speed[k];
  collision.evaluate(further, turned);
  for (int k = 0; k < K; ++k)
    turned[k] = (turned[k] - I[k]) / length;
  const double scattered = mean_size(I, grid), turning = mean_size(turned, grid);
  const std::vector<double> occupation(n.begin(), n.end());
  const double entering = mean_size(flux, grid);
  const double slowest = *std::ranges::min_element(speed) * mean_size(occupation, grid) / entering;
  if (!(turning > 0) || !(scattered > 0)) return {0, 0, slowest};
  return {turning / scattered, scattered * scattered / (turning * entering), slowest};
}

ForeseenIndicator foreseen_indicator(const EdgeLayer& layer, double Lambda,
                                     const SpatialScheme& scheme) {
  if (!(layer.rate > 0)) return {0, 0};
  const int order = 2 * scheme.nodes - 1;
  const double x = 2 / cells_within(1 / (Lambda * layer.rate), scheme);
  const double wrong =
      free_path_factor * layer.share * error_constant(scheme.nodes - 1) * std::pow(x, order);
  return {std::min(wrong, largest_gain * layer.share), wrong};
}

}  // namespace kapitza::boltzmann
