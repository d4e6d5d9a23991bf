#pragma once

#include <span>
#include <string>
#include <vector>

#include "kapitza/io/contents.hpp"
#include "kapitza/io/fields.hpp"
#include "kapitza/io/result_file.hpp"
#include "problem.hpp"

namespace kapitza::kinds {

/// What distinguishes the defects of a product of lists: datasets /case_<name> of several, attributes <name> of a single one.
io::Fields<MicroSetup> parameter_fields();
std::vector<std::string> parameter_names();
void write_parameters(io::ResultFile& file, std::span<const MicroSetup> setups, bool several);
/// The attributes of a single one.
void add_parameter_attributes(io::Contents& contents, const std::string& single);

/// The axes /case, /k and that of the windows along the ring: their index of several defects, which may have rings of different lengths, or
/// their centres. `defects`: how many, 0 of a single one.
void write_case_axes(io::ResultFile& file, const std::vector<double>& k,
                     const std::vector<double>& wigner_x, std::size_t defects);
void add_case_axes(io::Contents& contents, const std::string& several, const std::string& single);

/// What is injected from both sides.
void write_injected(io::ResultFile& file, const MicroProblem& problem);
void add_injected(io::Contents& contents);

/// 0, 1, 2, ...: an axis without a unit.
std::vector<int> counted(std::size_t size);

}  // namespace kapitza::kinds
