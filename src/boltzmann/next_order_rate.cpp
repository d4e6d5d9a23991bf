#include "kapitza/boltzmann/next_order_rate.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "local_values.hpp"

namespace kapitza::boltzmann {

namespace {

constexpr std::size_t degree = 3;

/// Supporting points of the scheme, off the ramps of the profile.
std::vector<int> supports_behind(const Barrier& barrier, const SpatialScheme& scheme, int wanted) {
  const auto on_ramps = static_cast<int>(
      std::ranges::count_if(scheme.X, [&](double X) { return barrier.on_ramp(X); }));
  std::vector<int> points = supporting_points(scheme.size() - on_ramps, wanted);
  for (int& point : points)
    point += on_ramps / 2;
  return points;
}

double angle(double X) {
  return std::acos(1 - 2 * X);
}

}  // namespace

std::vector<int> supporting_points(int P, int wanted) {
  const int half = (P + 1) / 2, chosen = std::clamp((wanted + 1) / 2, 1, half);
  std::vector<int> points;
  for (int i = 0; i < chosen; ++i)
    points.push_back(chosen == 1 ? half - 1
                                 : static_cast<int>(std::lround(i * (half - 1.0) / (chosen - 1))));
  for (int i = chosen - 1; i >= 0; --i)
    if (const int image = P - 1 - points[static_cast<std::size_t>(i)]; image > points.back())
      points.push_back(image);
  return points;
}

NextOrderRate::NextOrderRate(const Communicator& comm, const Transport& transport,
                             const model::MomentumGrid& grid, const Barrier& barrier,
                             const NextOrderTerm& term)
    : comm_{comm},
      transport_{transport},
      grid_{grid},
      term_{term},
      supports_{supports_behind(barrier, transport.scheme(), term.points)},
      states_(supports_.size() * static_cast<std::size_t>(grid.size()),
              std::numeric_limits<double>::quiet_NaN()),
      J_at_supports_(states_.size()),
      along_I_(static_cast<std::size_t>(transport.block().count), 1.0),
      correction_(along_I_.size(), 0.0),
      leading_(along_I_.size() * static_cast<std::size_t>(grid.size())),
      remainder_(leading_.size(), 0.0),
      J_(static_cast<std::size_t>(grid.size())) {
  const PointBlock& block = transport.block();
  for (int x = block.first; x < block.first + block.count; ++x) {
    const double X = transport.scheme().X[static_cast<std::size_t>(x)];
    D_.push_back(barrier.on_ramp(X) ? 0 : barrier.D(X));
    shares_.push_back(shares(X));
  }
}

std::vector<NextOrderRate::Share> NextOrderRate::shares(double X) const {
  std::vector<double> at;
  for (const int x : supports_)
    at.push_back(angle(transport_.scheme().X[static_cast<std::size_t>(x)]));
  const std::size_t count = std::min(degree + 1, at.size());
  const auto above = static_cast<std::size_t>(std::ranges::lower_bound(at, angle(X)) - at.begin());
  const std::size_t first = std::min(above >= count / 2 ? above - count / 2 : 0, at.size() - count);
  std::vector<Share> all;
  for (std::size_t i = first; i < first + count; ++i) {
    double weight = 1;
    for (std::size_t j = first; j < first + count; ++j)
      if (j != i) weight *= (angle(X) - at[j]) / (at[i] - at[j]);
    all.push_back({i, weight});
  }
  return all;
}

std::vector<double> NextOrderRate::states_at_supports(Vec n) const {
  const LocalValues states(n, grid_.size());
  const PointBlock& block = transport_.block();
  std::vector<double> all(states_.size(), 0.0);
  for (std::size_t s = 0; s < supports_.size(); ++s) {
    const int local = supports_[s] - block.first;
    if (local < 0 || local >= block.count) continue;
    std::ranges::copy(states[local], all.begin() + static_cast<std::ptrdiff_t>(s * J_.size()));
  }
  comm_.sum(all);
  return all;
}

bool NextOrderRate::update(Vec n, const MirrorSymmetry& mirror) {
  std::vector<double> states = states_at_supports(n);
  if (states == states_) return false;
  states_ = std::move(states);
  evaluate(mirror);
  return true;
}

void NextOrderRate::evaluate(const MirrorSymmetry& mirror) {
  const std::size_t K = J_.size(), all = supports_.size();
  const std::size_t computed = mirror.present() ? (all + 1) / 2 : all;
  std::ranges::fill(J_at_supports_, 0.0);
  comm_.collectively([&] {
    for (auto s = static_cast<std::size_t>(comm_.rank()); s < computed;
         s += static_cast<std::size_t>(comm_.size()))
      term_.J.evaluate(std::span{states_}.subspan(s * K, K),
                       std::span{J_at_supports_}.subspan(s * K, K));
  });
  comm_.sum(J_at_supports_);
  for (std::size_t s = computed; s < all; ++s)
    for (int k = 0; k < grid_.size(); ++k)
      J_at_supports_[s * K + static_cast<std::size_t>(k)] =
          J_at_supports_[(all - 1 - s) * K + static_cast<std::size_t>(grid_.mirror(k))];
}

void NextOrderRate::complete(int local, std::span<double> I) {
  const auto at = static_cast<std::size_t>(local);
  std::ranges::copy(I, leading_.begin() + static_cast<std::ptrdiff_t>(at * J_.size()));
  const auto remainder = std::span{remainder_}.subspan(at * J_.size(), J_.size());
  if (held_) {
    for (std::size_t k = 0; k < I.size(); ++k)
      I[k] = along_I_[at] * I[k] + remainder[k];
    return;
  }
  std::ranges::fill(J_, 0.0);
  for (const auto& [support, weight] : shares_[at])
    for (std::size_t k = 0; k < J_.size(); ++k)
      J_[k] += weight * J_at_supports_[support * J_.size() + k];
  const double coupling = lambda_ * D_[at], c = collision::relative_next_order(grid_, I, J_);
  const collision::ResummedRate rate = collision::resummed(term_.resummation, c, coupling);
  along_I_[at] = rate.along_I(c);
  correction_[at] = coupling * c;
  for (std::size_t k = 0; k < I.size(); ++k) {
    const double R = rate.of_I * I[k] + rate.of_J * J_[k];
    remainder[k] = R - along_I_[at] * I[k];
    I[k] = R;
  }
}

std::vector<double> NextOrderRate::everywhere(const MirrorSymmetry& mirror,
                                              std::span<const double> own) const {
  const PointBlock& block = transport_.block();
  std::vector<double> all(static_cast<std::size_t>(transport_.points()), 0.0);
  for (std::size_t local = 0; local < own.size(); ++local) {
    const int x = block.first + static_cast<int>(local), image = transport_.scheme().mirror(x);
    if (!mirror.computes(x)) continue;
    all[static_cast<std::size_t>(x)] = own[local];
    if (!mirror.computes(image)) all[static_cast<std::size_t>(image)] = own[local];
  }
  comm_.sum(all);
  return all;
}

void NextOrderRate::share(const MirrorSymmetry& mirror) {
  const std::vector<double> all = everywhere(mirror, along_I_);
  std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(transport_.block().first), along_I_.size(),
              along_I_.begin());
}

std::vector<double> NextOrderRate::corrections(const MirrorSymmetry& mirror) const {
  return everywhere(mirror, correction_);
}

}  // namespace kapitza::boltzmann
