#pragma once

#include <filesystem>
#include <optional>

#include "command_line.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/config/case.hpp"

namespace kapitza::app {

/// `kapitza run` for each kind of case. Collective; throws on all ranks or on none.
ExitCode run_kind(const Session& session, const RunCommand& command,
                  const config::BoltzmannCase& input, const Provenance& provenance);
ExitCode run_kind(const Session& session, const RunCommand& command,
                  const config::LinearCase& input, const Provenance& provenance);
ExitCode run_kind(const Session& session, const RunCommand& command, const config::MicroCase& input,
                  const Provenance& provenance);

/// The option -o, or what the case asks for, or the name of the case with .h5.
std::filesystem::path output_file(const RunCommand& command,
                                  const std::optional<std::filesystem::path>& asked);

}  // namespace kapitza::app
