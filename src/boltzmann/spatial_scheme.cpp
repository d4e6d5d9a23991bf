#include "kapitza/boltzmann/spatial_scheme.hpp"

namespace kapitza::boltzmann {

std::span<const AffineRows::Entry> AffineRows::row(int i) const noexcept {
  return std::span{entries}.subspan(start[i], start[i + 1] - start[i]);
}

void AffineRows::add_row(std::span<const Entry> new_row, double injected) {
  for (const Entry& entry : new_row)
    if (entry.value != 0) entries.push_back(entry);
  start.push_back(static_cast<int>(entries.size()));
  injection.push_back(injected);
}

std::vector<double> SpatialScheme::faces() const {
  if (!edges.empty()) return edges;
  std::vector<double> faces{0};
  for (int c = 0; c < cells(); ++c) {
    double width = 0;
    for (int i = c * nodes; i < (c + 1) * nodes; ++i)
      width += weights[i];
    faces.push_back(faces.back() + width);
  }
  return faces;
}

}  // namespace kapitza::boltzmann
