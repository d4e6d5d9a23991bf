#include "kapitza/boltzmann/adaptive_grid.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "kapitza/boltzmann/discontinuous_galerkin.hpp"
#include "kapitza/boltzmann/extrapolation.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr double thickest = 0.125;
constexpr double first_cell = 2;         // layers of the slowest carriers, but
constexpr double thinnest_first = 1e-4;  // layers
constexpr int most_parts = 4;

/// The left half, 0 to 1/2 included, and its mirror image.
std::vector<double> with_mirror_image(std::vector<double> half) {
  for (std::size_t i = half.size() - 1; i-- > 0;)
    half.push_back(1 - half[i]);
  return half;
}

std::size_t cell_of(std::span<const double> faces, double X) {
  const auto inner = faces.subspan(1, faces.size() - 2);
  return static_cast<std::size_t>(std::ranges::upper_bound(inner, X) - inner.begin());
}

/// Powers of two, so that grids for different Lambda share their faces.
std::vector<int> parts_of(std::span<const double> share, double allowed, int order) {
  std::vector<int> parts;
  for (const double s : share) {
    const double wanted = std::pow(s / allowed, 1.0 / order);
    int some = 1;
    while (some < wanted && some < most_parts)
      some *= 2;
    parts.push_back(some);
  }
  return parts;
}

/// The values at the points of `at` that are largest in the cell that each lies in; at the ends `left` and `right`.
std::vector<double> largest_in_cells(const Communicator& comm, const std::vector<double>& values,
                                     const std::vector<double>& left,
                                     const std::vector<double>& right, const StationaryState& at,
                                     const SpatialScheme& from) {
  const std::size_t K = left.size(), nodes = static_cast<std::size_t>(from.nodes);
  const std::vector<double> all = comm.gather_everywhere<double>(values);
  const std::vector<double> faces = from.faces();
  std::vector<double> result;
  for (int x = at.block.first; x < at.block.first + at.block.count; ++x) {
    const double X = at.X[static_cast<std::size_t>(x)];
    const std::size_t first = cell_of(faces, X) * nodes;
    for (std::size_t k = 0; k < K; ++k) {
      double largest = 0;
      for (std::size_t i = first; i < first + nodes; ++i)
        if (std::abs(all[i * K + k]) > std::abs(largest)) largest = all[i * K + k];
      result.push_back(X == 0 ? left[k] : X == 1 ? right[k] : largest);
    }
  }
  return result;
}

}  // namespace

std::vector<double> graded_faces(double layer, double slowest) {
  const double first = std::min(thickest, first_cell * std::max(slowest, thinnest_first) * layer);
  std::vector<double> half{0};
  double face = std::exp2(std::round(std::log2(first)));
  while (face < 0.5) {
    half.push_back(face);
    face += std::min(thickest, face);
  }
  half.push_back(0.5);
  return with_mirror_image(std::move(half));
}

std::vector<double> graded_faces(const EdgeLayer& layer, double Lambda) {
  return graded_faces(layer.rate > 0 ? 1 / (Lambda * layer.rate) : 1, layer.slowest);
}

std::vector<double> refined_faces(std::span<const double> faces, std::span<const double> shares,
                                  double excess, const AdaptiveGrid& aim) {
  const std::size_t cells = faces.size() - 1, halves = cells / 2;
  std::vector<double> share;
  double worst = 0;
  for (std::size_t c = 0; c < halves; ++c) {
    share.push_back(std::max(shares[c], shares[cells - 1 - c]));
    worst = std::max(worst, share.back());
  }
  // The shares are of the current, the accuracy is of n: the excess tells how one follows from the other. What one cell may keep is
  // its part of that.
  const double all = std::reduce(shares.begin(), shares.end());
  double allowed = std::min(all / std::max(excess, 1.0) / static_cast<double>(cells), worst / 2);
  std::vector<int> parts = parts_of(share, allowed, 2 * aim.nodes);
  const int most = std::max(aim.most_cells / 2, static_cast<int>(halves));
  while (std::reduce(parts.begin(), parts.end()) > most) {
    allowed *= 2;
    parts = parts_of(share, allowed, 2 * aim.nodes);
  }
  std::vector<double> half{0};
  for (std::size_t c = 0; c < halves; ++c) {
    const double width = faces[c + 1] - faces[c];
    for (int p = 1; p < parts[c]; ++p)
      half.push_back(c == 0 ? width * std::exp2(p - parts[c]) : faces[c] + width * p / parts[c]);
    half.push_back(faces[c + 1]);
  }
  return with_mirror_image(std::move(half));
}

std::vector<double> prolonged(std::span<const double> n, std::size_t momenta,
                              const SpatialScheme& from, std::span<const double> X) {
  const std::vector<double> faces = from.faces();
  const auto nodes = static_cast<std::size_t>(from.nodes);
  std::vector<double> values(X.size() * momenta);
  for (std::size_t x = 0; x < X.size(); ++x) {
    const std::size_t first = cell_of(faces, X[x]) * nodes;
    const std::vector<double> w = lagrange_weights(std::span{from.X}.subspan(first, nodes), X[x]);
    for (std::size_t k = 0; k < momenta; ++k) {
      double value = 0, smallest = n[first * momenta + k];
      for (std::size_t i = 0; i < nodes; ++i) {
        const double node = n[(first + i) * momenta + k];
        value += w[i] * node;
        smallest = std::min(smallest, node);
      }
      values[x * momenta + k] = smallest > 0 ? std::max(value, smallest / 10) : value;
    }
  }
  return values;
}

double Stretch::operator()(double X) const {
  if (X > 0.5) return 1 - (*this)(1 - X);
  return std::min(ratio * X, std::max(X, depth));
}

GridSnapshot prolonged(const Communicator& comm, const GridSnapshot& snapshot, std::size_t momenta,
                       const SpatialScheme& to, const Stretch& stretch) {
  const PointBlock block = point_block(to.size(), comm);
  std::vector<double> own;
  for (int x = block.first; x < block.first + block.count; ++x)
    own.push_back(stretch(to.X[static_cast<std::size_t>(x)]));
  const auto brought = [&](const std::vector<double>& n, const std::vector<double>& faces) {
    const SpatialScheme from = make_discontinuous_galerkin(faces, to.nodes);
    return prolonged(comm.gather_everywhere<double>(n), momenta, from, own);
  };
  GridSnapshot result{{}, snapshot.under_way, to.faces(), snapshot.made_for, snapshot.refinements};
  for (const StateAtLambda& state : snapshot.states)
    result.states.push_back({state.Lambda, brought(state.n, state.faces), to.faces()});
  if (result.under_way && result.under_way->attempted)
    result.under_way->n = brought(snapshot.under_way->n, snapshot.faces);
  return result;
}

StationaryState sampled_at(const Communicator& comm, const StationaryState& state,
                           const std::vector<double>& X) {
  const std::size_t K = state.n_left.size();
  const int nodes = static_cast<int>(state.X.size() / (state.faces.size() - 1));
  const SpatialScheme from = make_discontinuous_galerkin(state.faces, nodes);
  const std::vector<double> n = comm.gather_everywhere<double>(state.n);
  StationaryState result{state};
  result.X = X;
  result.weights.assign(X.size(), 0);
  result.block = point_block(static_cast<int>(X.size()), comm);
  const auto first = static_cast<std::size_t>(result.block.first),
             count = static_cast<std::size_t>(result.block.count);
  result.n = prolonged(n, K, from, std::span{X}.subspan(first, count));
  for (std::size_t x = 0; x < count; ++x) {
    const double at = X[first + x];
    if (at != 0 && at != 1) continue;
    std::ranges::copy(at == 0 ? state.n_left : state.n_right,
                      result.n.begin() + static_cast<std::ptrdiff_t>(x * K));
  }
  for (std::vector<double> StationaryState::*current :
       {&StationaryState::number_current, &StationaryState::energy_current}) {
    (result.*current).clear();
    for (const double at : X) {
      const auto after = std::ranges::lower_bound(from.X, at) - from.X.begin();
      const auto last = std::ssize(from.X) - 1;
      const auto right = std::min<std::ptrdiff_t>(after, last),
                 left = std::max<std::ptrdiff_t>(right - 1, 0);
      const auto nearest = static_cast<std::size_t>(
          at - from.X[static_cast<std::size_t>(left)] < from.X[static_cast<std::size_t>(right)] - at
              ? left
              : right);
      (result.*current).push_back((state.*current)[nearest]);
    }
  }
  if (!state.mean_field.empty()) result.mean_field = prolonged(state.mean_field, 1, from, X);
  if (!state.next_order.empty()) result.next_order = prolonged(state.next_order, 1, from, X);
  result.n_error =
      largest_in_cells(comm, state.n_error, state.n_left_error, state.n_right_error, result, from);
  result.resolution.inside = largest_in_cells(comm, state.resolution.inside, state.resolution.left,
                                              state.resolution.right, result, from);
  const Difference& collided = state.collision_difference;
  result.collision_difference.inside =
      largest_in_cells(comm, collided.inside, collided.left, collided.right, result, from);
  for (auto* profile : {&result.density, &result.energy, &result.beta, &result.mu,
                        &result.deviation, &result.density_error, &result.energy_error,
                        &result.beta_error, &result.mu_error, &result.deviation_error})
    profile->clear();
  return result;
}

std::vector<double> common_faces(std::span<const std::vector<double>> grids) {
  std::vector<double> all;
  for (const std::vector<double>& faces : grids)
    all.insert(all.end(), faces.begin(), faces.end());
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace kapitza::boltzmann
