#include "kapitza/collision/next_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "kapitza/base/error.hpp"
#include "lattice_schedule.hpp"
#include "node_interpolation.hpp"

namespace kapitza::collision {

namespace {

constexpr std::array<double, 8> next_tau_ladder{6, 8, 12, 16, 24, 32, 48, 64};
constexpr double largest_step = 0.1, smallest_step = 0.0125;
constexpr double finest_next_accuracy = 1e-6;

int multiple_of(int momenta, const model::Dispersion& dispersion,
                const NextOrderParameters& parameters) {
  CollisionParameters lattice{};
  lattice.margin = parameters.margin;
  lattice.least_lattice = parameters.least_lattice;
  return lattice_multiple(momenta, parameters.time.tau_max, dispersion.max_speed(), lattice);
}

MomentumLattice lattice_of(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                           const NextOrderParameters& parameters) {
  if (!(parameters.time.tau_max > 0.0 && std::isfinite(parameters.time.tau_max)))
    throw InvalidInput(
        fmt::format("tau_max: found {}; allowed: finite and above 0", parameters.time.tau_max));
  constexpr LightCone cone = LightCone::Wide;  // as it is at the latest times
  if (grid.is_uniform()) return {grid, multiple_of(grid.size(), dispersion, parameters), cone};
  if (parameters.momenta < 16 || parameters.momenta % 2 != 0)
    throw InvalidInput(
        fmt::format("momenta: found {}; allowed: even and 16 or more", parameters.momenta));
  return {grid, parameters.momenta, multiple_of(parameters.momenta, dispersion, parameters), cone};
}

}  // namespace

VertexCoefficients vertex_coefficients(const model::Interaction& interaction, double rho) {
  VertexCoefficients g{};
  for (int l = 2; l < static_cast<int>(g.size()); ++l)
    g[l] = interaction.normal_ordered(l, rho);
  return g;
}

NextOrder::NextOrder(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                     const model::Interaction& interaction, const NextOrderParameters& parameters)
    : K_{grid.size()},
      grid_{grid},
      interaction_{interaction},
      parameters_{parameters},
      lattice_{lattice_of(grid, dispersion, parameters)},
      projection_{grid, dispersion} {
  std::vector<double> E;
  for (const double p : lattice_.momenta())
    E.push_back(dispersion.energy(p));
  const int K_f = lattice_.size() / lattice_.multiple();
  ring_.emplace(E, lattice_.uniform(), K_f, interaction.colliding_orders(), parameters.time);
  f_.resize(lattice_.size());
  A_.resize(K_f);
  B_.resize(K_f);
  a_.resize(K_);
  b_.resize(K_);
  if (!grid.is_uniform()) to_nodes_ = interpolation_to_nodes(K_f, grid);
}

// J <- n A + B at the nodes.
void NextOrder::bring_to_nodes(std::span<const double> n, std::span<double> J, bool project) {
  const bool at_nodes = grid_.is_uniform();
  if (!at_nodes) {
    to_nodes_.apply(A_, a_);
    to_nodes_.apply(B_, b_);
  }
  const std::vector<double>&A = at_nodes ? A_ : a_, &B = at_nodes ? B_ : b_;
  for (int k = 0; k < K_; ++k)
    J[k] = n[k] * A[k] + B[k];
  if (project) projection_.apply(J);
}

void NextOrder::evaluate(std::span<const double> n, std::span<double> J) {
  ++evaluations_;
  lattice_.refine(n, f_);
  ring_->third_order(vertex_coefficients(interaction_, grid_.integrate(n)), f_, A_, B_);
  bring_to_nodes(n, J, parameters_.projected);
}

void NextOrder::evaluate_diagram(int diagram, std::span<const double> n, std::span<double> J) {
  lattice_.refine(n, f_);
  ring_->third_order(vertex_coefficients(interaction_, grid_.integrate(n)), f_, A_, B_, diagram);
  bring_to_nodes(n, J, false);
}

void NextOrder::evaluate_leading(std::span<const double> n, std::span<double> I) {
  lattice_.refine(n, f_);
  ring_->second_order(vertex_coefficients(interaction_, grid_.integrate(n)), f_, A_, B_);
  bring_to_nodes(n, I, parameters_.projected);
}

namespace {

// The largest over the references of max |J - J'| / max |J'|.
double difference(const std::vector<std::vector<double>>& J,
                  const std::vector<std::vector<double>>& finer) {
  double largest = 0.0;
  for (std::size_t r = 0; r < J.size(); ++r) {
    double change = 0.0, scale = 0.0;
    for (std::size_t k = 0; k < J[r].size(); ++k) {
      change = std::max(change, std::abs(J[r][k] - finer[r][k]));
      scale = std::max(scale, std::abs(finer[r][k]));
    }
    largest = std::max(largest, change / scale);
  }
  return largest;
}

}  // namespace

NextOrderParameters choose_next_order(double accuracy, const model::MomentumGrid& grid,
                                      const model::Dispersion& dispersion,
                                      const model::Interaction& interaction,
                                      std::span<const std::vector<double>> references,
                                      NextOrderParameters start) {
  if (!(accuracy >= finest_next_accuracy && accuracy < 1.0))
    throw InvalidInput(fmt::format("accuracy: found {}; allowed: from {} and below 1", accuracy,
                                   finest_next_accuracy));
  const auto integrals = [&](const NextOrderParameters& parameters) {
    NextOrder next{grid, dispersion, interaction, parameters};
    std::vector<std::vector<double>> all;
    for (const auto& n : references) {
      all.emplace_back(grid.size());
      next.evaluate(n, all.back());
    }
    return all;
  };
  const auto unreachable = [&](const char* parameter, double last) {
    return InvalidInput(fmt::format(
        "accuracy: found {}; allowed: what {} = {} reaches for this state; give tau_max and "
        "tau_step by hand",
        accuracy, parameter, last));
  };
  NextOrderParameters here = start;
  here.time.tau_max = next_tau_ladder.front();
  here.time.tau_step = largest_step;
  auto J = integrals(here);
  while (true) {  // the step, which depends on the energies and hardly on T
    if (here.time.tau_step < smallest_step) throw unreachable("tau_step", smallest_step);
    NextOrderParameters finer = here;
    finer.time.tau_step /= 2.0;
    auto next = integrals(finer);
    if (difference(J, next) <= accuracy / 2.0) break;
    here = finer;
    J = std::move(next);
  }
  for (std::size_t i = 1; i < next_tau_ladder.size(); ++i) {
    NextOrderParameters longer = here;
    longer.time.tau_max = next_tau_ladder[i];
    auto next = integrals(longer);
    if (difference(J, next) <= accuracy / 2.0) return here;
    here = longer;
    J = std::move(next);
  }
  throw unreachable("tau_max", next_tau_ladder.back());
}

}  // namespace kapitza::collision
