#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <functional>
#include <iterator>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "kapitza/io/checkpoint.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/result_reader.hpp"

namespace kapitza::io {

/// Numbers with their standard errors: a dataset and the one beside it with `_stderr`.
struct Measured {
  std::vector<double> mean, standard_error;
};

/// A value as numbers in row-major order, and back: the rest of `from` is handed on.
inline void append(std::vector<double>& to, std::same_as<double> auto value) {
  to.push_back(value);
}
inline void append(std::vector<double>& to, std::same_as<int> auto value) {
  to.push_back(value);
}
inline void append(std::vector<double>& to, const std::vector<double>& values) {
  to.insert(to.end(), values.begin(), values.end());
}
template <class T, std::size_t n>
void append(std::vector<double>& to, const std::array<T, n>& values) {
  for (const T& value : values)
    append(to, value);
}

inline std::span<const double> assign(double& to, std::span<const double> from) {
  to = from.front();
  return from.subspan(1);
}
inline std::span<const double> assign(int& to, std::span<const double> from) {
  to = static_cast<int>(from.front());
  return from.subspan(1);
}
inline std::span<const double> assign(std::vector<double>& to, std::span<const double> from) {
  to.assign(from.begin(), from.end());
  return {};
}
template <class T, std::size_t n>
std::span<const double> assign(std::array<T, n>& to, std::span<const double> from) {
  for (T& value : to)
    from = assign(value, from);
  return from;
}

/// Which ranks hold a field.
enum class Holding {
  Everywhere,  ///< the same on all ranks
  Points,      ///< [X, ...], each rank the points of its slab
};

/// What a field is kept in.
enum class Use { Result, Checkpoint, Both };

/// What a record holds, each thing said once: a result is written from the list, in its order, and read back by it, and so is
/// the checkpoint of a record.
///
///     Fields<State> fields;
///     fields.add({"/n_left", {"/k"}, "1", "occupation at X = 0"}, &State::n_left);
///     fields.add({"/bulk/mu", {}, "hopping", "of the bulk"}, [](auto& s) -> auto& { return s.bulk.mu; });
///     fields.add({"/density", {}, "1/site", "mean density"}, [](const State& s) { return mean(s.n); });   // written only
///
/// Several records lie along an axis that comes before those of the field.
template <class Record>
class Fields {
 public:
  struct Field {
    Description what;
    bool integer;
    Holding held;
    Use use;
    std::function<std::vector<double>(const Record&)> get;
    std::function<void(Record&, std::span<const double>)> set;  ///< empty: written only
  };

  template <class Pick>
  void add(Description what, Pick pick, Use use = Use::Both, Holding held = Holding::Everywhere) {
    using T = std::remove_cvref_t<std::invoke_result_t<Pick, const Record&>>;
    if constexpr (std::is_same_v<T, Measured>) {  // a member
      Description error{what.path + "_stderr", what.scales, what.units,
                        "standard error: " + what.long_name};
      const auto part = [pick](auto Measured::*member) {
        return [ pick, member ](auto& record) -> auto& {
          return std::invoke(pick, record).*member;
        };
      };
      add(std::move(what), part(&Measured::mean), use, held);
      add(std::move(error), part(&Measured::standard_error), use, held);
    } else {
      Field field{std::move(what), std::is_same_v<T, int>, held, use, {}, {}};
      field.get = [pick](const Record& record) {
        std::vector<double> values;
        append(values, std::invoke(pick, record));
        return values;
      };
      using Reference = std::invoke_result_t<const Pick&, Record&>;
      if constexpr (std::is_same_v<Reference, T&>)
        field.set = [pick](Record& record, std::span<const double> values) {
          assign(std::invoke(pick, record), values);
        };
      fields_.push_back(std::move(field));
    }
  }

  const std::vector<Field>& list() const& noexcept { return fields_; }
  void list() && = delete;  // a loop over the fields of a temporary

  /// Those of them whose path is wanted, in the same order.
  Fields only(const std::function<bool(const std::string& path)>& wanted) const {
    Fields some;
    std::ranges::copy_if(fields_, std::back_inserter(some.fields_),
                         [&](const Field& field) { return wanted(field.what.path); });
    return some;
  }

  /// Whether there is one of this path and these axes.
  bool has(const Description& what) const {
    return std::ranges::any_of(fields_, [&](const Field& field) {
      return field.what.path == what.path && field.what.scales == what.scales;
    });
  }

  /// Every field of all records, with `axes` before its own; Holding::Points in slabs of `count` points from `first` on.
  template <std::ranges::forward_range Records>
  void write(ResultFile& file, const Records& records, const std::vector<std::string>& axes,
             std::size_t first = 0, std::size_t count = 0) const {
    for (const Field& field : fields_) {
      if (field.use == Use::Checkpoint) continue;
      std::vector<double> values;
      for (const Record& record : records)
        append(values, field.get(record));
      Description what = field.what;
      what.scales.insert(what.scales.begin(), axes.begin(), axes.end());
      if (field.held == Holding::Points)
        file.write(what, values, Slab{axes.size(), first, count});
      else if (field.integer)
        file.write(what, std::vector<int>(values.begin(), values.end()));
      else
        file.write(what, values);
    }
  }

  /// The record as numbers, and back, for records whose fields are all of fixed size: what ranks tell each other.
  std::vector<double> packed(const Record& record) const {
    std::vector<double> all;
    for (const Field& field : fields_)
      append(all, field.get(record));
    return all;
  }
  Record unpacked(std::span<const double> numbers) const {
    Record record{};
    for (const Field& field : fields_) {
      const std::size_t width = field.get(record).size();
      field.set(record, numbers.first(width));
      numbers = numbers.subspan(width);
    }
    return record;
  }
  std::size_t width() const { return packed(Record{}).size(); }

  /// One record of a checkpoint under `name`, but for what lies in points: to be given by one rank, to be read by each.
  void put(CheckpointRecords& checkpoint, const std::string& name, const Record& record) const {
    for (const Field& field : fields_)
      if (kept(field)) checkpoint.add(name + field.what.path, field.get(record));
  }
  Record get(const CheckpointReader& checkpoint, const std::string& name) const {
    Record record{};
    for (const Field& field : fields_)
      if (kept(field)) field.set(record, checkpoint.numbers(name + field.what.path));
    return record;
  }

  /// So many records of a result, as far as it has their fields; those that lie in points only if they are wanted.
  std::vector<Record> read(const ResultReader& file, std::size_t records,
                           bool with_points = false) const {
    std::vector<Record> all(records);
    for (const Field& field : fields_) {
      if (field.use == Use::Checkpoint || !field.set || !file.contains(field.what.path)) continue;
      if (field.held == Holding::Points && !with_points) continue;
      const std::vector<double> values = file.numbers(field.what.path);
      const std::size_t width = values.size() / std::max<std::size_t>(records, 1);
      for (std::size_t i = 0; i < records; ++i)
        field.set(all[i], std::span{values}.subspan(i * width, width));
    }
    return all;
  }

 private:
  static bool kept(const Field& field) {
    return field.use != Use::Result && field.held == Holding::Everywhere && field.set;
  }

  std::vector<Field> fields_;
};

}  // namespace kapitza::io
