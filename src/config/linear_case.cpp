#include "kapitza/config/linear_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "common_values.hpp"
#include "injection_reader.hpp"
#include "kapitza/config/duration.hpp"
#include "kinds.hpp"

namespace kapitza::config {
namespace {

using document::number_text;

Collision read_collision(Reader& reader) {
  Collision collision;
  collision.accuracy = reader.number("collision.accuracy");
  collision.tau_max = reader.optional_number("collision.tau_max");
  collision.tau_step = reader.optional_number("collision.tau_step");
  collision.lattice = reader.optional_integer("collision.lattice");
  require_step_below_maximum(reader, collision);
  return collision;
}

int read_profile_points(Reader& reader) {
  const int points = reader.integer("space.profile_points");
  if (points == 1) reader.reject("space.profile_points", reader.where("space.profile_points"), "1");
  return points;
}

std::vector<double> read_scan(Reader& reader) {
  auto mu = read_distinct_numbers(reader, "scan.mu");
  for (const double value : mu)
    if (!(value < 0)) reader.reject("scan.mu", reader.where("scan.mu"), fmt::format("{}", value));
  return mu;
}

}  // namespace

Case read_linear(Reader& reader) {
  LinearCase result;
  result.points = read_points(reader);
  result.coefficients = read_coefficients(reader);
  result.collision = read_collision(reader);
  result.background = read_thermal(reader, "background.thermal");
  std::optional<model::MomentumGrid> grid;
  if (result.points % 2 == 0) grid.emplace(result.points);
  const model::MomentumGrid* nodes = grid ? &*grid : nullptr;
  result.left = read_perturbation(reader, "perturbation.left", model::Side::Left, nodes);
  result.right = read_perturbation(reader, "perturbation.right", model::Side::Right, nodes);
  result.Lambda = read_distinct_numbers(reader, "defect.Lambda");
  result.profile_points = read_profile_points(reader);
  result.scan_mu = read_scan(reader);
  if (!reader.given("perturbation.left") && !reader.given("scan.mu"))
    reader.complain("perturbation.left",
                    "missing; allowed: a formula as a string, or {file = ..., dataset = ...}; it "
                    "may be left out only beside a [scan]");
  if (const auto file = reader.optional_text("output.file")) result.output_file = *file;
  result.checkpoint_interval = reader.duration("checkpoint.every");
  return result;
}

ResolvedValues resolved_values(const LinearCase& input) {
  ResolvedValues resolved;
  auto& values = resolved.values;
  values["kind"] = document::toml_string("linear");
  values["momentum.points"] = std::to_string(input.points);
  values["interaction.coefficients"] = coefficients_text(input.coefficients);
  const Collision& collision = input.collision;
  values["collision.accuracy"] = number_text(collision.accuracy);
  if (collision.tau_max) values["collision.tau_max"] = number_text(*collision.tau_max);
  if (collision.tau_step) values["collision.tau_step"] = number_text(*collision.tau_step);
  if (collision.lattice) values["collision.lattice"] = std::to_string(*collision.lattice);
  values["background.thermal"] =
      fmt::format("{{ beta = {}, mu = {} }}", number_text(input.background.beta),
                  number_text(input.background.mu));
  values["perturbation.left"] = injection_text(input.left);
  values["perturbation.right"] = injection_text(input.right);
  values["defect.Lambda"] = list_text(input.Lambda);
  values["space.profile_points"] = std::to_string(input.profile_points);
  if (!input.scan_mu.empty()) values["scan.mu"] = list_text(input.scan_mu);
  if (input.output_file) values["output.file"] = document::toml_string(input.output_file->string());
  values["checkpoint.every"] = document::toml_string(duration_text(input.checkpoint_interval));
  return resolved;
}

}  // namespace kapitza::config
