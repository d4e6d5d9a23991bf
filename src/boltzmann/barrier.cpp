#include "kapitza/boltzmann/barrier.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kapitza::boltzmann {

namespace {

constexpr double growth = 2;  // of the cells from an end

}  // namespace

double Barrier::D(double X) const {
  const double inside = std::min(X, 1 - X);
  if (inside <= 0) return 0;
  return profile.sharp() ? std::min(1.0, inside / ramp) : profile(X);
}

std::vector<double> faces_for(const Barrier& barrier, std::vector<double> faces, double thinnest) {
  std::vector<double> ends;  // new faces between 0 and the first one
  const double first = faces[1];
  if (barrier.profile.sharp()) {
    if (first > 2 * Barrier::ramp)
      for (int c = 1; c <= Barrier::ramp_cells; ++c)
        ends.push_back(Barrier::ramp * c / Barrier::ramp_cells);
  } else {
    for (double face = first / growth; face >= thinnest; face /= growth)
      ends.insert(ends.begin(), face);
  }
  const auto rounded = [](double X) { return std::ldexp(std::round(std::ldexp(X, 40)), -40); };
  std::ranges::transform(faces, faces.begin(), rounded);
  std::ranges::transform(ends, ends.begin(), rounded);
  std::vector<double> all{0};
  all.insert(all.end(), ends.begin(), ends.end());
  all.insert(all.end(), faces.begin() + 1, faces.end() - 1);
  for (auto end = ends.rbegin(); end != ends.rend(); ++end)
    all.push_back(1 - *end);
  all.push_back(1);
  return all;
}

}  // namespace kapitza::boltzmann
