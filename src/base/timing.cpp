#include "kapitza/base/timing.hpp"

#include <algorithm>

namespace kapitza {

Timing::Item& Timing::find(std::vector<Item>& items, std::string_view name) {
  const auto found = std::ranges::find(items, name, &Item::name);
  if (found != items.end()) return *found;
  return items.emplace_back(Item{std::string{name}});
}

double Timing::since_change() const {
  return std::chrono::duration<double>(Clock::now() - changed_).count();
}

void Timing::resume(std::size_t phase) {
  const auto now = Clock::now();
  if (running_ != none)
    phases_[running_].seconds += std::chrono::duration<double>(now - changed_).count();
  running_ = phase;
  changed_ = now;
}

Timing::Scope Timing::phase(std::string_view name) {
  Item& item = find(phases_, name);
  ++item.calls;
  const std::size_t interrupted = running_;
  resume(&item - phases_.data());
  return {*this, interrupted};
}

void Timing::count(std::string_view name, long long by) {
  find(counters_, name).calls += by;
}

std::vector<Timing::Item> Timing::phases() const {
  std::vector<Item> items = phases_;
  if (running_ != none) items[running_].seconds += since_change();
  return items;
}

}  // namespace kapitza
