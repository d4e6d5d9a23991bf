#include "kapitza/config/boltzmann_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common_values.hpp"
#include "injection_reader.hpp"
#include "kapitza/config/duration.hpp"
#include "kinds.hpp"

namespace kapitza::config {
namespace {

using document::number_text;
using document::toml_string;

/// Keys of `table` that serve another choice than the one in force must not be given: silence would hide a mistake.
void refuse_foreign_keys(Reader& reader, std::initializer_list<std::string_view> foreign,
                         std::string_view owner, std::string_view chosen) {
  for (const std::string_view path : foreign) {
    if (!reader.given(path)) continue;
    reader.complain(path, fmt::format("belongs to {}; here {} is in force", owner, chosen));
  }
}

Collision read_collision(Reader& reader) {
  Collision collision;
  const bool paper = reader.word("collision.scheme") == "paper";
  collision.scheme = paper ? CollisionScheme::Paper : CollisionScheme::Fast;
  collision.accuracy = reader.number("collision.accuracy");
  collision.tau_max = reader.optional_number("collision.tau_max");
  collision.tau_step = reader.optional_number("collision.tau_step");
  collision.lattice = reader.optional_integer("collision.lattice");
  collision.band = reader.optional_integer("collision.band");
  if (paper) {
    // The parameters of Appendix C.
    collision.tau_max = collision.tau_max.value_or(130.0);
    collision.tau_step = collision.tau_step.value_or(0.03);
    collision.lattice = collision.lattice.value_or(4096);
    collision.band = collision.band.value_or(256);
    refuse_foreign_keys(reader, {"collision.accuracy"}, "scheme = \"fast\"", "\"paper\"");
    if (*collision.band > *collision.lattice) {
      reader.complain("collision.band", fmt::format("found {}; allowed: at most the lattice, {}",
                                                    *collision.band, *collision.lattice));
    }
  } else {
    refuse_foreign_keys(reader, {"collision.band"}, "scheme = \"paper\"", "\"fast\"");
  }
  require_step_below_maximum(reader, collision);
  return collision;
}

std::variant<DiscontinuousGalerkin, Upwind> read_space(Reader& reader) {
  if (reader.word("space.scheme") == "dg") {
    refuse_foreign_keys(reader, {"space.points"}, "scheme = \"upwind\"", "\"dg\"");
    return DiscontinuousGalerkin{reader.integer("space.cells"), reader.integer("space.nodes")};
  }
  refuse_foreign_keys(reader, {"space.cells", "space.nodes"}, "scheme = \"dg\"", "\"upwind\"");
  Upwind upwind{reader.integers("space.points")};
  if (!reader.given("space.points")) {
    reader.complain("space.points",
                    "missing; scheme = \"upwind\" needs N, or a list of N to extrapolate from");
  }
  const auto descends = [](int a, int b) { return a >= b; };
  if (std::ranges::adjacent_find(upwind.points, descends) != upwind.points.end()) {
    reader.reject("space.points", reader.where("space.points"), "a list that does not ascend");
  }
  return upwind;
}

Steady read_steady(Reader& reader, CollisionScheme collision, bool upwind) {
  Steady steady;
  const bool march = reader.word("steady.method") == "march";
  steady.method = march ? SteadyMethod::March : SteadyMethod::Pseudo;
  steady.tolerance = reader.number("steady.tolerance");
  steady.max_steps = reader.optional_integer("steady.max_steps").value_or(march ? 1000000 : 500);
  if (collision == CollisionScheme::Paper && !march) {
    reader.complain("steady.method",
                    "\"pseudo\" needs the exact linearisation, which collision.scheme = \"paper\" "
                    "does not have; allowed: \"march\"");
  }
  if (march && !upwind) {
    reader.complain("steady.method",
                    "\"march\" is the paper's step (31), (32) on its upwind grid; allowed: with "
                    "space.scheme = \"upwind\"");
  }
  return steady;
}

void put_collision(ResolvedValues& resolved, const Collision& collision) {
  const bool paper = collision.scheme == CollisionScheme::Paper;
  resolved.values["collision.scheme"] = toml_string(paper ? "paper" : "fast");
  if (!paper) resolved.values["collision.accuracy"] = number_text(collision.accuracy);
  resolved.idle.insert(paper ? "collision.accuracy" : "collision.band");
  if (collision.tau_max) resolved.values["collision.tau_max"] = number_text(*collision.tau_max);
  if (collision.tau_step) resolved.values["collision.tau_step"] = number_text(*collision.tau_step);
  if (collision.lattice) resolved.values["collision.lattice"] = std::to_string(*collision.lattice);
  if (collision.band) resolved.values["collision.band"] = std::to_string(*collision.band);
}

void put_space(ResolvedValues& resolved, const std::variant<DiscontinuousGalerkin, Upwind>& space) {
  if (const auto* dg = std::get_if<DiscontinuousGalerkin>(&space)) {
    resolved.values["space.scheme"] = toml_string("dg");
    resolved.values["space.cells"] = std::to_string(dg->cells);
    resolved.values["space.nodes"] = std::to_string(dg->nodes);
    resolved.idle.insert("space.points");
  } else {
    resolved.values["space.scheme"] = toml_string("upwind");
    resolved.values["space.points"] =
        fmt::format("[{}]", fmt::join(std::get<Upwind>(space).points, ", "));
    resolved.idle.insert({"space.cells", "space.nodes"});
  }
}

}  // namespace

Case read_boltzmann(Reader& reader) {
  BoltzmannCase result;
  result.points = read_points(reader);
  result.coefficients = read_coefficients(reader);
  result.collision = read_collision(reader);
  std::optional<model::MomentumGrid> grid;
  if (result.points % 2 == 0) grid.emplace(result.points);
  result.left = read_injection(reader, "injection.left", false, grid ? &*grid : nullptr);
  result.right = read_injection(reader, "injection.right", true, grid ? &*grid : nullptr);
  result.Lambda = read_distinct_numbers(reader, "defect.Lambda");
  result.space = read_space(reader);
  result.steady =
      read_steady(reader, result.collision.scheme, std::holds_alternative<Upwind>(result.space));
  if (const auto file = reader.optional_text("output.file")) result.output_file = *file;
  result.checkpoint_interval = reader.duration("checkpoint.every");
  return result;
}

ResolvedValues resolved_values(const BoltzmannCase& input) {
  ResolvedValues resolved;
  resolved.values["kind"] = toml_string("boltzmann");
  resolved.values["momentum.points"] = std::to_string(input.points);
  resolved.values["interaction.coefficients"] = coefficients_text(input.coefficients);
  put_collision(resolved, input.collision);
  resolved.values["injection.left"] = injection_text(input.left);
  resolved.values["injection.right"] = injection_text(input.right);
  resolved.values["defect.Lambda"] = list_text(input.Lambda);
  put_space(resolved, input.space);
  resolved.values["steady.method"] =
      toml_string(input.steady.method == SteadyMethod::March ? "march" : "pseudo");
  resolved.values["steady.tolerance"] = number_text(input.steady.tolerance);
  resolved.values["steady.max_steps"] = std::to_string(input.steady.max_steps);
  if (input.output_file) resolved.values["output.file"] = toml_string(input.output_file->string());
  resolved.values["checkpoint.every"] = toml_string(duration_text(input.checkpoint_interval));
  return resolved;
}

}  // namespace kapitza::config
