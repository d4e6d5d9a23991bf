#include "kapitza/boltzmann/relaxation_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace kapitza::boltzmann {

std::optional<RelaxationFit> fit_relaxation(std::span<const double> time,
                                            std::span<const double> distance, double floor) {
  constexpr double above_last = 1.5, decade = 10;
  constexpr std::size_t fewest = 4;
  if (distance.size() < fewest) return std::nullopt;
  const double low = std::max(floor, above_last * distance.back()), high = decade * low;
  // The last stretch within the decade.
  std::size_t end = distance.size();
  while (end > 0 && !(distance[end - 1] > low))
    --end;
  std::size_t begin = end;
  while (begin > 0 && distance[begin - 1] > low && distance[begin - 1] <= high)
    --begin;
  const std::size_t count = end - begin;
  if (count < fewest || begin == 0) return std::nullopt;

  double t = 0, y = 0;
  std::vector<double> logs;
  for (std::size_t i = begin; i < end; ++i) {
    logs.push_back(std::log(distance[i]));
    t += time[i] / static_cast<double>(count);
    y += logs.back() / static_cast<double>(count);
  }
  double tt = 0, ty = 0, rest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double dt = time[begin + i] - t;
    tt += dt * dt;
    ty += dt * (logs[i] - y);
  }
  const double slope = ty / tt;
  if (!(slope < 0)) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i)
    rest += std::pow(logs[i] - y - slope * (time[begin + i] - t), 2);
  return RelaxationFit{-slope, std::sqrt(rest / (static_cast<double>(count - 2) * tt)), time[begin],
                       time[end - 1]};
}

}  // namespace kapitza::boltzmann
