#include "time_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "kapitza/boltzmann/evolution.hpp"

namespace kapitza::kinds {
namespace {

using config::of;

constexpr int halvings = 6;  // of the end, for the times if none are given

void refuse_what_has_no_evolution(config::Reader& reader, const BoltzmannCase& input) {
  if (input.Lambda.size() > 1)
    reader.complain("defect.Lambda",
                    fmt::format("found {} values; allowed with [time]: one", input.Lambda.size()));
  if (input.scheme == CollisionScheme::Paper)
    reader.complain("collision.scheme",
                    "\"paper\" has no linearisation; allowed with [time]: \"fast\"");
  if (input.steady.method == boltzmann::SteadyMethod::March)
    reader.complain("steady.method",
                    "\"march\" finds the stationary state alone; allowed with [time]: \"pseudo\"");
  if (input.defect.length && input.defect.profile->text != "box")
    reader.complain(
        "defect.profile",
        fmt::format("found \"{}\"; allowed with [time]: \"box\": carriers would spend a "
                    "time where D vanishes that X does not know",
                    input.defect.profile->text));
  if (input.space.points.size() > 1)
    reader.complain("space.points",
                    "a list is extrapolated, which only a stationary state is; allowed with "
                    "[time]: one N");
  if (!input.time.stationary.value() &&
      input.space.scheme == SpatialMethod::DiscontinuousGalerkin && !input.space.cells)
    reader.complain("space.cells",
                    "missing; they are chosen for the stationary state, without which "
                    "(time.stationary = false) they have to be given");
}

}  // namespace

void add_time_keys(config::Keys<BoltzmannCase>& keys) {
  keys.add("time", "end", of(&BoltzmannCase::time, &InTime::end),
           {.unit = "L/hopping",
            .min = 0,
            .max = 1e6,
            .above_min = true,
            .absent = "the last of the times; without these no evolution in time",
            .meaning = "Solve the equation in time from t = 0, when the defect is switched on, to "
                       "this t, in units of the length L of a box."});
  keys.add("time", "times", of(&BoltzmannCase::time, &InTime::times),
           {.unit = "L/hopping",
            .min = 0,
            .max = 1e6,
            .absent = "0, end/64, end/32, .., end",
            .condition = "ascending, none beyond end",
            .meaning = "Times at which n(X, k) is written."});
  keys.add("time", "tolerance", of(&BoltzmannCase::time, &InTime::tolerance),
           {.unit = "1",
            .min = 1e-10,
            .max = 1e-1,
            .absent = "1e-4",
            .meaning = "Error of n in one time step, over the largest n at the beginning."});
  keys.add("time", "max_steps", of(&BoltzmannCase::time, &InTime::max_steps),
           {.unit = "1",
            .min = 1,
            .max = 1000000000,
            .absent = "100000",
            .meaning = "Time steps allowed."});
  keys.add(
      "time", "initial", of(&BoltzmannCase::time, &InTime::initial),
      {.unit = "1",
       .absent = "what is injected, continued into the defect",
       .meaning = "Occupation n(k) inside the defect at t = 0, the same at every X; outside it "
                  "is what is injected."});
  keys.add("time", "stationary", of(&BoltzmannCase::time, &InTime::stationary),
           {.absent = "true",
            .meaning = "Solve for the stationary state first, for the cells in X, the distance to "
                       "it and the light cone at late times; false: without these."});
}

void complete_time(config::Reader& reader, BoltzmannCase& input) {
  InTime& time = input.time;
  if (!time.end && !time.times.empty()) time.end = time.times.back();
  if (!time.end) {
    for (const char* key : {"time.tolerance", "time.max_steps", "time.initial", "time.stationary"})
      if (reader.given(key))
        reader.complain(key, "belongs to an evolution in time; give time.end, too");
    return;
  }
  const boltzmann::EvolutionOptions usual;
  time.tolerance = time.tolerance.value_or(usual.tolerance);
  time.max_steps = time.max_steps.value_or(usual.max_steps);
  time.stationary = time.stationary.value_or(true);
  if (time.initial) {
    time.initial->where = reader.where("time.initial");
    if (std::holds_alternative<Mirror>(time.initial->source))
      reader.complain("time.initial",
                      "found \"mirror\"; allowed: a formula, a thermal state or a table");
  }
  if (time.times.empty()) {
    time.times.push_back(0);
    for (int i = halvings; i >= 0; --i)
      time.times.push_back(*time.end / (1 << i));
  }
  if (std::ranges::adjacent_find(time.times, std::ranges::greater_equal{}) != time.times.end())
    reader.reject("time.times", "a list that does not ascend");
  else if (time.times.back() > *time.end)
    reader.reject("time.times",
                  fmt::format("{:g}, beyond time.end = {:g}", time.times.back(), *time.end));
  else if (time.times.back() < *time.end)
    time.times.push_back(*time.end);
  refuse_what_has_no_evolution(reader, input);
}

}  // namespace kapitza::kinds
