#include "defect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "../profile_value.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::kinds {
namespace {

using config::of;
using config::OnlyIf;

constexpr double usual_smoothing = 0.05;
constexpr double same_strength = 1e-9;  // of lambda and a Lambda that were written together

model::DefectCoordinate coordinate_of(const FiniteDefect& defect) {
  if (defect.profile->text == "box") return model::DefectCoordinate::box();
  return model::DefectCoordinate{
      profile_function(*defect.profile, defect.smoothing.value_or(usual_smoothing))};
}

void require_scaling_limit(config::Reader& reader, const BoltzmannCase& input) {
  for (const char* name : {"lambda", "profile", "smoothing", "renormalised"})
    if (const std::string path = std::string{"defect."} + name; reader.given(path))
      reader.complain(path,
                      "given without defect.length; allowed: with the length of the defect, "
                      "without which the scaling limit is solved, lambda -> 0");
  if (input.next.wanted())
    reader.complain(
        "collision.order",
        "found \"next\" without defect.length; allowed: with defect.length, which "
        "lambda follows from; in the scaling limit, lambda -> 0, the next order vanishes");
  if (!reader.given("defect.Lambda"))
    reader.complain("defect.Lambda",
                    "missing; allowed: Lambda, or lambda together with defect.length");
}

void require_schemes_with_force(config::Reader& reader, const BoltzmannCase& input) {
  constexpr auto with = "defect.length brings in the mean field, which needs ";
  if (input.momentum.scheme == MomentumScheme::Uniform)
    reader.complain("momentum.scheme", std::string{"found \"uniform\"; allowed: \"panels\": "} +
                                           with + "a derivative in k");
  if (input.space.scheme != SpatialMethod::DiscontinuousGalerkin)
    reader.complain("space.scheme", std::string{"found \"upwind\"; allowed: \"dg\": "} + with +
                                        "a continuous potential in X");
  if (input.space.nodes.value_or(2) < 2)
    reader.complain("space.nodes",
                    fmt::format("found {}; allowed: at least 2: {}a slope in each cell",
                                *input.space.nodes, with));
}

}  // namespace

void add_defect_keys(config::Keys<BoltzmannCase>& keys) {
  keys.add("defect", "Lambda", &BoltzmannCase::Lambda,
           {.unit = "1",
            .min = 0,
            .above_min = true,
            .absent = "given by lambda",
            .condition = "no value twice",
            .distinct = true,
            .meaning = "Strength lambda^2 int D^2 dx of the defect, one or several."});
  keys.add("defect", "lambda", of(&BoltzmannCase::defect, &FiniteDefect::lambda),
           {.unit = "1",
            .min = 0,
            .above_min = true,
            .absent = "given by Lambda",
            .condition = "no value twice; with length",
            .distinct = true,
            .meaning = "Coupling lambda of the defect, one or several; instead of Lambda."});
  keys.add("defect", "length", of(&BoltzmannCase::defect, &FiniteDefect::length),
           {.unit = "sites",
            .min = 1,
            .absent = "infinite: the scaling limit",
            .meaning = "Length L of the defect, which makes its mean field a barrier (6)."});
  keys.add(
      "defect", "profile", of(&BoltzmannCase::defect, &FiniteDefect::profile),
      {.absent = "\"smooth\" if there is a length",
       .meaning = "D(y), y = x/L: \"smooth\" is a box smoothed by tanh, \"box\" one with sharp "
                  "edges; a formula may be any other. With length only."});
  keys.add("defect", "smoothing", of(&BoltzmannCase::defect, &FiniteDefect::smoothing),
           {.unit = "1",
            .min = 0,
            .max = 10,
            .above_min = true,
            .absent = "0.05 if profile = \"smooth\"",
            .meaning = "Width of the edges relative to L; profile = \"smooth\" only."});
  keys.add("defect", "renormalised", of(&BoltzmannCase::defect, &FiniteDefect::renormalised),
           {.absent = "false if there is a length",
            .meaning = "Whether V is replaced by V + A |psi|^2 with A = -U(rho_in), which cancels "
                       "the mean-field barrier at the injected density. With length only."});
}

void complete_defect(config::Reader& reader, BoltzmannCase& input) {
  FiniteDefect& defect = input.defect;
  if (!defect.length) {
    const bool refused = reader.given("defect.length");  // which was said
    if (!refused) require_scaling_limit(reader, input);
    return;
  }
  if (!defect.profile) defect.profile = ProfileShape{};
  if (defect.profile->text == "smooth") {
    if (!defect.smoothing) defect.smoothing = usual_smoothing;
  } else if (reader.given("defect.smoothing")) {
    reader.complain("defect.smoothing",
                    "given beside a profile that has edges of its own; allowed: with profile = "
                    "\"smooth\"");
  }
  if (!defect.renormalised) defect.renormalised = false;
  require_schemes_with_force(reader, input);
  if (defect.lambda.empty() && input.Lambda.empty()) {
    reader.complain("defect.Lambda", "missing; allowed: Lambda or lambda, a number or a list");
    return;
  }
  try {
    const model::DefectCoordinate shape = coordinate_of(defect);
    std::vector<double> strengths;
    for (const double lambda : defect.lambda)
      strengths.push_back(shape.effective_interaction(lambda, *defect.length));
    if (strengths.empty()) return;
    const auto same = [](double a, double b) { return std::abs(a - b) <= same_strength * b; };
    if (!input.Lambda.empty() && !std::ranges::equal(input.Lambda, strengths, same))
      reader.complain("defect.lambda",
                      "given beside another defect.Lambda; allowed: one of the two");
    else if (input.Lambda.empty())
      input.Lambda = strengths;
  } catch (const InvalidInput& error) {
    reader.complain(defect.profile->text == "smooth" ? "defect.smoothing" : "defect.profile",
                    error.what());
  }
}

double entering_density(const model::Injected& n, const model::MomentumGrid& grid,
                        const model::Dispersion& dispersion) {
  double rho = 0;
  for (int k = 0; k < grid.size(); ++k)
    rho += grid.weight(k) *
           (dispersion.velocity(grid[k]) > 0 ? n.left : n.right)[static_cast<std::size_t>(k)];
  return rho;
}

boltzmann::Barrier barrier_of(const BoltzmannCase& input, const model::Interaction& interaction,
                              const model::Injected& injection, const model::MomentumGrid& grid,
                              const model::Dispersion& dispersion) {
  const double rho = entering_density(injection, grid, dispersion);
  return {coordinate_of(input.defect), interaction, static_cast<double>(*input.defect.length),
          *input.defect.renormalised ? -interaction.potential(rho) : 0};
}

std::optional<double> break_above_barrier(const boltzmann::Barrier& barrier, double density,
                                          std::span<const double> Lambda) {
  constexpr double above = 1.45, narrowest = 0.15, furthest = 2;  // of k_c; of panels
  double D = 0;
  for (int i = 1; i < 64; ++i)
    D = std::max(D, barrier.D(i / 64.0));
  const double U = std::abs(barrier.interaction.potential(density) + barrier.A),
               height = barrier.coupling(*std::ranges::max_element(Lambda)) * D * U;
  const double end = std::max(above * std::sqrt(height), narrowest);
  return end < furthest ? std::optional{end} : std::nullopt;
}

model::MomentumGrid with_room_for_cusp(const model::MomentumGrid& grid, double end) {
  constexpr int least = 16;
  const auto breaks = grid.breaks();
  const auto first = grid.first_after_break();
  const std::size_t zero = breaks.size() / 2;
  std::vector<int> nodes;
  for (std::size_t p = zero; p + 1 < breaks.size(); ++p) {
    const int now = first[p + 1] - first[p];
    nodes.push_back(breaks[p + 1] <= end ? std::max(now, least) : now);
  }
  return model::MomentumGrid::panels(breaks.subspan(zero), nodes, grid.zone_edge());
}

}  // namespace kapitza::kinds
