#include "kapitza/collision/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <string>

#include "growing_cut_off.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/collision/collision_operator.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::collision {

namespace {

constexpr std::array<double, 21> tau_ladder{8,   12,  16,  20,  24,  32,  40,  48,  64,  80,  96,
                                            128, 160, 192, 256, 320, 384, 512, 640, 768, 1024};
constexpr double tau_unit = 1;  // all are multiples of four
constexpr std::array<int, 9> node_ladder{4, 6, 8, 12, 16, 24, 32, 48, 64};

// Momenta K_f of panels, at which I_k is summed before it is brought to the nodes; a lattice given by hand is a multiple of the
// first. What 256 leave is of the edges of I_k, 1.4e-5 of max |I| next to the zone boundary, and no matter of K_f (docs/numerics.md).
constexpr std::array<int, 2> momenta_ladder{128, 256};
constexpr int momenta_unit = momenta_ladder.front();
constexpr double finest_on_panels = 1e-6;

constexpr double finest_accuracy = 1e-12;  // below it rounding decides

[[noreturn]] void refuse(const char* argument, const std::string& found,
                         const std::string& allowed) {
  throw InvalidInput(fmt::format("{}: found {}; allowed: {}", argument, found, allowed));
}

// I_k of every reference state, in its own unit sum_l C_l rho^{2l-1}.
std::vector<double> scaled_integrals(CollisionOperator& collision, const model::MomentumGrid& grid,
                                     std::span<const std::vector<double>> references) {
  const std::size_t K = grid.size();
  std::vector<double> all(references.size() * K);
  for (std::size_t r = 0; r < references.size(); ++r) {
    const std::span<double> I{all.data() + r * K, K};
    collision.evaluate(references[r], I);
    const double scale = collision.scale(grid.integrate(references[r]));
    for (double& i : I)
      i /= scale;
  }
  return all;
}

// Of the integrals of one of the references, the largest: by max_k on a uniform grid. Nodes of panels crowd next to breaks, at
// edges of I_k that no lattice resolves and no integral sees: there it is three times the root of the mean square, a peak that
// such a function has.
double difference(const model::MomentumGrid& grid, const std::vector<double>& a,
                  const std::vector<double>& b) {
  const std::size_t K = grid.size();
  double largest = 0.0;
  for (std::size_t first = 0; first < a.size(); first += K) {
    double square = 0.0;
    for (std::size_t k = 0; k < K; ++k) {
      const double d = std::abs(a[first + k] - b[first + k]);
      square += grid.weight(static_cast<int>(k)) * d * d;
      if (grid.is_uniform()) largest = std::max(largest, d);
    }
    if (!grid.is_uniform()) largest = std::max(largest, 3.0 * std::sqrt(square));
  }
  return largest;
}

// The references, and each of them with structure added: pairs vanish node by node in a thermal state, which therefore says
// nothing about their quadrature.
std::vector<std::vector<double>> with_structure(std::span<const std::vector<double>> references,
                                                const model::MomentumGrid& grid) {
  std::vector<std::vector<double>> states(references.begin(), references.end());
  for (const auto& reference : references) {
    states.push_back(reference);
    for (int k = 0; k < grid.size(); ++k)
      states.back()[k] *= 1.0 + 0.5 * std::sin(3.0 * grid[k] + 1.0);
  }
  return states;
}

// Each state once. The two leads of a symmetric case are the same, and what is injected in equilibrium is its own prediction but
// for rounding, of which no integral tells.
std::vector<std::vector<double>> without_copies(std::span<const std::vector<double>> states) {
  constexpr double same = 1e-10;
  std::vector<std::vector<double>> distinct;
  for (const auto& state : states) {
    const double largest = std::ranges::max(state);
    const auto copies = [&](const std::vector<double>& other) {
      return std::ranges::equal(
          state, other, [&](double a, double b) { return std::abs(a - b) <= same * largest; });
    };
    if (std::ranges::none_of(distinct, copies)) distinct.push_back(state);
  }
  return distinct;
}

// The first cut-off at which the error of the lattice shows, as the light cone has outgrown the least lattice; none on one given by hand.
std::optional<double> tau_of_lattice(const CollisionParameters& p,
                                     const model::Dispersion& dispersion) {
  const auto shows = [&](double T) {
    return 2.0 * dispersion.max_speed() * T + p.margin > 1.2 * p.least_lattice;
  };
  const auto* first = std::ranges::find_if(tau_ladder, shows);
  return first == tau_ladder.end() ? std::nullopt : std::optional{*first};
}

enum class Climb { Reached, LimitedByGrid, Exhausted };

// Set the first rung whose integrals differ from those of the next by less than half the accuracy. What does not halve
// within four rungs any more, once it is small, is the resolution of the momentum grid and not of the ladder: the search
// ends there. With Exhausted the last rung is set.
// `floor`: a difference that no rung removes, asked for once differences are small.
template <class Ladder, class Set, class Integrals, class Floor>
Climb climb(const model::MomentumGrid& grid, const Ladder& ladder, double accuracy, Set&& set,
            Integrals&& integrals, Floor&& floor) {
  constexpr std::size_t patience = 4;
  constexpr double small = 1e-3;
  std::vector<double> differences, here;
  for (std::size_t i = 0; i < ladder.size(); ++i) {
    set(ladder[i]);
    std::vector<double> next = integrals();
    if (i > 0) {
      const double d = difference(grid, here, next);
      differences.push_back(d);
      const bool stagnates =
          d > accuracy / 2 && d < small && i > patience &&
          (d <= floor() ||
           d > 0.5 * *std::min_element(differences.begin(), differences.end() - patience));
      if (d <= accuracy / 2 || stagnates) {
        set(ladder[i - 1]);
        return d > accuracy / 2 ? Climb::LimitedByGrid : Climb::Reached;
      }
    }
    here = std::move(next);
  }
  return Climb::Exhausted;
}

CollisionParameters by_hand(const CollisionSettings& settings, const model::MomentumGrid& grid,
                            const model::Dispersion& dispersion, int order) {
  if (!(settings.accuracy >= finest_accuracy && settings.accuracy < 1.0))
    refuse("accuracy", fmt::format("{}", settings.accuracy),
           fmt::format("from {} and below 1", finest_accuracy));
  if (settings.tau_max && !(*settings.tau_max > 0.0 && std::isfinite(*settings.tau_max)))
    refuse("tau_max", fmt::format("{}", *settings.tau_max), "finite and above 0");
  const double limit = largest_tau_step(order, dispersion);
  if (settings.tau_step && !(*settings.tau_step > 0.0 && *settings.tau_step < limit))
    refuse("tau_step", fmt::format("{}", *settings.tau_step),
           fmt::format("above 0 and below {:.6g}, the band limit", limit));

  const bool fine = settings.accuracy < 3e-6;
  CollisionParameters p{};
  p.tau_max = settings.tau_max.value_or(tau_ladder.front());
  p.tau_step = settings.tau_step.value_or(0.94 * limit);
  p.least_lattice = fine ? 1024 : 512;
  p.margin = fine ? 256 : 128;
  p.pair_nodes = node_ladder.front();
  p.momenta = grid.is_uniform() ? 0 : 2 * momenta_unit;
  if (settings.lattice) {
    const int unit = grid.is_uniform() ? grid.size() : momenta_unit;
    if (*settings.lattice < unit || *settings.lattice % unit != 0)
      refuse("lattice", fmt::format("{}", *settings.lattice),
             grid.is_uniform() ? fmt::format("multiples of {}, the number of momenta", unit)
                               : fmt::format("multiples of {}", unit));
    if (!grid.is_uniform() && *settings.lattice % p.momenta != 0) p.momenta = unit;
    p.least_lattice = *settings.lattice;
    p.margin = std::numeric_limits<int>::min() / 2;
  }
  return p;
}

}  // namespace

double largest_tau_step(int l, const model::Dispersion& dispersion) {
  return 2 * std::numbers::pi / (l * (dispersion.max_energy() - dispersion.min_energy()));
}

CollisionParameters choose_parameters(const CollisionSettings& settings,
                                      const model::MomentumGrid& grid,
                                      const model::Dispersion& dispersion,
                                      const model::Interaction& interaction,
                                      std::span<const std::vector<double>> references,
                                      double least_tau) {
  const auto& orders = interaction.colliding_orders();
  CollisionParameters p = by_hand(settings, grid, dispersion, std::max(3, orders.back()));
  std::vector<std::vector<double>> standard;
  if (references.empty()) {
    standard.push_back(model::thermal_occupation({.beta = 1.0, .mu = -0.5}, grid, dispersion));
    references = standard;
  }
  const std::vector<std::vector<double>> distinct = without_copies(references);
  references = distinct;
  std::vector<double> cut_offs(tau_ladder.begin(), tau_ladder.end());
  double unit = tau_unit;
  if (settings.tau_max) {
    cut_offs = {*settings.tau_max};
    unit = *settings.tau_max / 4;
  }
  std::map<int, GrowingCutOff> known;  // by momenta
  const auto reference_integrals = [&] {
    const auto I =
        known.try_emplace(p.momenta, grid, dispersion, interaction, p, references, cut_offs, unit);
    return I.first->second.at(p.tau_max);
  };
  // What the lattice leaves: on steps of another length light cones outgrow it at other times. A quarter of it, as it is told at a short T and by a sample.
  std::optional<double> left;
  const auto of_lattice = [&] {
    if (left) return *left;
    const auto T = tau_of_lattice(p, dispersion);
    if (!T) return *(left = 0.0);
    GrowingCutOff other{grid, dispersion, interaction, p, references, std::span{&*T, 1}, *T / 4};
    return *(left = 0.25 * difference(grid, other.at(*T), known.at(p.momenta).at(*T)));
  };
  const auto none = [] { return 0.0; };
  if (orders.front() == 2) {
    const auto states = with_structure(references, grid);
    const auto integrals = [&] {
      CollisionParameters with = p;
      with.tau_max = tau_ladder.front();  // the same in both of a difference
      CollisionOperator collision{grid, dispersion, interaction, with, Planning::Estimate};
      return scaled_integrals(collision, grid, states);
    };
    const Climb end = climb(
        grid, node_ladder, settings.accuracy, [&](int nodes) { p.pair_nodes = nodes; }, integrals,
        none);
    p.limited_by_grid = end != Climb::Reached;
  }
  if (orders.back() >= 3 && !settings.tau_max) {
    // Two rungs at least: of the last, which nothing follows, it is not known that it suffices.
    const std::span rungs{
        std::min(std::ranges::lower_bound(tau_ladder, least_tau), tau_ladder.end() - 2),
        tau_ladder.end()};
    const Climb end = climb(
        grid, rungs, settings.accuracy, [&](double T) { p.tau_max = T; }, reference_integrals,
        of_lattice);
    if (end == Climb::Exhausted)
      refuse("accuracy", fmt::format("{}", settings.accuracy),
             fmt::format("what tau_max = {} reaches for this state; give tau_max by hand",
                         tau_ladder.back()));
    p.limited_by_grid =
        p.limited_by_grid ||
        (grid.is_uniform() ? end == Climb::LimitedByGrid : settings.accuracy < finest_on_panels);
  }
  if (orders.back() >= 3 && !grid.is_uniform() && !settings.lattice) {
    climb(
        grid, momenta_ladder, settings.accuracy, [&](int momenta) { p.momenta = momenta; },
        reference_integrals, none);
  }

  const double cone = 2.0 * dispersion.max_speed() * p.tau_max;
  if (orders.back() >= 3 && settings.lattice && *settings.lattice < cone)
    refuse(
        "lattice", fmt::format("{}", *settings.lattice),
        fmt::format("at least {:.0f}, the light cone of tau_max = {}", std::ceil(cone), p.tau_max));
  return p;
}

}  // namespace kapitza::collision
