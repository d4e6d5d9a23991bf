#include "kapitza/io/table.hpp"

#include <fmt/format.h>
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

constexpr std::string_view blanks = " \t\r;\"", gaps = " \t\r;\",";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::vector<std::string> split(std::string_view line, std::string_view separators = gaps) {
  std::vector<std::string> words;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(separators), line.size()));
    if (line.empty()) return words;
    const std::size_t end = std::min(line.find_first_of(separators), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

/// Also as Fortran writes it: 1.0D+00, and 1.0-101 where an exponent of three digits leaves no room for its letter.
std::optional<double> parse_number(std::string word) {
  if (word.starts_with('+')) word.erase(0, 1);
  std::ranges::replace_if(
      word, [](char c) { return c == 'd' || c == 'D'; }, 'e');
  constexpr std::size_t exponent = 4;  // its sign and three digits
  if (word.size() > exponent) {
    const std::size_t sign = word.size() - exponent;
    const bool without_letter =
        word.find('.') < sign && word.find_first_of("eE") == std::string::npos;
    if (without_letter && word.find_first_of("+-", sign) == sign) word.insert(sign, 1, 'e');
  }
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

/// A number with a decimal comma, in a line whose columns are told apart by something else and that has no decimal points;
/// empty if there is none.
std::string decimal_comma(std::string_view line) {
  const std::vector<std::string> words = split(line, blanks);
  std::string found;
  for (std::string word : words) {
    const std::size_t comma = word.find(',');
    if (word.find('.') != std::string::npos) return {};
    if (comma == std::string::npos) continue;
    word[comma] = '.';
    if (comma == 0 || comma + 1 == word.size() || !parse_number(word)) return {};
    word[comma] = ',';
    if (found.empty()) found = word;
  }
  return words.size() > 1 ? found : std::string{};
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

/// Reads a text line by line: comments, a line of names, and rows of numbers.
class TextTable {
 public:
  TextTable(const std::filesystem::path& file, const std::string& dataset)
      : file_{file}, wanted_{dataset.empty() ? "n" : dataset} {}

  void take(std::string_view line) {
    ++line_;
    if (line_ == 1 && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    if (line_ == 1 && (line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF")))
      throw InvalidInput{place() + ": the text is in UTF-16; write it as UTF-8 or ASCII"};
    const std::size_t end = std::min(line.find_first_of("#%!"), line.size());
    const std::vector<std::string> words = split(line.substr(0, end));
    if (!words.empty())
      take(words, line.substr(0, end));
    else if (!begun_ && end < line.size())
      comment_ = split(line.substr(end + 1));
  }

  Table table;
  std::vector<int> lines;  ///< of the rows

 private:
  std::string place() const { return file_.string() + ":" + std::to_string(line_); }

  void take(const std::vector<std::string>& words, std::string_view line) {
    if (!std::exchange(begun_, true)) {
      const bool header = !parse_number(words.front());
      if (header || names_columns(comment_, words.size())) columns_ = header ? words : comment_;
      k_ = column(columns_, "k", file_);
      n_ = column(columns_, wanted_, file_);
      if (header) return;
    }
    if (const std::string number = decimal_comma(line); !number.empty())
      throw InvalidInput{place() + ": found \"" + number +
                         "\" with a decimal comma; write decimal points"};
    if (words.size() != columns_.size())
      throw InvalidInput{
          place() + ": found " + std::to_string(words.size()) + " columns instead of " +
          std::to_string(columns_.size()) +
          (words.size() == 2 * columns_.size() ? "; decimal commas would have to be points" : "")};
    table.k.push_back(number(words[k_]));
    table.n.push_back(number(words[n_]));
    lines.push_back(line_);
  }

  /// Some programs write the names as a comment.
  bool names_columns(const std::vector<std::string>& names, std::size_t columns) const {
    const auto has = [&](const std::string& name) {
      return std::ranges::find(names, name) != names.end();
    };
    return names.size() == columns && has("k") && has(wanted_);
  }

  double number(const std::string& word) const {
    const auto value = parse_number(word);
    if (!value) throw InvalidInput{place() + ": found \"" + word + "\" instead of a number"};
    return *value;
  }

  const std::filesystem::path& file_;
  std::string wanted_;
  std::vector<std::string> columns_{"k", "n"}, comment_;
  std::size_t k_ = 0, n_ = 0;
  int line_ = 0;
  bool begun_ = false;
};

/// `place(i)`: where row i stands.
template <class Place>
void require_sound(const Table& table, const std::string& name, const Place& place) {
  if (table.k.empty()) throw InvalidInput{name + ": the table is empty"};
  constexpr double edge = std::numbers::pi * (1 + 1e-12);
  for (std::size_t i = 0; i < table.k.size(); ++i) {
    if (!std::isfinite(table.k[i]) || !std::isfinite(table.n[i]))
      throw InvalidInput{place(i) + ": a number that is not finite"};
    const std::string k = fmt::format("{}: k = {:.10g}", place(i), table.k[i]);
    if (std::abs(table.k[i]) > edge) throw InvalidInput{k + " lies outside [-pi, pi]"};
    if (i > 0 && table.k[i] <= table.k[i - 1])
      throw InvalidInput{k + " does not ascend from the row before it"};
  }
}

}  // namespace

Table read_table(const std::filesystem::path& file, const std::string& dataset) {
  std::error_code code;
  if (std::filesystem::is_directory(file, code))
    throw InvalidInput{file.string() + ": it is a folder; a table is a file"};
  if (!std::filesystem::is_regular_file(file, code))
    throw InvalidInput{
        (std::filesystem::exists(file, code) ? "no regular file: " : "there is no file ") +
        file.string()};
  if (is_hdf5(file)) {
    const Table table = read_hdf5(file, dataset);
    const std::string name = file.string() + ": " + dataset;
    require_sound(table, name,
                  [&](std::size_t i) { return name + ": row " + std::to_string(i + 1); });
    return table;
  }
  std::ifstream stream{file};
  if (!stream) throw InvalidInput{file.string() + ": cannot be read"};
  TextTable text{file, dataset};
  for (std::string line; std::getline(stream, line);)
    text.take(line);
  require_sound(text.table, file.string(),
                [&](std::size_t i) { return file.string() + ":" + std::to_string(text.lines[i]); });
  return text.table;
}

}  // namespace kapitza::io
