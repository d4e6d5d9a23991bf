#include "kapitza/config/micro_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "common_values.hpp"
#include "injection_reader.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/config/duration.hpp"
#include "kapitza/config/formula.hpp"
#include "kinds.hpp"

namespace kapitza::config {
namespace {

using document::number_text;
using document::toml_string;

template <class T>
void require_distinct(Reader& reader, std::string_view path, const std::vector<T>& values) {
  std::set<T> seen;
  for (const T value : values) {
    if (!seen.insert(value).second)
      reader.complain(path, fmt::format("found {} twice; allowed: every value once", value));
  }
}

int even_integer(Reader& reader, std::string_view path) {
  const int value = reader.integer(path);
  if (value % 2 != 0) reader.reject(path, reader.where(path), std::to_string(value));
  return value;
}

/// A formula in y that can be evaluated, or one of the two words.
std::string read_profile(Reader& reader) {
  constexpr std::string_view path = "defect.profile";
  const std::string profile = reader.optional_text(path).value_or("smooth");
  if (profile == "smooth" || profile == "box") return profile;
  try {
    Formula{profile, "y"}(0.0);
  } catch (const InvalidInput& error) {
    constexpr std::string_view words[] = {"smooth", "box"};
    reader.complain(path, error.what() + did_you_mean(nearest(profile, words)));
  }
  return profile;
}

MicroDefect read_defect(Reader& reader) {
  MicroDefect defect;
  defect.Lambda = read_distinct_numbers(reader, "defect.Lambda");
  defect.lambda = read_distinct_numbers(reader, "defect.lambda");
  if (reader.given("defect.Lambda") && reader.given("defect.lambda"))
    reader.complain("defect.lambda", "given beside defect.Lambda; allowed: one of the two");
  if (!reader.given("defect.Lambda") && !reader.given("defect.lambda"))
    reader.complain("defect.Lambda", "missing; allowed: Lambda or lambda, a number or a list");
  defect.length = reader.integers("defect.length");
  require_distinct(reader, "defect.length", defect.length);
  defect.profile = read_profile(reader);
  defect.smoothing = reader.number("defect.smoothing");
  if (reader.given("defect.smoothing") && defect.profile != "smooth")
    reader.complain("defect.smoothing",
                    "belongs to profile = \"smooth\"; here another is in force");
  defect.renormalised = reader.booleans("defect.renormalised");
  if (std::set(defect.renormalised.begin(), defect.renormalised.end()).size() <
      defect.renormalised.size())
    reader.complain("defect.renormalised", "holds a value twice; allowed: every value once");
  defect.A = reader.optional_number("defect.A");
  if (defect.A && std::ranges::count(defect.renormalised, true) > 0)
    reader.complain("defect.A",
                    "given beside defect.renormalised = true, which computes it; allowed: one of "
                    "the two");
  return defect;
}

std::vector<int> read_sites(Reader& reader, std::size_t lengths) {
  constexpr std::string_view path = "lattice.sites";
  auto sites = reader.integers(path);
  for (const int N : sites)
    if (N % 2 != 0) reader.reject(path, reader.where(path), std::to_string(N));
  if (sites.size() > 1 && sites.size() != lengths)
    reader.complain(path, fmt::format("found {} values beside {} of defect.length; allowed: one, "
                                      "or one for each length",
                                      sites.size(), lengths));
  return sites;
}

MicroTime read_time(Reader& reader) {
  MicroTime time;
  time.step = reader.optional_number("time.step");
  time.settle = reader.optional_number("time.settle").value_or(1);
  time.measure = reader.optional_number("time.measure").value_or(1);
  time.order = even_integer(reader, "time.order");
  time.sample = reader.number("time.sample");
  time.blocks = even_integer(reader, "time.blocks");
  time.compare_half_step = reader.boolean("time.compare_half_step");
  return time;
}

MicroEnsemble read_ensemble(Reader& reader) {
  MicroEnsemble ensemble;
  ensemble.realisations = reader.optional_integer("ensemble.realisations").value_or(1);
  ensemble.seed = reader.integer("ensemble.seed");
  ensemble.first = reader.integer("ensemble.first");
  ensemble.ranks_per_realisation = reader.integer("ensemble.ranks_per_realisation");
  ensemble.target = reader.optional_number("ensemble.target");
  if (ensemble.realisations - 1 > std::numeric_limits<int>::max() - ensemble.first)
    reader.complain(
        "ensemble.first",
        fmt::format("found {} beside {} realisations; allowed: a last "
                    "index of at most {}",
                    ensemble.first, ensemble.realisations, std::numeric_limits<int>::max()));
  return ensemble;
}

void put_defect(ResolvedValues& resolved, const MicroDefect& defect) {
  auto& values = resolved.values;
  if (!defect.Lambda.empty()) values["defect.Lambda"] = list_text(defect.Lambda);
  if (!defect.lambda.empty()) values["defect.lambda"] = list_text(defect.lambda);
  resolved.idle.insert(defect.Lambda.empty() ? "defect.Lambda" : "defect.lambda");
  values["defect.length"] = fmt::format("[{}]", fmt::join(defect.length, ", "));
  values["defect.profile"] = toml_string(defect.profile);
  if (defect.profile == "smooth")
    values["defect.smoothing"] = number_text(defect.smoothing);
  else
    resolved.idle.insert("defect.smoothing");
  std::string renormalised;
  for (const bool one : defect.renormalised)
    renormalised += fmt::format("{}{}", renormalised.empty() ? "" : ", ", one);
  values["defect.renormalised"] = "[" + renormalised + "]";
  if (defect.A) values["defect.A"] = number_text(*defect.A);
}

void put_time(ResolvedValues& resolved, const MicroTime& time) {
  auto& values = resolved.values;
  if (time.step) values["time.step"] = number_text(*time.step);
  values["time.settle"] = number_text(time.settle);
  values["time.measure"] = number_text(time.measure);
  values["time.order"] = std::to_string(time.order);
  values["time.sample"] = number_text(time.sample);
  values["time.blocks"] = std::to_string(time.blocks);
  values["time.compare_half_step"] = time.compare_half_step ? "true" : "false";
}

void put_ensemble(ResolvedValues& resolved, const MicroEnsemble& ensemble) {
  auto& values = resolved.values;
  values["ensemble.realisations"] = std::to_string(ensemble.realisations);
  values["ensemble.seed"] = std::to_string(ensemble.seed);
  values["ensemble.first"] = std::to_string(ensemble.first);
  values["ensemble.ranks_per_realisation"] = std::to_string(ensemble.ranks_per_realisation);
  if (ensemble.target) values["ensemble.target"] = number_text(*ensemble.target);
}

}  // namespace

Location Places::operator()(std::string_view path) const {
  const auto found = of.find(path);
  return found == of.end() ? Location{file} : found->second;
}

Case read_micro(Reader& reader) {
  MicroCase result;
  result.points = read_points(reader);
  result.coefficients = read_coefficients(reader);
  std::optional<model::MomentumGrid> grid;
  if (result.points % 2 == 0) grid.emplace(result.points);
  result.left = read_injection(reader, "injection.left", false, grid ? &*grid : nullptr);
  result.right = read_injection(reader, "injection.right", true, grid ? &*grid : nullptr);
  result.defect = read_defect(reader);
  result.sites = read_sites(reader, result.defect.length.size());
  result.reservoir.width = reader.optional_integer("reservoir.width").value_or(2);
  result.reservoir.rate = reader.optional_number("reservoir.rate").value_or(1);
  result.time = read_time(reader);
  result.ensemble = read_ensemble(reader);
  result.windows = reader.integer("wigner.windows");
  result.measured_planning = reader.word("fft.planning") == "measure";
  result.checkpoint_interval = reader.duration("checkpoint.every");
  if (const auto file = reader.optional_text("output.file")) result.output_file = *file;
  result.where = reader.places();
  return result;
}

ResolvedValues resolved_values(const MicroCase& input) {
  ResolvedValues resolved;
  auto& values = resolved.values;
  values["kind"] = toml_string("micro");
  values["momentum.points"] = std::to_string(input.points);
  values["interaction.coefficients"] = coefficients_text(input.coefficients);
  values["injection.left"] = injection_text(input.left);
  values["injection.right"] = injection_text(input.right);
  put_defect(resolved, input.defect);
  values["lattice.sites"] = fmt::format("[{}]", fmt::join(input.sites, ", "));
  values["reservoir.width"] = std::to_string(input.reservoir.width);
  values["reservoir.rate"] = number_text(input.reservoir.rate);
  put_time(resolved, input.time);
  put_ensemble(resolved, input.ensemble);
  values["wigner.windows"] = std::to_string(input.windows);
  values["fft.planning"] = toml_string(input.measured_planning ? "measure" : "estimate");
  values["checkpoint.every"] = toml_string(duration_text(input.checkpoint_interval));
  if (input.output_file) values["output.file"] = toml_string(input.output_file->string());
  return resolved;
}

}  // namespace kapitza::config
