#pragma once

#include <mpi.h>

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/base/handle.hpp"

namespace kapitza {

struct CommunicatorTraits {
  using Type = MPI_Comm;
  static MPI_Comm empty() noexcept { return MPI_COMM_NULL; }
  static void release(MPI_Comm raw) noexcept;
};

/// What Communicator reduces and broadcasts.
template <class T>
concept Reducible = std::same_as<T, int> || std::same_as<T, long long> || std::same_as<T, double>;

/// A group of ranks that speak to each other; move-only. Owns what duplicate() and split() made and never frees the world.
///
/// Every function except rank(), size(), root() and get() is collective: all ranks call it, in the same order.
/// MPI's own errors end the job (MPI_ERRORS_ARE_FATAL), so nothing here returns one.
class Communicator {
 public:
  /// All ranks of the program. Needs a living Session.
  static Communicator world();
  /// One rank, for which MPI need not have been started; get() is MPI_COMM_NULL.
  static Communicator alone();
  /// A view of a communicator that somebody else owns and that outlives this object.
  static Communicator borrowed(MPI_Comm raw);

  int rank() const noexcept { return rank_; }
  int size() const noexcept { return size_; }
  bool root() const noexcept { return rank_ == 0; }
  MPI_Comm get() const noexcept { return raw_; }

  /// The same ranks in a message space of their own.
  Communicator duplicate() const;
  /// The ranks that gave the same color (>= 0), ordered by key.
  Communicator split(int color, int key) const;
  /// The ranks that share this rank's memory, that is, its host.
  Communicator split_by_host() const;

  void barrier() const;
  /// True on every rank if and only if it is true on all of them.
  bool agree(bool ok) const;

  template <Reducible T>
  T sum(T value) const {
    reduce(&value, 1, MPI_SUM);
    return value;
  }
  template <Reducible T>
  T max(T value) const {
    reduce(&value, 1, MPI_MAX);
    return value;
  }
  template <Reducible T>
  T min(T value) const {
    reduce(&value, 1, MPI_MIN);
    return value;
  }
  template <Reducible T>
  T broadcast(T value, int from = 0) const {
    send_from(from, &value, 1);
    return value;
  }

  /// Element-wise and in place; the length is the same on all ranks.
  void sum(std::span<double> values) const;
  void max(std::span<double> values) const;
  void min(std::span<double> values) const;
  void broadcast(std::span<double> values, int from = 0) const;
  /// The text of rank `from`, whatever the others give.
  std::string broadcast(std::string text, int from = 0) const;

  /// What the ranks give, of any lengths, one behind the other in their order, on every rank.
  template <class T>
  requires std::is_trivially_copyable_v<T> std::vector<T> gather_everywhere(std::span<const T> own)
  const {
    const Parts parts = parts_of(own.size_bytes());
    std::vector<T> all(parts.total / sizeof(T));
    gather_everywhere(std::as_bytes(own), all.data(), parts);
    return all;
  }
  /// The texts of all ranks on the first one, nothing on the others.
  std::vector<std::string> gather(const std::string& text) const;

  /// Return f(), called on every rank. If it throws on any of them, then every rank throws: an error with the exit code
  /// (and hence the class) and the message of the lowest rank that failed. An exception that is not a kapitza::Error
  /// counts as NumericalFailure. Inside f a rank that can fail must not leave others waiting in a collective call.
  template <class F>
  auto collectively(F&& f) const -> std::invoke_result_t<F> {
    using Result = std::invoke_result_t<F>;
    std::optional<Failure> failure;
    if constexpr (std::is_void_v<Result>) {
      attempt(std::forward<F>(f), failure);
      raise_together(failure);
    } else {
      std::optional<Result> result;
      attempt([&] { result.emplace(std::invoke(std::forward<F>(f))); }, failure);
      raise_together(failure);
      return std::move(*result);
    }
  }

 private:
  struct Failure {
    ExitCode code;
    std::string message;
  };

  Communicator(MPI_Comm raw, Handle<CommunicatorTraits> owned);
  static Communicator adopted(MPI_Comm raw);

  template <class F>
  static void attempt(F&& f, std::optional<Failure>& failure) {
    try {
      std::invoke(std::forward<F>(f));
    } catch (const Error& error) {
      failure = Failure{error.exit_code(), error.what()};
    } catch (const std::exception& error) {
      failure = Failure{ExitCode::NumericalFailure, error.what()};
    }
  }
  void raise_together(const std::optional<Failure>& failure) const;

  struct Parts {  // of a gather, by rank, in bytes
    std::vector<int> counts, starts;
    std::size_t total;
  };
  Parts parts_of(std::size_t own) const;
  void gather_everywhere(std::span<const std::byte> own, void* all, const Parts& parts) const;

  void reduce(int* values, int count, MPI_Op op) const;
  void reduce(long long* values, int count, MPI_Op op) const;
  void reduce(double* values, int count, MPI_Op op) const;
  void send_from(int from, int* values, int count) const;
  void send_from(int from, long long* values, int count) const;
  void send_from(int from, double* values, int count) const;

  MPI_Comm raw_;
  Handle<CommunicatorTraits> owned_;
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace kapitza
