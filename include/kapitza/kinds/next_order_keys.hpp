#pragma once

#include <utility>

#include "kapitza/collision/next_order.hpp"
#include "kapitza/collision/resummation.hpp"
#include "kapitza/config/keys.hpp"

namespace kapitza::config {

template <>
struct Words<collision::Order> {
  static constexpr std::pair<std::string_view, collision::Order> list[] = {
      {"leading", collision::Order::Leading}, {"next", collision::Order::Next}};
};

template <>
struct Words<collision::Resummation> {
  static constexpr std::pair<std::string_view, collision::Resummation> list[] = {
      {"sum", collision::Resummation::Sum},
      {"pade", collision::Resummation::Pade},
      {"pade_by_momentum", collision::Resummation::PadeByMomentum}};
};

}  // namespace kapitza::config

namespace kapitza::kinds {

/// The next order in lambda: keys of [collision].
struct NextOrderKeys {
  collision::Order order = collision::Order::Leading;
  collision::Resummation resummation = collision::Resummation::PadeByMomentum;
  double tau_max = 8, tau_step = 0.05;  ///< of its double time integral
  bool operator==(const NextOrderKeys&) const = default;

  bool wanted() const noexcept { return order == collision::Order::Next; }
  collision::NextOrderParameters parameters() const {
    collision::NextOrderParameters parameters;
    parameters.time.tau_max = tau_max;
    parameters.time.tau_step = tau_step;
    return parameters;
  }
};

/// Their declaration, bound to C::next; `order` says where they apply.
template <class C>
void add_next_order_keys(config::Keys<C>& keys, config::Declaration<collision::Order> order) {
  using config::of;
  const config::OnlyIf with_next{"order", "next"};
  keys.add("collision", "order", of(&C::next, &NextOrderKeys::order), std::move(order));
  keys.add(
      "collision", "resummation", of(&C::next, &NextOrderKeys::resummation),
      {.only_if = with_next,
       .meaning = "How J enters, c = <J, I>/<I, I>, r = 1/(1 - c lambda): \"sum\": lambda^2 I + "
                  "lambda^3 J; \"pade\": lambda^2 r I; \"pade_by_momentum\": lambda^2 r I + "
                  "lambda^3 r^2 (J - c I)."});
  keys.add("collision", "next_tau_max", of(&C::next, &NextOrderKeys::tau_max),
           {.unit = "1/energy",
            .min = 0,
            .max = 64,
            .above_min = true,
            .only_if = with_next,
            .meaning = "Largest time T of the double integral of J_k."});
  keys.add("collision", "next_tau_step", of(&C::next, &NextOrderKeys::tau_step),
           {.unit = "1/energy",
            .min = 0,
            .max = 0.2,
            .above_min = true,
            .condition = "an eighth of next_tau_max or less",
            .only_if = with_next,
            .meaning = "Step of the double integral of J_k."});
}

/// Findings about them, taken together.
void complete_next_order(config::Reader& reader, const NextOrderKeys& keys);

}  // namespace kapitza::kinds
