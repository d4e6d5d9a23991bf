#pragma once

#include "kapitza/kinds/common_case.hpp"

namespace kapitza::kinds {

/// [time] step and order of the microscopic field, bound to the members of C::*time.
template <class C, class Time>
void add_splitting_keys(config::Keys<C>& keys, Time C::*time) {
  keys.add("time", "step", config::of(time, &Time::step),
           {.unit = "1/energy",
            .min = 0,
            .max = 10,
            .above_min = true,
            .absent = "the largest round number that is safe",
            .meaning = "Time step of the splitting; 0.2 is the default for |psi|^6 at order 2."});
  keys.add("time", "order", config::of(time, &Time::order),
           {.unit = "1",
            .min = 2,
            .max = 4,
            .condition = "2 or 4",
            .each = is_even,
            .meaning = "Order of the splitting of the deterministic part."});
}

}  // namespace kapitza::kinds
