#include "kapitza/kinds/micro/case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "../profile_value.hpp"
#include "kapitza/kinds/fft_planning.hpp"
#include "kapitza/kinds/splitting_keys.hpp"
#include "kapitza/micro/ensemble/settings.hpp"

namespace kapitza::config {

template <>
struct Words<kinds::FieldStart> {
  static constexpr std::pair<std::string_view, kinds::FieldStart> list[] = {
      {"empty", kinds::FieldStart::Empty}, {"injected", kinds::FieldStart::Injected}};
};

}  // namespace kapitza::config

namespace kapitza::kinds {
namespace {

using config::of;
using config::OnlyIf;

const OnlyIf if_stationary{"start", "empty", "time"}, if_in_time{"start", "injected", "time"};

constexpr double largest_integer = std::numeric_limits<int>::max();
constexpr int largest_ring = 1 << 30;

void add_injection(config::Keys<MicroCase>& keys) {
  keys.add("injection", "left", &MicroCase::left,
           {.unit = "1",
            .required = true,
            .meaning = "Occupation n(k) that enters from the left, k > 0. A file is HDF5 or two "
                       "columns of text, relative to the folder of the input."});
  keys.add("injection", "right", &MicroCase::right,
           {.unit = "1",
            .condition = "or \"mirror\"",
            .meaning = "Occupation that enters from the right, k < 0; \"mirror\" is n(-k) of the "
                       "left."});
}

void add_defect(config::Keys<MicroCase>& keys) {
  keys.add("defect", "Lambda", of(&MicroCase::defect, &MicroDefect::Lambda),
           {.unit = "1",
            .min = 0,
            .absent = "given by lambda",
            .condition = "no value twice",
            .distinct = true,
            .meaning = "Strength lambda^2 sum_x D(x/L)^2 of the defect, one or several; instead of "
                       "lambda."});
  keys.add("defect", "lambda", of(&MicroCase::defect, &MicroDefect::lambda),
           {.unit = "1",
            .min = 0,
            .absent = "given by Lambda",
            .condition = "no value twice",
            .distinct = true,
            .meaning = "Coupling lambda of the defect, one or several; instead of Lambda."});
  keys.add("defect", "length", of(&MicroCase::defect, &MicroDefect::length),
           {.unit = "sites",
            .min = 1,
            .max = largest_ring,
            .required = true,
            .condition = "no value twice",
            .distinct = true,
            .meaning = "Length L of the defect, one or several."});
  keys.add(
      "defect", "profile", of(&MicroCase::defect, &MicroDefect::profile),
      {.meaning = "D(y), y = x/L: \"smooth\" is a box smoothed by tanh, \"box\" one with sharp "
                  "edges; a formula may be any other."});
  keys.add("defect", "smoothing", of(&MicroCase::defect, &MicroDefect::smoothing),
           {.unit = "1",
            .min = 0,
            .max = 10,
            .above_min = true,
            .only_if = OnlyIf{"profile", "smooth"},
            .meaning = "Width of the edges relative to L; profile = \"smooth\" only."});
  keys.add("defect", "renormalised", of(&MicroCase::defect, &MicroDefect::renormalised),
           {.condition = "no value twice",
            .distinct = true,
            .meaning = "Whether V is replaced by V + A |psi|^2 with A = -U(rho_in), which cancels "
                       "the mean-field barrier at the injected density; [false, true] computes "
                       "both."});
  keys.add("defect", "A", of(&MicroCase::defect, &MicroDefect::A),
           {.unit = "energy",
            .absent = "0, or -U(rho_in) if renormalised",
            .condition = "not together with renormalised = true",
            .meaning = "The coefficient A by hand."});
  keys.add(
      "lattice", "sites", &MicroCase::sites,
      {.unit = "sites",
       .min = 16,
       .max = largest_ring,
       .required = true,
       .condition = "even; one value, or one for each length",
       .each = is_even,
       .meaning = "Length N of the ring that holds reservoir, leads and defect; with time.start = "
                  "\"injected\" so long that what leaves the defect does not come round to it."});
  keys.add(
      "reservoir", "width", of(&MicroCase::reservoir, &MicroReservoir::width),
      {.unit = "sites",
       .min = 2,
       .max = largest_ring / 2,
       .required = true,
       .only_if = if_stationary,
       .meaning =
           "Width b of the reservoir on each side of the joint of the ring; time.start = \"empty\" "
           "only."});
  keys.add(
      "reservoir", "rate", of(&MicroCase::reservoir, &MicroReservoir::rate),
      {.unit = "energy",
       .min = 0,
       .above_min = true,
       .required = true,
       .only_if = if_stationary,
       .meaning = "gamma_0 of gamma = gamma_0 cos^2(pi d/(2 b)) at the distance d < b from the "
                  "joint."});
}

void add_time(config::Keys<MicroCase>& keys) {
  keys.add(
      "time", "start", of(&MicroCase::time, &MicroTime::start),
      {.meaning = "What the ring holds at t = 0. \"empty\": nothing, the reservoirs fill it, and "
                  "the stationary state is measured; \"injected\": a homogeneous Gaussian "
                  "state of what is injected, no reservoir, the defect is switched on."});
  keys.add("time", "times", of(&MicroCase::time, &MicroTime::times),
           {.unit = "1/energy",
            .min = 0,
            .max = 1e9,
            .required = true,
            .condition = "ascending",
            .only_if = if_in_time,
            .meaning = "Times at which the field is looked at, rounded to whole steps; start = "
                       "\"injected\" only."});
  add_splitting_keys(keys, &MicroCase::time);
  keys.add("time", "settle", of(&MicroCase::time, &MicroTime::settle),
           {.unit = "1/energy",
            .min = 0,
            .max = 1e15,
            .required = true,
            .only_if = if_stationary,
            .meaning = "Time from the empty lattice to the first sample, rounded to whole steps."});
  keys.add("time", "measure", of(&MicroCase::time, &MicroTime::measure),
           {.unit = "1/energy",
            .min = 0,
            .max = 1e15,
            .above_min = true,
            .required = true,
            .only_if = if_stationary,
            .meaning = "Time over which is measured, rounded to whole samples in each block."});
  keys.add("time", "sample", of(&MicroCase::time, &MicroTime::sample),
           {.unit = "1/energy",
            .min = 0,
            .max = 1e9,
            .above_min = true,
            .only_if = if_stationary,
            .meaning = "Time between samples, rounded to whole steps."});
  keys.add("time", "blocks", of(&MicroCase::time, &MicroTime::blocks),
           {.unit = "1",
            .min = micro::least_blocks,
            .max = 4096,
            .condition = "even",
            .each = is_even,
            .only_if = if_stationary,
            .meaning = "Blocks that the measurement is cut into for the standard errors."});
  keys.add("time", "compare_half_step", of(&MicroCase::time, &MicroTime::compare_half_step),
           {.only_if = if_stationary,
            .meaning = "Run each realisation also with half the step on the same noise, and report "
                       "the difference; trebles the cost."});
}

void add_ensemble(config::Keys<MicroCase>& keys) {
  keys.add("ensemble", "realisations", of(&MicroCase::ensemble, &MicroEnsemble::realisations),
           {.unit = "1",
            .min = 1,
            .max = largest_integer,
            .required = true,
            .meaning = "Independent realisations of the noise, or of the random phases at t = 0."});
  keys.add("ensemble", "seed", of(&MicroCase::ensemble, &MicroEnsemble::seed),
           {.unit = "1",
            .min = 0,
            .max = largest_integer,
            .meaning = "Key of the noise and of the phases."});
  keys.add("ensemble", "first", of(&MicroCase::ensemble, &MicroEnsemble::first),
           {.unit = "1",
            .min = 0,
            .max = largest_integer,
            .meaning = "Index of the first realisation: parts of one ensemble that are computed "
                       "apart and merged."});
  keys.add("ensemble", "ranks_per_realisation",
           of(&MicroCase::ensemble, &MicroEnsemble::ranks_per_realisation),
           {.unit = "1",
            .min = 1,
            .max = 1 << 20,
            .only_if = if_stationary,
            .meaning = "Ranks that share one lattice."});
  keys.add("ensemble", "target", of(&MicroCase::ensemble, &MicroEnsemble::target),
           {.unit = "1",
            .min = 0,
            .max = 1,
            .above_min = true,
            .absent = "all realisations are computed",
            .only_if = if_stationary,
            .meaning = "Relative standard error of the outgoing flux at which no further "
                       "realisation is begun."});
}

config::Keys<MicroCase> declare() {
  config::Keys<MicroCase> keys;
  add_points_key(
      keys,
      "Number K of momenta k_i = -pi + (i + 1/2) 2 pi/K of the measured n(k), and length "
      "in sites of the windows it is measured in.");
  add_interaction_keys(keys);
  add_injection(keys);
  add_defect(keys);
  add_time(keys);
  add_ensemble(keys);
  keys.add("wigner", "windows", &MicroCase::windows,
           {.unit = "1",
            .min = 1,
            .max = 4096,
            .meaning = "Positions of the Wigner function n(x, k), spread evenly over the ring."});
  add_planning_key(keys);
  add_output_keys(keys);
  return keys;
}

void complete_defect(config::Reader& reader, const MicroDefect& defect) {
  if (reader.given("defect.Lambda") && reader.given("defect.lambda"))
    reader.complain("defect.lambda", "given beside defect.Lambda; allowed: one of the two");
  if (!reader.given("defect.Lambda") && !reader.given("defect.lambda"))
    reader.complain("defect.Lambda", "missing; allowed: Lambda or lambda, a number or a list");
  if (defect.A && std::ranges::count(defect.renormalised, true) > 0)
    reader.complain("defect.A",
                    "given beside defect.renormalised = true, which computes it; allowed: one of "
                    "the two");
}

}  // namespace

const config::Keys<MicroCase>& micro_keys() {
  static const config::Keys<MicroCase> keys = declare();
  return keys;
}

void complete(config::Reader& reader, MicroCase& input) {
  complete_interaction(reader, input);
  complete_injection(reader, input.left, input.right);
  complete_defect(reader, input.defect);
  const std::vector<double>& times = input.time.times;
  if (std::ranges::adjacent_find(times, std::ranges::greater_equal{}) != times.end())
    reader.reject("time.times", "a list that does not ascend");
  const std::size_t sites = input.sites.size(), lengths = input.defect.length.size();
  if (sites > 1 && sites != lengths)
    reader.complain("lattice.sites",
                    fmt::format("found {} values beside {} of defect.length; allowed: one, or one "
                                "for each length",
                                sites, lengths));
  const MicroEnsemble& ensemble = input.ensemble;
  if (ensemble.realisations - 1 > std::numeric_limits<int>::max() - ensemble.first)
    reader.complain(
        "ensemble.first",
        fmt::format("found {} beside {} realisations; allowed: a last index of at most "
                    "{}",
                    ensemble.first, ensemble.realisations, std::numeric_limits<int>::max()));
}

}  // namespace kapitza::kinds
