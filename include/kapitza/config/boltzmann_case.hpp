#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "kapitza/config/values.hpp"

namespace kapitza::config {

/// [space] scheme = "dg": `cells` graded cells of `nodes` Gauss nodes each.
struct DiscontinuousGalerkin {
  int cells = 12;
  int nodes = 3;
  bool operator==(const DiscontinuousGalerkin&) const = default;
};

/// [space] scheme = "upwind": (30) on N interior points for each N of `points`, ascending. One N is solved as it is; two are
/// extrapolated to 1/N -> 0 to first order, three or more to second order.
struct Upwind {
  std::vector<int> points;
  bool operator==(const Upwind&) const = default;
};

enum class SteadyMethod { Pseudo, March };

/// [steady]. The residual is relative to the injected current; `max_steps` bounds the time steps for one Lambda.
struct Steady {
  SteadyMethod method = SteadyMethod::Pseudo;
  double tolerance = 1e-10;
  int max_steps = 500;
  bool operator==(const Steady&) const = default;
};

/// kind = "boltzmann", complete and checked: every default is filled in and every range respected.
struct BoltzmannCase {
  int points = 128;                    ///< [momentum] points: K
  std::map<int, double> coefficients;  ///< [interaction] coefficients: c_l by l
  Collision collision;
  Injection left, right;
  std::vector<double> Lambda;
  std::variant<DiscontinuousGalerkin, Upwind> space;
  Steady steady;
  std::optional<std::filesystem::path> output_file;  ///< [output] file
  double checkpoint_interval = 600;                  ///< [checkpoint] every: s, infinity for never
  bool operator==(const BoltzmannCase&) const = default;
};

}  // namespace kapitza::config
