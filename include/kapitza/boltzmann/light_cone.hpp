#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kapitza/boltzmann/carrier_balance.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/momentum_grid.hpp"
#include "kapitza/model/momentum_interpolation.hpp"
#include "kapitza/model/occupation.hpp"

namespace kapitza::boltzmann {

/// The carriers outside a defect that is switched on at t = 0. They are free there: with xi = x/L the distance from the nearer end,
/// negative on the left,
///   n(t, xi, k) = n_out(t - |xi| / |v|, k)   for carriers that have left by then: v xi > 0, |xi| < |v| t,
///                 n_before(k)                for all others,
/// n_out(s, k) what leaves at that end at the time s, and n_before what was there without the defect: what is injected, on either side.
///
/// Of a single record n_out is that at any time: t = 1 then gives n_zeta(k), zeta = xi, the limit of late times on the rays x = zeta t. It
/// jumps at zeta = v(k), and at zeta = 0 from n_left to n_right of the defect.
///
/// Between records n_out is a cubic through four of them, in k the polynomial of the grid, and what is beyond the last record is the
/// last one. No MPI; cost of a profile: some hundred interpolations.
class LightCone {
 public:
  LightCone(const model::MomentumGrid& grid, const model::Dispersion& dispersion,
            const model::Injected& injection);

  /// What leaves at the time t, K values of either end: n_left where v < 0, n_right where v > 0. Throws InvalidInput unless t ascends.
  void record(double t, std::span<const double> n_left, std::span<const double> n_right);

  /// n(t, xi, k) at the nodes. At xi = 0 that of the right end, at -0.0 that of the left.
  std::vector<double> occupation(double t, double xi) const;

  struct Profile {
    Amounts density{}, current{};  ///< int dk/2pi e n and int dk/2pi v e n, e = (1, E)
  };
  /// Integrated over k with the front |v| = |xi| / t taken into account.
  Profile profile(double t, double xi) const;

 private:
  /// Which records, and how much of each, make a time.
  struct Moment {
    std::size_t first;
    std::vector<double> weights;
  };
  Moment moment(double s) const;
  double leaving(const Moment& moment, int k) const;
  double before(int k) const noexcept;

  const model::MomentumGrid& grid_;
  const model::Dispersion& dispersion_;
  const model::Injected injection_;
  model::MomentumInterpolation interpolation_;
  std::vector<double> times_;
  std::vector<std::vector<double>> out_;  // [record][k]: v < 0 of n_left, v > 0 of n_right
};

}  // namespace kapitza::boltzmann
