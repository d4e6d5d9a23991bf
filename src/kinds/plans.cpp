#include "plans.hpp"

#include <spdlog/spdlog.h>

#include "kapitza/micro/transform/wisdom.hpp"

namespace kapitza::kinds {

Plans::Plans(const Communicator& world, Planning planning, const std::string& continued)
    : world_{world}, measured_{planning == Planning::Measure} {
  if (!measured_) return;
  if (!continued.empty()) micro::wisdom::replace(world_, continued);
  micro::wisdom::load_cache(world_);
}

void Plans::measure_once(const std::function<void(Planning)>& make) {
  micro::wisdom::plan_in_turn(world_, world_.root(),
                              [&] { make(world_.root() ? Planning::Measure : Planning::Known); });
  remember();
}

void Plans::remember() {
  if (measured_) kept_ = micro::wisdom::save_cache(world_) && kept_;
}

void Plans::finish() const {
  if (!kept_)
    spdlog::warn("FFTW's plans could not be kept: the last bits may differ in another run");
}

OwnPlans::OwnPlans() {
  micro::wisdom::load_own_cache();
  known_ = micro::wisdom::exported();
}

OwnPlans::~OwnPlans() {
  if (micro::wisdom::exported() != known_) micro::wisdom::save_own_cache();
}

}  // namespace kapitza::kinds
