#pragma once

#include <vector>

#include "kapitza/model/defect_coordinate.hpp"
#include "kapitza/model/interaction.hpp"

namespace kapitza::boltzmann {

/// The mean field that carriers meet in a defect of finite coupling, (6):
///   W(X) = lambda D(X) (U(rho_X) + A),   lambda = sqrt(Lambda / (L int D^2 dy)),
/// U as in model::Interaction, A the coefficient of |psi|^2 that is added to V. lambda falls with L at fixed Lambda, and W with it.
struct Barrier {
  model::DefectCoordinate profile;  ///< D
  model::Interaction interaction;   ///< U
  double length;                    ///< L, in sites
  double A = 0;

  double coupling(double Lambda) const noexcept { return profile.coupling(Lambda, length); }
  /// W at density rho where D is D.
  double mean_field(double lambda, double D, double rho) const {
    return lambda * D * (interaction.potential(rho) + A);
  }
  /// D at X, rising from 0 to 1 over `ramp` at both ends of a sharp profile: W must be continuous.
  double D(double X) const;

  /// Of a sharp profile: of [0, 1] at each end, so little that nothing collides there, and no less: rounding
  /// leaves the residual in proportion to the inverse root of the thinnest cell.
  static constexpr double ramp = 0x1p-24;
  static constexpr int ramp_cells = 8;
  bool on_ramp(double X) const noexcept { return profile.sharp() && (X < ramp || X > 1 - ramp); }
};

/// The faces with those of the ramps of a sharp profile between the first two and the last two, if they are not there; and with
/// the end cells divided geometrically down to `thinnest`, because D rises as sqrt(X) from the ends of a smooth one. All are
/// rounded to multiples of 2^-40, so that a cell and its mirror image are equally thick.
std::vector<double> faces_for(const Barrier& barrier, std::vector<double> faces, double thinnest);

}  // namespace kapitza::boltzmann
