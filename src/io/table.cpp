#include "kapitza/io/table.hpp"

#include <hdf5_hl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <numbers>
#include <optional>
#include <string_view>
#include <utility>

#include "kapitza/base/error.hpp"
#include "kapitza/io/result_reader.hpp"

namespace kapitza::io {
namespace {

bool is_hdf5(const std::filesystem::path& file) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::array<char, signature.size()> head{};
  std::ifstream{file, std::ios::binary}.read(head.data(), head.size());
  return std::string_view{head.data(), head.size()} == signature;
}

/// The path of the first scale attached to a one-dimensional dataset, if there is one.
std::optional<std::string> attached_scale(const ResultReader& reader, const std::string& path) {
  const Hdf5Dataset dataset{
      checked(H5Dopen2(reader.get(), path.c_str(), H5P_DEFAULT), reader.name() + ": " + path)};
  if (H5DSis_scale(dataset.get()) > 0) return std::nullopt;
  std::string found;
  const auto visit = [](hid_t, unsigned, hid_t scale, void* name) noexcept {
    std::array<char, 1024> buffer{};
    if (H5Iget_name(scale, buffer.data(), buffer.size()) > 0)
      *static_cast<std::string*>(name) = buffer.data();
    return herr_t{1};  // the first one is enough
  };
  H5DSiterate_scales(dataset.get(), 0, nullptr, visit, &found);
  if (found.empty()) return std::nullopt;
  return found;
}

/// The dataset k nearest to `path`: in its own group, else in a group above.
std::string nearest_momenta(const ResultReader& reader, const std::string& path) {
  for (std::size_t end = path.rfind('/'); end != std::string::npos;
       end = path.rfind('/', end - 1)) {
    const std::string candidate = path.substr(0, end) + "/k";
    if (reader.contains(candidate)) return candidate;
    if (end == 0) break;
  }
  throw InvalidInput{reader.name() + ": " + path +
                     " is one-dimensional and its momenta are missing: neither a dimension scale "
                     "nor a dataset k in its group or above it; or give it the shape [M,2]"};
}

Table read_hdf5(const std::filesystem::path& file, const std::string& dataset) {
  if (dataset.empty())
    throw InvalidInput{file.string() + ": an HDF5 file needs the name of a dataset"};
  const std::string path = dataset.front() == '/' ? dataset : "/" + dataset;
  const ResultReader reader{file};
  const std::vector<std::size_t> shape = reader.shape(path);
  const std::vector<double> values = reader.numbers(path);
  Table table;
  if (shape.size() == 2 && shape[1] == 2) {
    for (std::size_t i = 0; i < shape[0]; ++i) {
      table.k.push_back(values[2 * i]);
      table.n.push_back(values[2 * i + 1]);
    }
    return table;
  }
  if (shape.size() != 1) {
    std::string found;
    for (const std::size_t extent : shape)
      found += (found.empty() ? "" : ",") + std::to_string(extent);
    throw InvalidInput{reader.name() + ": " + path + " has the shape [" + found +
                       "]; allowed are [M] with momenta k, and [M,2] with columns k, n"};
  }
  const std::optional<std::string> scale = attached_scale(reader, path);
  const std::string momenta = scale ? *scale : nearest_momenta(reader, path);
  table.k = reader.numbers(momenta);
  table.n = values;
  if (table.k.size() != table.n.size())
    throw InvalidInput{reader.name() + ": " + path + " has " + std::to_string(table.n.size()) +
                       " values and " + momenta + " has " + std::to_string(table.k.size())};
  return table;
}

constexpr std::string_view gaps = " \t\r,;";

/// The words of a line, up to a comment.
std::vector<std::string> split(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string> words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(gaps), line.size()));
    if (line.empty()) return words;
    const std::size_t end = std::min(line.find_first_of(gaps), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::optional<double> parse_number(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

std::size_t column(const std::vector<std::string>& columns, const std::string& name,
                   const std::filesystem::path& file) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found != columns.end()) return found - columns.begin();
  std::string names;
  for (const std::string& one : columns)
    names += (names.empty() ? "" : ", ") + one;
  throw InvalidInput{file.string() + ": there is no column " + name + " (there are: " + names +
                     ")"};
}

Table read_text_table(const std::filesystem::path& file, const std::string& dataset) {
  std::ifstream stream{file};
  if (!stream) throw InvalidInput{file.string() + ": cannot be read"};
  Table table;
  std::vector<std::string> columns{"k", "n"};
  std::size_t k = 0, n = 0;
  bool begun = false;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    const std::vector<std::string> words = split(line);
    if (words.empty()) continue;
    if (!std::exchange(begun, true)) {
      const bool header = !parse_number(words.front());
      if (header) columns = words;
      k = column(columns, "k", file);
      n = column(columns, dataset.empty() ? "n" : dataset, file);
      if (header) continue;
    }
    const std::string place = file.string() + ":" + std::to_string(number);
    if (words.size() != columns.size())
      throw InvalidInput{place + ": found " + std::to_string(words.size()) +
                         " columns instead of " + std::to_string(columns.size())};
    const auto momentum = parse_number(words[k]), value = parse_number(words[n]);
    if (!momentum || !value)
      throw InvalidInput{place + ": found \"" + (momentum ? words[n] : words[k]) +
                         "\" instead of a number"};
    table.k.push_back(*momentum);
    table.n.push_back(*value);
  }
  return table;
}

void require_sound(const Table& table, const std::string& name) {
  if (table.k.empty()) throw InvalidInput{name + ": the table is empty"};
  constexpr double edge = std::numbers::pi * (1 + 1e-12);
  for (std::size_t i = 0; i < table.k.size(); ++i) {
    const std::string row = name + ": row " + std::to_string(i + 1);
    if (!std::isfinite(table.k[i]) || !std::isfinite(table.n[i]))
      throw InvalidInput{row + " is not finite"};
    if (std::abs(table.k[i]) > edge)
      throw InvalidInput{row + ": k = " + std::to_string(table.k[i]) + " lies outside [-pi, pi]"};
    if (i > 0 && table.k[i] <= table.k[i - 1])
      throw InvalidInput{row + ": k = " + std::to_string(table.k[i]) +
                         " does not ascend from the row before it"};
  }
}

}  // namespace

Table read_table(const std::filesystem::path& file, const std::string& dataset) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code))
    throw InvalidInput{file.string() + ": no such file"};
  Table table = is_hdf5(file) ? read_hdf5(file, dataset) : read_text_table(file, dataset);
  require_sound(table, file.string() + ": " + dataset);
  return table;
}

}  // namespace kapitza::io
