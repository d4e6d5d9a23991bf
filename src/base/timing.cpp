#include "kapitza/base/timing.hpp"

#include <algorithm>

namespace kapitza {

Timing::Item& Timing::find(std::vector<Item>& items, std::string_view name) {
  const auto found = std::ranges::find(items, name, &Item::name);
  if (found != items.end()) return *found;
  return items.emplace_back(Item{std::string{name}});
}

void Timing::resume(std::size_t phase) {
  const double now = clock_();
  if (running_ != none) phases_[running_].seconds += now - changed_;
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
  if (running_ != none) items[running_].seconds += clock_() - changed_;
  return items;
}

}  // namespace kapitza
