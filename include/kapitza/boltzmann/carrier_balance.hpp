#pragma once

#include <array>
#include <span>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/boltzmann/transport.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::boltzmann {

/// Of number and energy so much.
using Amounts = std::array<double, 2>;

/// How many carriers there are in the defect and how many leave it, as the scheme counts them: with l_x of SpatialScheme, m_x the time
/// weight of Evolution, e = (1, E) and n(1), n(0) what leaves,
///   content_a = sum_x l_x m_x sum_k w_k e_a n,      left_a = sum_{v<0} w_k |v| e_a n(0),     right_a = sum_{v>0} w_k v e_a n(1).
/// Summing the scheme's m d_t n = b - A n + Lambda I over all nodes gives, because sum_x l_x (d_X n)_x = n_out - n_in and I conserves both,
///   d_t content = entering - left - right        exactly.
/// All are linear in the values n of this rank's points, X-major, and collective.
class CarrierBalance {
 public:
  CarrierBalance(const Communicator& comm, const Transport& transport,
                 const model::MomentumGrid& grid, const model::Dispersion& dispersion,
                 std::span<const double> mass);

  Amounts content(std::span<const double> n) const;
  struct Leaving {
    Amounts left, right;
  };
  Leaving leaving(std::span<const double> n) const;
  /// What is injected, from both sides.
  const Amounts& entering() const noexcept { return entering_; }

  /// Add to x the smallest a + b E(k), the same at all points, that makes shift content(x) + left(x) + right(x) = wanted. What solves a
  /// linear system but roughly then changes the content by what has passed the ends all the same.
  void enforce(double shift, const Amounts& wanted, std::span<double> x) const;
  /// The same for number alone, by an a: where a force works on the carriers.
  void enforce_number(double shift, double wanted, std::span<double> x) const;

 private:
  struct Term {
    int index;  // in n
    Amounts weight;
  };
  Amounts sum(const std::vector<Term>& terms, std::span<const double> n) const;

  const Communicator& comm_;
  int momenta_;
  std::vector<double> E_, weight_;  // K, and of each point l_x m_x
  std::vector<double> momentum_weight_;
  std::vector<Term> left_, right_;  // this rank's part
  Amounts entering_{};
  // content and leaving of n = 1 and of n = E(k): [functional][which].
  std::array<Amounts, 2> unit_content_{}, unit_leaving_{};
};

}  // namespace kapitza::boltzmann
