#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "kapitza/config/values.hpp"

namespace kapitza::config {

/// kind = "linear", complete and checked: every default is filled in and every range respected.
///
/// `left` and `right` are perturbations delta n(k) of the background, of any sign, and hold a formula or a table.
struct LinearCase {
  int points = 256;                    ///< [momentum] points: K
  std::map<int, double> coefficients;  ///< [interaction] coefficients: c_l by l
  Collision collision{CollisionScheme::Fast, 1e-6, {}, {}, {}, {}};
  ThermalInjection background{1.0, -1.0};  ///< [background] thermal
  Injection left, right;
  std::vector<double> Lambda;
  int profile_points = 33;      ///< [space] profile_points: X of the profiles, 0 for none
  std::vector<double> scan_mu;  ///< [scan] mu: empty for no scan
  std::optional<std::filesystem::path> output_file;  ///< [output] file
  double checkpoint_interval = 600;                  ///< [checkpoint] every: s, infinity for never
  bool operator==(const LinearCase&) const = default;
};

}  // namespace kapitza::config
