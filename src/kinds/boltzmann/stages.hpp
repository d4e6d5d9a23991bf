#pragma once

#include <string>
#include <vector>

#include "../merging/merge_method.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/base/timing.hpp"
#include "kapitza/collision/collision_integral.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/boltzmann/case.hpp"
#include "kapitza/kinds/kind.hpp"
#include "kapitza/kinds/run_request.hpp"

namespace kapitza::kinds {

/// What the program does with a case of kind "boltzmann" (kind.hpp); `resolved` is its complete text.
void check_boltzmann(const std::string& name, const std::string& resolved,
                     const BoltzmannCase& input);
ExitCode run_boltzmann(const Session& session, const RunRequest& request,
                       const Provenance& provenance, const std::string& resolved,
                       const BoltzmannCase& input);
Recovered recover_boltzmann(const Recovery& recovery, const BoltzmannCase& input);
void show_boltzmann(const io::ResultReader& file);
io::Contents boltzmann_contents();
void add_boltzmann_study(io::Contents& contents);  ///< its part that `kapitza merge` writes

/// The same of a case with [time], and of a result of one.
void check_evolution(const std::string& name, const std::string& resolved,
                     const BoltzmannCase& input);
ExitCode run_evolution(const Session& session, const RunRequest& request,
                       const Provenance& provenance, const std::string& resolved,
                       const BoltzmannCase& input);
Recovered recover_evolution(const Recovery& recovery, const BoltzmannCase& input);
void show_evolution(const io::ResultReader& file);

/// What the collision integral has done, for the timing of a result.
void count_work(Timing& timing, const collision::CollisionWork& work);

/// n at the ends and the centre for each Lambda, at so many uniform momenta.
void tabulate_boltzmann(const io::ResultReader& file, int points);
std::vector<MergeMethod> boltzmann_merge_methods();

/// The stationary state of the largest Lambda of a result beside the linear prediction about its centre.
void show_linear_prediction_of(const io::ResultReader& file);

}  // namespace kapitza::kinds
