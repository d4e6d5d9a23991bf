#pragma once

#include <functional>
#include <string>

namespace kapitza::kinds {

/// D(y), y = x/L: "smooth", "box", or a formula in y.
struct ProfileShape {
  std::string text = "smooth";
  bool operator==(const ProfileShape&) const = default;
};

/// D of y, edges of "smooth" being `smoothing` wide; not of a "box".
std::function<double(double y)> profile_function(const ProfileShape& shape, double smoothing);

}  // namespace kapitza::kinds
