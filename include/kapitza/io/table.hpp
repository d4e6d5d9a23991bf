#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kapitza::io {

/// An occupation as it stands in a file.
struct Table {
  std::vector<double> k;  ///< ascending, in [-pi, pi]
  std::vector<double> n;
};

/// Read n(k) from a file. Two formats, told apart by the file's first bytes:
///
/// HDF5  `dataset` is of shape [M,2] with columns k, n; or n of shape [M] whose momenta are its dimension scale or, failing
///       that, a dataset `k` of shape [M] in the same group or above it. So /injected/left of a result of this program and
///       /lead_left/n of a simulation serve as they are.
/// text  columns separated by commas, semicolons or blanks; `#`, `%` or `!` begins a comment; numbers with decimal points, also as
///       Fortran writes them (1.0D+00); line ends and byte order mark of any system. A first line that begins with no number
///       names the columns, or a comment before the first row that names as many, else they are k and n. The momenta are in
///       column k, n in the column named `dataset`, or n if that is empty.
///
/// Throws InvalidInput, naming the file, the line of a text, and what was found, if the file is missing, is neither, holds no such dataset or column, or if k
/// and n are not finite, k does not ascend or leaves [-pi, pi]. Serial: a rank that calls it reads by itself.
Table read_table(const std::filesystem::path& file, const std::string& dataset);

}  // namespace kapitza::io
