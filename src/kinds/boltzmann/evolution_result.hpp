#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "evolution_checkpoint.hpp"
#include "evolution_record.hpp"
#include "kapitza/boltzmann/relaxation_fit.hpp"
#include "kapitza/io/contents.hpp"
#include "result.hpp"

namespace kapitza::kinds {

/// Bytes that the result of an evolution takes, generously.
std::size_t evolution_file_size(std::size_t steps, std::size_t times, std::size_t points,
                                std::size_t momenta);

/// How the distance to the stationary state decays at last, above what the steps leave.
std::optional<boltzmann::RelaxationFit> fitted_relaxation(const EvolutionRecord& record,
                                                          double tolerance);

io::Contents evolution_contents();

/// Write an evolution: n at the times asked for, what is kept of each step, the light cone outside and, if it was solved for, the stationary state and
/// the limit of the light cone. Collective; as write_boltzmann().
void write_evolution(const Communicator& comm, const std::filesystem::path& file,
                     const BoltzmannProblem& problem, const BoltzmannCase& input,
                     const UnfinishedEvolution& evolution, const ResultNotes& notes);

}  // namespace kapitza::kinds
