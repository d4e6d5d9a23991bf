#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kapitza/io/case_identity.hpp"
#include "kapitza/io/result_reader.hpp"

namespace kapitza::kinds {

/// Of `kapitza run --extend FILE`: throws InvalidInput unless what `name` holds is of the case `of`, but for the `free` keys, with every key that
/// differs.
void require_same_but(const std::string& name, const io::CaseIdentity& found,
                      const io::CaseIdentity& of, std::span<const std::string> free);

/// The same of a result; warns if another revision of the program has written it.
void require_same_but(const io::ResultReader& result, const io::CaseIdentity& of,
                      std::span<const std::string> free);

/// Throws InvalidInput, naming them, if the file holds values of a list that is not to be left short of any.
void require_held_are_asked(const std::string& name, const std::string& key,
                            std::span<const double> held, std::span<const double> asked);

/// What a result holds at `path` of case `i` of so many along its leading axis. Throws InputOutputFailure if that is no whole share.
std::vector<double> share_of_case(const io::ResultReader& result, const std::string& path,
                                  std::size_t i, std::size_t cases);

/// Throws InvalidInput if `done` realisations of a result are more than are asked for.
void require_no_fewer(const std::string& name, int done, int asked);

}  // namespace kapitza::kinds
