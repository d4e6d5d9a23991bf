#pragma once

#include <cstdlib>
#include <memory>
#include <string>

#include "kapitza/base/fftw.hpp"
#include "kapitza/micro/transform/mode_transform.hpp"

namespace kapitza::micro {

/// The plans of one transform, there and back, out of place.
struct PlanPair {
  FftwPlan to_modes, to_sites;

  std::string text() const { return printed(to_modes) + "\n" + printed(to_sites); }

 private:
  static std::string printed(const FftwPlan& plan) {
    const std::unique_ptr<char, decltype(&std::free)> text{fftw_sprint_plan(plan.get()),
                                                           &std::free};
    return text ? text.get() : "";
  }
};

/// The source need not survive.
inline unsigned planning_flags(Planning planning) noexcept {
  return FFTW_DESTROY_INPUT | planning_flag(planning);
}

/// Room for `numbers` of them, rounded up to whole cache lines.
inline std::size_t whole_lines(std::size_t numbers) noexcept {
  return (numbers + 3) / 4 * 4;
}

}  // namespace kapitza::micro
