#include "kapitza/config/read_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <system_error>

#include "injection_reader.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/model/interaction.hpp"
#include "reader.hpp"

namespace kapitza::config {
namespace {

/// Keys of `table` that serve another choice than the one in force must not be given: silence would hide a mistake.
void refuse_foreign_keys(Reader& reader, std::initializer_list<std::string_view> foreign,
                         std::string_view owner, std::string_view chosen) {
  for (const std::string_view path : foreign) {
    if (!reader.given(path)) continue;
    reader.complain(path, fmt::format("belongs to {}; here {} is in force", owner, chosen));
  }
}

int read_points(Reader& reader) {
  const int points = reader.integer("momentum.points");
  if (points % 2 != 0) {
    reader.reject("momentum.points", reader.where("momentum.points"), std::to_string(points));
  }
  return points;
}

std::map<int, double> read_coefficients(Reader& reader) {
  constexpr std::string_view path = "interaction.coefficients";
  const document::Node* node = reader.node(path);
  if (node == nullptr) return {};
  const auto* table = std::get_if<document::Table>(&node->value);
  if (table == nullptr || table->empty()) {
    reader.reject(path, node->where, document::described(*node));
    return {};
  }
  std::map<int, double> coefficients;
  const std::size_t before = reader.findings().size();
  for (const auto& [name, where, value] : *table) {
    int order = 0;
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), end, order);
    if (error != std::errc{} || stop != end || order < 1 || order > 8 || name[0] == '0') {
      reader.reject(path, where, fmt::format("order \"{}\"", name));
    } else if (const auto c = reader.checked_number(path, value)) {
      coefficients[order] = *c;
    }
  }
  if (reader.findings().size() > before) return coefficients;
  try {
    const model::Interaction interaction{coefficients};
  } catch (const InvalidInput& error) {
    reader.complain(path, error.what());
  }
  return coefficients;
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
  if (collision.tau_max && collision.tau_step && *collision.tau_step >= *collision.tau_max) {
    const std::string_view path =
        reader.given("collision.tau_step") ? "collision.tau_step" : "collision.tau_max";
    reader.complain(path, fmt::format("found tau_step = {} and tau_max = {}; allowed: a step below "
                                      "the maximum",
                                      *collision.tau_step, *collision.tau_max));
  }
  return collision;
}

std::vector<double> read_strengths(Reader& reader) {
  const auto Lambda = reader.numbers("defect.Lambda");
  auto sorted = Lambda;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice != sorted.end()) {
    reader.complain("defect.Lambda",
                    fmt::format("found {} twice; allowed: every value once", *twice));
  }
  return Lambda;
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

BoltzmannCase read_boltzmann(Reader& reader) {
  BoltzmannCase result;
  result.points = read_points(reader);
  result.coefficients = read_coefficients(reader);
  result.collision = read_collision(reader);
  std::optional<model::MomentumGrid> grid;
  if (result.points % 2 == 0) grid.emplace(result.points);
  result.left = read_injection(reader, "injection.left", false, grid ? &*grid : nullptr);
  result.right = read_injection(reader, "injection.right", true, grid ? &*grid : nullptr);
  result.Lambda = read_strengths(reader);
  result.space = read_space(reader);
  result.steady =
      read_steady(reader, result.collision.scheme, std::holds_alternative<Upwind>(result.space));
  if (const auto file = reader.optional_text("output.file")) result.output_file = *file;
  return result;
}

}  // namespace

std::string read_text(const std::filesystem::path& file) {
  constexpr std::uintmax_t largest = 1 << 20;
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    throw InvalidInput(fmt::format("{}: there is no such file", file.string()));
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw InvalidInput(fmt::format("{}: not a regular file", file.string()));
  }
  const auto size = std::filesystem::file_size(file, error);
  if (error || size == 0 || size > largest) {
    throw InvalidInput(fmt::format("{}: {}; allowed: a text of 1 byte to 1 MiB", file.string(),
                                   size == 0 ? "an empty file" : "not a case file"));
  }
  std::string text(size, '\0');
  std::ifstream stream{file, std::ios::binary};
  if (!stream.read(text.data(), static_cast<std::streamsize>(size))) {
    throw InvalidInput(fmt::format("{}: cannot be read", file.string()));
  }
  return text;
}

Case parse_case(std::string_view text, std::string_view name,
                std::span<const std::string> overrides) {
  Reader reader{text, name, overrides};
  Case result = read_boltzmann(reader);
  reader.findings().throw_if_any(name);
  return result;
}

Case read_case(const std::filesystem::path& file, std::span<const std::string> overrides) {
  return parse_case(read_text(file), file.string(), overrides);
}

}  // namespace kapitza::config
