#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "../merging/study.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/boltzmann/extrapolation.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "kapitza/model/momentum_interpolation.hpp"
#include "kapitza/model/occupation.hpp"
#include "mean.hpp"
#include "merge_lists.hpp"
#include "result.hpp"
#include "stages.hpp"
#include "state_fields.hpp"

namespace kapitza::kinds {
namespace {

using boltzmann::StationaryState;
using States = std::vector<StationaryState>;

const model::ParabolicDispersion bulk;

model::MomentumGrid grid_of(const Part& part) {
  return read_momenta(part.file());
}

/// All states of a part with their points.
States states_of(const Part& part) {
  const auto Lambda = part.file().numbers("/Lambda"), X = part.file().numbers("/X");
  States states = state_fields().read(part.file(), Lambda.size(), true);
  const auto reasons = reasons_of(part);
  for (std::size_t i = 0; i < states.size(); ++i) {
    states[i].Lambda = Lambda[i];
    states[i].X = X;
    states[i].block = {0, static_cast<int>(X.size())};
  }
  return states;
}

/// What a table tells of a state.
struct Column {
  std::string name, heading, units, meaning;
  double (*of)(const StationaryState&, const model::MomentumGrid&);
};

io::Description table_along(const std::string& axis, const Column& column) {
  return {"/study/" + column.name, {axis, "/Lambda"}, column.units, column.meaning};
}
io::Description table_of_limit(const Column& column) {
  return {"/study/limit/" + column.name, {"/Lambda"}, column.units, column.meaning + ", 1/N -> 0"};
}
io::Description outgoing_error_along(const std::string& axis, const std::string& best) {
  return {"/study/outgoing_error",
          {axis, "/Lambda"},
          "1",
          fmt::format("max over k of |n_out - n_out of the {}|", best)};
}

const std::vector<Column> columns{
    {"density_left", "rho(0)", "1/site", "density at X = 0",
     [](const StationaryState& s, const model::MomentumGrid& g) {
       return model::density(s.n_left, g);
     }},
    {"density_center", "rho(1/2)", "1/site", "density at X = 1/2",
     [](const StationaryState& s, const model::MomentumGrid& g) {
       return model::density(s.n_center, g);
     }},
    {"density_right", "rho(1)", "1/site", "density at X = 1",
     [](const StationaryState& s, const model::MomentumGrid& g) {
       return model::density(s.n_right, g);
     }},
    {"number_current", "J_number", "hopping", "number current",
     [](const StationaryState& s, const model::MomentumGrid&) { return mean(s.number_current); }},
    {"energy_current", "J_energy", "hopping^2", "energy current",
     [](const StationaryState& s, const model::MomentumGrid&) { return mean(s.energy_current); }},
};

/// max over what leaves on both sides of |n - n of the best|, on the momenta of the best.
double outgoing_error(const StationaryState& state, const model::MomentumGrid& grid,
                      const StationaryState& best, const model::MomentumGrid& fine) {
  const model::MomentumInterpolation interpolate{grid};
  const bool same = std::ranges::equal(grid.points(), fine.points());
  double worst = 0;
  for (int i = 0; i < fine.size(); ++i) {
    const bool left = bulk.velocity(fine[i]) < 0;
    const auto& n = left ? state.n_left : state.n_right;
    const double there = (left ? best.n_left : best.n_right)[static_cast<std::size_t>(i)];
    const double here = same ? n[static_cast<std::size_t>(i)] : interpolate(n, fine[i]);
    worst = std::max(worst, std::abs(here - there));
  }
  return worst;
}

/// Eight decimals, and no sign on a zero.
std::string fixed(double value) {
  return fmt::format("{:.8f}", std::round(value * 1e8) / 1e8 + 0.0);
}

/// Writes the group /study and returns it as text; `limit` is the extrapolation, without it the last part is the best.
std::string write_table(MergedFile& output, const Study& study, const States* limit) {
  std::vector<States> states;
  for (const Part* part : study.parts)
    states.push_back(states_of(*part));
  const States& best = limit ? *limit : states.back();
  const model::MomentumGrid fine = grid_of(study.finest());
  const std::size_t count = study.parts.size(), Lambdas = best.size();

  const auto table_of = [&](auto value) {  // [part, Lambda]
    std::vector<double> values;
    for (std::size_t j = 0; j < count; ++j)
      for (std::size_t i = 0; i < Lambdas; ++i)
        values.push_back(value(states[j][i], grid_of(*study.parts[j]), i));
    return values;
  };
  for (const Column& column : columns) {
    output.write(
        table_along(study.axis(), column),
        table_of([&](const auto& s, const auto& g, std::size_t) { return column.of(s, g); }), false,
        false);
    if (!limit) continue;
    std::vector<double> values;
    for (const StationaryState& state : *limit)
      values.push_back(column.of(state, fine));
    output.write(table_of_limit(column), values, false, false);
  }
  const std::vector<double> errors = table_of([&](const auto& s, const auto& g, std::size_t i) {
    return outgoing_error(s, g, best[i], fine);
  });
  output.write(outgoing_error_along(study.axis(), limit ? "limit" : "best"), errors, false, false);

  std::string text;
  for (std::size_t i = 0; i < Lambdas; ++i) {
    std::vector<std::vector<std::string>> rows{{study.name}};
    for (const Column& column : columns)
      rows[0].push_back(column.heading);
    rows[0].push_back("error of n_out (order)");
    std::vector<double> own;
    for (std::size_t j = 0; j < count; ++j) {
      own.push_back(errors[j * Lambdas + i]);
      rows.push_back({fmt::format("{:g}", study.sizes[j])});
      for (const Column& column : columns)
        rows.back().push_back(fixed(column.of(states[j][i], grid_of(*study.parts[j]))));
      rows.back().push_back(
          !limit && j + 1 == count ? "" : fmt::format("{:.1e}{}", own[j], study.order(own, j)));
    }
    if (limit) {
      rows.push_back({"1/N -> 0"});
      for (const Column& column : columns)
        rows.back().push_back(fixed(column.of(best[i], fine)));
      rows.back().push_back("");
    }
    text += fmt::format("{}Lambda = {:g}\n{}", text.empty() ? "" : "\n\n", best[i].Lambda,
                        aligned(rows));
  }
  return text;
}

/// The state of each Lambda in the limit 1/N -> 0, as the engine takes it.
States limit_of(const Study& study) {
  const Communicator self = Communicator::alone();
  const Part& coarsest = *study.parts.front();
  const model::MomentumGrid grid = grid_of(coarsest);
  const model::Injected injection{coarsest.file().numbers("/injected/left"),
                                  coarsest.file().numbers("/injected/right")};
  std::vector<States> states;
  for (const Part* part : study.parts) {
    if (!part->file().contains("/space/cell"))
      throw InvalidInput{part->path() +
                         ": /space is missing, which says how well its points resolve the state: "
                         "written by an earlier version; run the case again"};
    states.push_back(states_of(*part));
  }
  States limit;
  for (std::size_t i = 0; i < states.front().size(); ++i) {
    States grids;
    for (const States& of_part : states)
      grids.push_back(of_part[i]);
    limit.push_back(boltzmann::extrapolate(self, grids, injection, grid, bulk));
    boltzmann::evaluate_profiles(limit.back(), grid, bulk);
  }
  return limit;
}

/// The file of a single run with all N in its input, and the table.
std::string merge_grids(MergedFile& output, std::vector<const Part*> parts,
                        const std::string& key) {
  const Study study{std::move(parts), key};
  const Part& coarsest = *study.parts.front();
  const States limit = limit_of(study);
  std::set<std::string> of_states;
  for (const auto& field : state_fields().list())
    if (field.use != io::Use::Checkpoint) of_states.insert(field.what.path);
  for (const std::string& path : scales_first(coarsest)) {
    if (of_states.contains(path)) continue;
    if (path != "/X" && path != "/space/cell") require_same_values(study.parts, path);
    output.copy(coarsest, path);
  }
  state_fields().write(output.file(), limit, {"/Lambda"}, 0, limit.front().X.size());
  std::vector<std::string> every;
  for (const Part* part : study.parts) {
    const std::string N = part->listed(key).front();
    every.push_back(N);
    output.write(resolution_X(N), part->file().numbers("/X"), false, true);
    output.write(resolution_n(N), part->file().numbers("/n"), false, false);
  }
  study.write_axis(output);
  const std::string text = write_table(output, study, &limit);
  std::vector<std::string> reasons;
  for (const StationaryState& state : limit)
    reasons.push_back(state.reason);
  const std::string list = fmt::format("[{}]", fmt::join(every, ", "));
  output.finish({key, config::with_value(coarsest.input(), key, list), reasons});
  return text;
}

}  // namespace

void add_boltzmann_study(io::Contents& contents) {
  add_study_axis(contents);
  const std::string axis = "/study/<key>", limit = "of a study by space.points";
  for (const Column& column : columns) {
    contents.dataset(table_along(axis, column), if_study);
    contents.dataset(table_of_limit(column), limit);
  }
  contents.dataset(outgoing_error_along(axis, "<best or limit>"), if_study);
}

std::vector<MergeMethod> boltzmann_merge_methods() {
  std::vector<MergeMethod> methods = study_methods(
      [](MergedFile& output, const Study& study) { return write_table(output, study, nullptr); });
  methods.push_back({"space.points", {}, merge_grids});
  methods.push_back(merge_lists_of_Lambda());
  return methods;
}

}  // namespace kapitza::kinds
