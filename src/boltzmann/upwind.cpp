#include "kapitza/boltzmann/upwind.hpp"

#include <array>
#include <string>

#include "kapitza/base/error.hpp"

namespace kapitza::boltzmann {

SpatialScheme make_upwind(int points) {
  if (points < 3)
    throw InvalidInput("upwind scheme of " + std::to_string(points) + " points: at least 3");
  using Entry = AffineRows::Entry;
  SpatialScheme scheme;
  scheme.name = "upwind";
  const double dX = 1.0 / (points + 1);
  for (int i = 0; i < points; ++i) {
    scheme.X.push_back((i + 1) * dX);
    const bool at_end = i == 0 || i == points - 1;
    scheme.weights.push_back(at_end ? 1.5 * dX : dX);
    scheme.lengths.push_back(dX);
    if (i == 0) {
      scheme.derivative.add_row(std::array{Entry{0, 1 / dX}}, -1 / dX);
      scheme.flux.add_row(std::array{Entry{0, 0.5}}, 0.5);
    } else {
      scheme.derivative.add_row(std::array{Entry{i - 1, -1 / dX}, Entry{i, 1 / dX}}, 0);
      scheme.flux.add_row(std::array{Entry{i - 1, 0.5}, Entry{i, 0.5}}, 0);
    }
  }
  scheme.outflow.add_row(std::array{Entry{points - 1, 1}}, 0);
  const int middle = (points - 1) / 2;
  if (points % 2 == 1)
    scheme.centre.add_row(std::array{Entry{middle, 1}}, 0);
  else
    scheme.centre.add_row(std::array{Entry{middle, 0.5}, Entry{middle + 1, 0.5}}, 0);
  return scheme;
}

}  // namespace kapitza::boltzmann
