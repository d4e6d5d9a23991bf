#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "kapitza/boltzmann/carrier_balance.hpp"
#include "kapitza/boltzmann/engine.hpp"
#include "kapitza/boltzmann/evolution.hpp"
#include "kapitza/boltzmann/spatial_scheme.hpp"
#include "kapitza/io/fields.hpp"
#include "problem.hpp"

/// What a run in time keeps of each step, and of the times at which n is written.
namespace kapitza::kinds {

/// The end of a step, and t = 0; on all ranks alike.
struct StepRecord {
  double time = 0, time_step = 0;
  double error = 0;     ///< of n by all steps so far, over max n
  double change = 0;    ///< of n per time, as a residual
  double distance = 0;  ///< max |n - n of the stationary state| over max n; of no state: nan
  double content_number = 0, content_energy = 0;
  boltzmann::Amounts leaving_number{}, leaving_energy{};  ///< left, right; per time
  boltzmann::Amounts left_number{}, left_energy{};        ///< since t = 0
  double imbalance_number = 0, imbalance_energy = 0;
  std::vector<double> density, energy, number_current, energy_current;  ///< [X]
  std::vector<double> n_left, n_right, n_center;                        ///< [k]

  /// One of so many points and momenta, for reading.
  static StepRecord sized(std::size_t points, std::size_t momenta);
};
const io::Fields<StepRecord>& step_fields();
/// Those of a run without stationary state, and those that it adds.
io::Fields<StepRecord> own_step_fields();
io::Fields<StepRecord> stationary_step_fields();

/// n at a time that was asked for, at this rank's points.
struct TimeRecord {
  std::size_t step = 0;   ///< that ends there
  std::vector<double> n;  ///< [X, k]
};

struct EvolutionRecord {
  std::vector<StepRecord> steps;
  std::vector<TimeRecord> times;  ///< as asked for, as far as they are reached
};

/// The record of where an evolution stands. Collective. `stationary`: nullptr if there is none.
StepRecord record_of(const Communicator& world, const BoltzmannProblem& problem,
                     const boltzmann::Evolution& evolution, const boltzmann::Solution* stationary);

/// n(k) inside the defect at t = 0. Throws InvalidInput if it cannot be evaluated.
std::vector<double> initial_occupation(const BoltzmannCase& input, const BoltzmannProblem& problem);

/// Of all tables that the case takes values from.
std::string evolution_fingerprint(const BoltzmannCase& input);

/// The cells of the stationary state, or those of the case, which without such a state (nullptr) must be given.
boltzmann::SpatialScheme evolution_scheme(const BoltzmannProblem& problem,
                                          const boltzmann::Solution* stationary);

}  // namespace kapitza::kinds
