#pragma once

#include <utility>

namespace kapitza {

/// Sole owner of one C object; move-only. Traits supply `Type`, `empty()` and a noexcept `release(Type)`.
template <class Traits>
class Handle {
 public:
  using Type = typename Traits::Type;

  Handle() = default;
  explicit Handle(Type raw) noexcept : raw_{raw} {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&& other) noexcept : raw_{std::exchange(other.raw_, Traits::empty())} {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      raw_ = std::exchange(other.raw_, Traits::empty());
    }
    return *this;
  }
  ~Handle() { reset(); }

  Type get() const noexcept { return raw_; }
  explicit operator bool() const noexcept { return raw_ != Traits::empty(); }

  /// Release what is held and return the slot for a C function that creates the object: `VecCreate(comm, v.out())`.
  Type* out() noexcept {
    reset();
    return &raw_;
  }

  /// Give up ownership: the caller releases it.
  [[nodiscard]] Type release() noexcept { return std::exchange(raw_, Traits::empty()); }

  void reset() noexcept {
    if (raw_ != Traits::empty()) Traits::release(std::exchange(raw_, Traits::empty()));
  }

 private:
  Type raw_{Traits::empty()};
};

}  // namespace kapitza
