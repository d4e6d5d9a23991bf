#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kapitza/config/keys.hpp"
#include "kapitza/kinds/common_case.hpp"
#include "kapitza/kinds/injection.hpp"
#include "kapitza/kinds/profile.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::kinds {

/// [defect]. One of `Lambda` and `lambda` is empty; each list is one axis of a product of cases.
struct MicroDefect {
  std::vector<double> Lambda;  ///< lambda = sqrt(Lambda / sum_x D_x^2)
  std::vector<double> lambda;
  std::vector<int> length;  ///< L, in sites
  ProfileShape profile;
  double smoothing = 0.05;  ///< relative width of the edges of "smooth"
  std::vector<bool> renormalised{false};
  std::optional<double> A;  ///< by hand
  bool operator==(const MicroDefect&) const = default;
};

/// [reservoir]: gamma = rate cos^2(pi d / (2 width)) at a distance d < width from the joint of the ring.
struct MicroReservoir {
  int width = 2;
  double rate = 1;
  bool operator==(const MicroReservoir&) const = default;
};

/// What the ring holds at t = 0: nothing, and the reservoirs fill it; or what is injected, everywhere, and the defect is switched on.
enum class FieldStart { Empty, Injected };

/// [time], in units of 1/hopping. Without a step the program takes the largest round number that is safe.
struct MicroTime {
  FieldStart start = FieldStart::Empty;
  std::vector<double> times;  ///< at which the field is looked at, ascending; if injected
  std::optional<double> step;
  double settle = 1, measure = 1;
  int order = 2;  ///< 2 or 4
  double sample = 25;
  int blocks = 32;  ///< even
  bool compare_half_step = false;
  bool operator==(const MicroTime&) const = default;
};

/// [ensemble].
struct MicroEnsemble {
  int realisations = 1;
  int seed = 0;
  int first = 0;
  int ranks_per_realisation = 1;
  std::optional<double> target;
  bool operator==(const MicroEnsemble&) const = default;
};

/// kind = "micro", complete and checked as far as the text alone tells: every range respected, every default filled in but
/// the step of time.
struct MicroCase : CommonCase {
  /// Whether the defect is switched on at t = 0, on a ring without a reservoir.
  bool in_time() const noexcept { return time.start == FieldStart::Injected; }

  int points = 256;  ///< [momentum] points: K
  Injection left{FormulaSource{"1"}}, right{Mirror{}};
  MicroDefect defect;
  std::vector<int> sites;  ///< [lattice] sites: one, or one for each length
  MicroReservoir reservoir;
  MicroTime time;
  MicroEnsemble ensemble;
  int windows = 32;                                     ///< [wigner] windows
  micro::Planning planning = micro::Planning::Measure;  ///< [fft] planning
  bool operator==(const MicroCase&) const = default;
};

/// Every key of the kind, bound to the member that it fills.
const config::Keys<MicroCase>& micro_keys();
/// Fill in what follows from several keys, and judge what no key alone tells.
void complete(config::Reader& reader, MicroCase& input);

}  // namespace kapitza::kinds
