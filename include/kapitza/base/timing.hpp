#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kapitza/base/clock.hpp"

namespace kapitza {

/// Where the wall time of this rank goes, and how often things are done. Passed by reference to whoever takes part.
///
///     Timing timing;
///     {
///       const auto scope = timing.phase("solve");
///       ...                                        // a phase begun in here interrupts "solve"
///     }
///     timing.count("transforms", 1234);
///
/// Phases do not overlap: a second counts for the innermost one only, so the sum is the time spent in any. Phases and counters
/// come into being when they are first named and keep that order. Cost of a scope: two looks at the clock and two searches
/// among few names, together well below a microsecond; tighter loops sum up by themselves. Serves one thread.
class Timing {
 public:
  struct Item {
    std::string name;
    double seconds = 0;
    long long calls = 0;  ///< times that the phase was begun, or what was counted
  };

  /// Ends the phase, and resumes the one that it interrupted. Scopes end in the reverse order of their beginning.
  class [[nodiscard]] Scope {
   public:
    ~Scope() { timing_.resume(interrupted_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    friend Timing;
    Scope(Timing& timing, std::size_t interrupted) : timing_{timing}, interrupted_{interrupted} {}
    Timing& timing_;
    std::size_t interrupted_;
  };

  explicit Timing(Clock clock = {}) : clock_{clock_or_steady(std::move(clock))} {}
  Timing(const Timing&) = delete;
  Timing& operator=(const Timing&) = delete;

  Scope phase(std::string_view name);
  /// f(), as a phase.
  template <class F>
  decltype(auto) during(std::string_view name, F&& f) {
    const Scope scope = phase(name);
    return std::forward<F>(f)();
  }
  void count(std::string_view name, long long by = 1);

  /// The running phase included, as far as it has come.
  std::vector<Item> phases() const;
  std::span<const Item> counters() const { return counters_; }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  static Item& find(std::vector<Item>& items, std::string_view name);
  void resume(std::size_t phase);

  std::vector<Item> phases_, counters_;
  std::size_t running_ = none;
  Clock clock_;
  double changed_ = 0;  // when the running phase began or was resumed
};

}  // namespace kapitza
