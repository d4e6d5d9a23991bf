#include "kapitza/linear/linear_response.hpp"

#include <utility>

namespace kapitza::linear {

LinearResponse::LinearResponse(ThermalBackground background)
    : background_{std::move(background)}, modes_{background_} {}

}  // namespace kapitza::linear
