#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kapitza/config/values.hpp"

namespace kapitza::config {

/// Where the values of a case stand, for the messages of later checks. Equal to any other.
struct Places {
  std::string file;
  std::map<std::string, Location, std::less<>> of;  ///< by the path of the key, if it was given

  /// The place of the value, or the file.
  Location operator()(std::string_view path) const;
  bool operator==(const Places&) const { return true; }
};

/// [defect] of a microscopic case. One of `Lambda` and `lambda` is empty; each list is one axis of a product of cases.
struct MicroDefect {
  std::vector<double> Lambda;  ///< lambda = sqrt(Lambda / sum_x D_x^2)
  std::vector<double> lambda;
  std::vector<int> length;         ///< L, in sites
  std::string profile = "smooth";  ///< "smooth", "box" or a formula in y = x/L
  double smoothing = 0.05;         ///< relative width of the edges of "smooth"
  std::vector<bool> renormalised{false};
  std::optional<double> A;  ///< by hand
  bool operator==(const MicroDefect&) const = default;
};

/// [reservoir]: gamma = rate cos^2(pi d / (2 width)) at a distance d < width from the joint of the ring.
struct MicroReservoir {
  int width = 0;
  double rate = 0;
  bool operator==(const MicroReservoir&) const = default;
};

/// [time], in units of 1/hopping. Without a step the program takes the largest round number that is safe.
struct MicroTime {
  std::optional<double> step;
  double settle = 0, measure = 0;
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
struct MicroCase {
  int points = 256;                    ///< [momentum] points: K
  std::map<int, double> coefficients;  ///< [interaction] coefficients: c_l by l
  Injection left, right;
  MicroDefect defect;
  std::vector<int> sites;  ///< [lattice] sites: one, or one for each length
  MicroReservoir reservoir;
  MicroTime time;
  MicroEnsemble ensemble;
  int windows = 32;                                  ///< [wigner] windows
  bool measured_planning = true;                     ///< [fft] planning = "measure"
  double checkpoint_interval = 600;                  ///< [checkpoint] every: s, infinity for never
  std::optional<std::filesystem::path> output_file;  ///< [output] file
  Places where;
  bool operator==(const MicroCase&) const = default;
};

}  // namespace kapitza::config
