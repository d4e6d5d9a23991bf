#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "result.hpp"

namespace kapitza::kinds {
namespace {

/// Standard errors beyond which a difference is no accident of the noise.
constexpr double suspicious_z = 3;

bool differs(double z) {
  return std::abs(z) > suspicious_z;
}

}  // namespace

std::vector<std::string> doubts(const DefectRecord& defect) {
  std::vector<std::string> found;
  if (differs(defect.density_z) || std::ranges::any_of(defect.outgoing_z, differs))
    found.push_back(fmt::format(
        "a drift of more than {:g} standard errors: time.settle may be too short", suspicious_z));
  const auto compare = [&](const char* name, const io::Measured& imbalance) {
    const double z = z_score(imbalance);
    if (differs(z))
      found.push_back(fmt::format(
          "the {} currents of the left and of the right lead differ by {:.1f} standard errors "
          "(more than {:g}): time.settle may be too short, or time.step too large",
          name, std::abs(z), suspicious_z));
  };
  compare("number", defect.number_imbalance);
  compare("energy", defect.energy_imbalance);
  return found;
}

}  // namespace kapitza::kinds
