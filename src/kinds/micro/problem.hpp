#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kapitza/config/findings.hpp"
#include "kapitza/kinds/micro/case.hpp"
#include "kapitza/micro/ensemble/ensemble.hpp"
#include "kapitza/micro/quench/quench_field.hpp"
#include "kapitza/micro/reservoir.hpp"
#include "kapitza/micro/system.hpp"
#include "kapitza/model/dispersion.hpp"
#include "kapitza/model/interaction.hpp"
#include "kapitza/model/momentum_grid.hpp"

namespace kapitza::kinds {

/// One defect of the product of lists that a case of kind "micro" describes.
struct MicroSetup {
  int length = 0;
  bool renormalised = false;
  double lambda = 0, Lambda = 0, A = 0;
  micro::System system;

  /// "L = 250, lambda = 0.0141, renormalised".
  std::string name() const;
};

/// The physics that a case of kind "micro" describes: cheap to build, and free of MPI.
class MicroProblem {
 public:
  /// Throws InvalidInput with everything that is wrong: injection, geometry, times, and, where the number of `ranks` is known,
  /// how the ensemble is dealt to them.
  explicit MicroProblem(const MicroCase& input, std::optional<int> ranks = {});

  /// The case with the step chosen and the times rounded to whole steps, samples and blocks.
  const MicroCase& input() const noexcept { return input_; }
  const model::Dispersion& dispersion() const noexcept { return dispersion_; }
  const model::MomentumGrid& grid() const noexcept { return grid_; }
  /// Of a stationary state.
  const micro::EnsembleSettings& settings() const noexcept { return settings_; }
  /// Of a defect that is switched on at t = 0: when it is looked at, and n(k_m) by mode of a ring of so many sites, the mean of what is
  /// injected half a mode below and above.
  const micro::QuenchSchedule& schedule() const noexcept { return schedule_; }
  std::vector<double> initial(std::int64_t sites) const;
  /// Of all its realisations.
  double site_steps(const MicroSetup& setup) const;
  /// In the order length, strength, renormalised, the last the fastest.
  const std::vector<MicroSetup>& setups() const noexcept { return setups_; }
  /// What is given for both sides, on grid().
  const model::Injected& injected() const noexcept { return injected_; }
  /// rho_in = int dk/2pi n_in: the mean density without a defect.
  double density() const noexcept { return density_; }

  double Gamma() const { return setups_.front().system.damping.integral(); }
  const micro::ReservoirQuality& reservoir() const noexcept { return reservoir_; }
  /// s(k) on model::MomentumGrid{points}, for micro::Ensemble. Refers to this object.
  std::vector<double> spectrum(int points) const;

  /// What will run, but not well: each says what to change.
  std::vector<std::string> warnings() const;

 private:
  /// Whether it could be evaluated.
  bool read_injection(config::Findings& findings);
  void resolve_step(config::Findings& findings);
  void resolve_measurement(config::Findings& findings);
  void resolve_looks(config::Findings& findings);
  void make_setups(config::Findings& findings);
  void require_sound_spectrum(config::Findings& findings);
  std::string poor_reservoir() const;
  std::string steep_phase() const;

  MicroCase input_;
  model::ParabolicDispersion dispersion_;
  model::Interaction interaction_;
  model::MomentumGrid grid_;
  model::Injected injected_;
  double density_ = 0;
  micro::EnsembleSettings settings_;
  micro::QuenchSchedule schedule_;
  std::vector<MicroSetup> setups_;
  micro::ReservoirQuality reservoir_{};
};

}  // namespace kapitza::kinds
