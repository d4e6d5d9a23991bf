#pragma once

#include <string_view>
#include <utility>

#include "kapitza/base/fftw.hpp"
#include "kapitza/config/keys.hpp"

namespace kapitza::config {

template <>
struct Words<Planning> {
  static constexpr std::pair<std::string_view, Planning> list[] = {
      {"measure", Planning::Measure}, {"estimate", Planning::Estimate}};
};

}  // namespace kapitza::config

namespace kapitza::kinds {

/// [fft] planning, bound to C::planning.
template <class C>
void add_planning_key(config::Keys<C>& keys) {
  keys.add("fft", "planning", &C::planning,
           {.meaning = "\"measure\": fast plans, remembered from run to run; \"estimate\": plans "
                       "that are the same everywhere."});
}

}  // namespace kapitza::kinds
