#pragma once

namespace kapitza::model {

/// Single-particle energy E(k) of the integrable bulk, even in k and 2 pi periodic, in units of the hopping.
class Dispersion {
 public:
  virtual ~Dispersion() = default;

  virtual double energy(double k) const noexcept = 0;
  /// v(k) = dE/dk.
  virtual double velocity(double k) const noexcept = 0;
  virtual double min_energy() const noexcept = 0;
  virtual double max_energy() const noexcept = 0;
  /// max |v(k)|: the light cone of the auxiliary-time evolution.
  virtual double max_speed() const noexcept = 0;
};

/// E(k) = k^2 for k in [-pi, pi), continued periodically; v = 2k, which jumps from 2pi to -2pi across k = pi.
class ParabolicDispersion final : public Dispersion {
 public:
  double energy(double k) const noexcept override;
  double velocity(double k) const noexcept override;
  double min_energy() const noexcept override;
  double max_energy() const noexcept override;
  double max_speed() const noexcept override;
};

}  // namespace kapitza::model
