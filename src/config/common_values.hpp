#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kapitza/config/values.hpp"
#include "reader.hpp"

/// Reading and writing of the values that several kinds of case share. What is wrong becomes a finding.
namespace kapitza::config {

/// "momentum.points", even.
int read_points(Reader& reader);
/// "interaction.coefficients".
std::map<int, double> read_coefficients(Reader& reader);
/// A list of numbers of which none stands twice.
std::vector<double> read_distinct_numbers(Reader& reader, std::string_view path);
void require_step_below_maximum(Reader& reader, const Collision& collision);

/// TOML values.
std::string coefficients_text(const std::map<int, double>& coefficients);
std::string list_text(const std::vector<double>& values);
std::string injection_text(const Injection& injection);

}  // namespace kapitza::config
