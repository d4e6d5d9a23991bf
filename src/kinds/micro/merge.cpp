#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "../merging/merge_method.hpp"
#include "descriptions.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/config/resolved_text.hpp"
#include "quench_result.hpp"
#include "result.hpp"
#include "stages.hpp"

namespace kapitza::kinds {
namespace {

using PartList = std::vector<const Part*>;

constexpr auto first_key = "ensemble.first", count_key = "ensemble.realisations";

int whole(const Part& part, const std::string& key) {
  const std::string text = part.value(key);
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// By their first realisation; each must be finished and begin where the one before ended.
PartList in_order(PartList parts) {
  for (const Part* part : parts)
    if (part->file().text_attribute("status") == "partial")
      throw InvalidInput{fmt::format(
          "{}: partial: {}; the realisations of an ensemble are joined when all are there: run its "
          "case again to finish it",
          part->path(), part->file().text_attribute("progress", "not all realisations"))};
  std::ranges::stable_sort(parts, {}, [](const Part* part) { return whole(*part, first_key); });
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const int end = whole(*parts[i - 1], first_key) + whole(*parts[i - 1], count_key);
    const int begin = whole(*parts[i], first_key);
    if (begin != end)
      throw InvalidInput{fmt::format(
          "{} ends before realisation {}, but {} begins at {}: the realisations must follow each "
          "other",
          parts[i - 1]->path(), end, parts[i]->path(), begin)};
  }
  return parts;
}

/// The numbers of one case.
std::vector<double> case_of(const Part& part, const std::string& path, std::size_t i,
                            std::size_t cases) {
  const auto all = part.file().numbers(path);
  const std::size_t width = all.size() / cases;
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * width);
  return {begin, begin + static_cast<std::ptrdiff_t>(width)};
}

/// Mean and standard error of independent values, one of each realisation, from those of parts; the error of one value says
/// nothing.
struct JoinedMean {
  double realisations = 0;
  std::vector<double> mean, squares;

  void add(const std::vector<double>& part, const std::vector<double>& error, double n) {
    mean.resize(part.size());
    squares.resize(part.size());
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double difference = part[i] - mean[i], all = realisations + n;
      squares[i] += (n > 1 ? error[i] * error[i] * n * (n - 1) : 0) +
                    difference * difference * realisations * n / all;
      mean[i] += difference * n / all;
    }
    realisations += n;
  }
  std::vector<double> standard_error() const {
    std::vector<double> error;
    for (const double square : squares)
      error.push_back(std::sqrt(square / (realisations * (realisations - 1))));
    return error;
  }
};

/// What all parts have measured of one case.
micro::EnsembleResult joined(const PartList& parts, std::size_t i, std::size_t cases) {
  const Part& first = *parts.front();
  const int blocks = whole(first, "time.blocks");
  micro::EnsembleResult m;
  m.k = first.file().numbers("/k");
  m.wigner_x.resize(first.file().shape("/wigner/x").back());
  m.layout =
      micro::Observables::layout(static_cast<int>(m.k.size()), static_cast<int>(m.wigner_x.size()));
  const std::size_t components = first.file().shape("/moments/component").front();
  micro::Moments moments{components, blocks};
  JoinedMean trace;
  for (const Part* part : parts) {
    const auto sums = case_of(*part, "/moments/sums", i, cases);
    if (sums.size() != components * micro::Moments::rows || components < m.layout.size)
      throw InvalidInput{fmt::format(
          "{}: /moments/sums does not fit {} momenta and {} windows: {} components of {} rows were "
          "expected",
          part->path(), m.k.size(), m.wigner_x.size(), m.layout.size, int{micro::Moments::rows})};
    const auto done =
        static_cast<long long>(case_of(*part, "/realisations_done", i, cases).front());
    micro::Moments own{components, blocks};
    own.restore(sums, done);
    moments.add(own);
    trace.add(case_of(*part, "/trace/density", i, cases),
              case_of(*part, "/trace/density_stderr", i, cases), static_cast<double>(done));
  }
  micro::evaluate(moments, m);
  m.trace = {first.file().numbers("/trace/t"), trace.mean, trace.standard_error(), trace.squares};
  return m;
}

/// The same of a result in time.
QuenchRecord joined_in_time(const PartList& parts, std::size_t i, std::size_t cases) {
  const io::ResultReader& first = parts.front()->file();
  const QuenchShape shape{first.shape("/time").front(), static_cast<int>(first.shape("/k").front()),
                          static_cast<int>(first.shape("/wigner/n").rbegin()[1])};
  const std::size_t numbers = shape.times * micro::quench_layout(shape.points, shape.windows).size;
  micro::IndependentMean all{numbers};
  long long realisations = 0;
  for (const Part* part : parts) {
    const auto sums = case_of(*part, "/moments/sums", i, cases);
    if (sums.size() != 2 * numbers)
      throw InvalidInput{fmt::format(
          "{}: /moments/sums does not fit {} times, {} momenta and {} windows: two rows of {} "
          "numbers were expected",
          part->path(), shape.times, shape.points, shape.windows, numbers)};
    micro::IndependentMean own{numbers};
    const auto done =
        static_cast<long long>(case_of(*part, "/realisations_done", i, cases).front());
    own.restore(sums, done);
    all.add(own);
    realisations += done;
  }
  return record_of(shape, {static_cast<int>(realisations), all.state()});
}

/// What the records say instead of the first part, where the parts have measured; what they have been given must be the same.
template <class Record>
void write_joined(MergedFile& output, const PartList& parts, const io::Fields<Record>& fields,
                  const std::vector<Record>& records) {
  const Part& first = *parts.front();
  std::map<std::string, std::vector<double>> derived;
  // Where the windows lie is not measured.
  const std::set<std::string> given{"/wigner/x", "/lead_left/x", "/lead_right/x"};
  for (const auto& field : fields.list())
    for (const Record& record : records)
      if (!given.contains(field.what.path)) io::append(derived[field.what.path], field.get(record));
  for (const std::string& path : scales_first(first)) {
    const auto values = derived.find(path);
    if (values != derived.end()) {
      output.copy(first, path, values->second);
      continue;
    }
    require_same_values(parts, path);
    output.copy(first, path);
  }
}

std::string merge_realisations(MergedFile& output, PartList parts, const std::string& key) {
  parts = in_order(std::move(parts));
  const std::vector<std::string> of_parts{"first"};
  require_same_attributes(parts, of_parts);
  require_same_datasets(parts);
  const Part& first = *parts.front();
  const bool several = first.file().contains("/case");
  const std::size_t cases = several ? first.file().shape("/case").front() : 1;
  if (first.file().contains("/time")) {
    std::vector<QuenchRecord> records;
    for (std::size_t i = 0; i < cases; ++i)
      records.push_back(joined_in_time(parts, i, cases));
    write_joined(output, parts, quench_fields(several), records);
  } else {
    std::vector<DefectRecord> defects;
    for (std::size_t i = 0; i < cases; ++i)
      defects.push_back(record_of(joined(parts, i, cases)));
    write_joined(output, parts, defect_fields(several, first.file().contains("/step_difference")),
                 defects);
  }
  int realisations = 0;
  for (const Part* part : parts)
    realisations += whole(*part, count_key);
  output.finish(
      {key, config::with_value(first.input(), count_key, std::to_string(realisations)), {}});
  return fmt::format("{} realisations from {} on", realisations, whole(first, first_key));
}

/// One defect of each part, along the axis /case of a run over lists.
std::string merge_cases(MergedFile& output, PartList parts, const std::string& key) {
  for (const Part* part : parts)
    if (part->file().contains("/case"))
      throw InvalidInput{part->path() + ": holds several cases; one in each part can be merged"};
  const auto parameters = parameter_names();
  require_same_attributes(parts, parameters);
  require_same_datasets(parts);
  const Part& first = *parts.front();
  std::vector<double> index;
  for (std::size_t i = 0; i < parts.size(); ++i)
    index.push_back(static_cast<double>(i));
  output.write({"/case", {}, "1", "index of the case in the product of lists"}, index, true, true);
  const std::size_t windows = first.file().shape("/wigner/x").front();
  std::vector<double> window_index;
  for (std::size_t i = 0; i < windows; ++i)
    window_index.push_back(static_cast<double>(i));
  output.write({"/wigner/window", {}, "1", "index of the window"}, window_index, true, true);

  const auto of_all = [&](const std::string& path) {
    std::vector<double> all;
    for (const Part* part : parts)
      io::append(all, part->file().numbers(path));
    return all;
  };
  for (const std::string& path : scales_first(first)) {
    io::Description what = first.file().description(path);
    if (path == "/wigner/x") {
      what.scales = {"/case", "/wigner/window"};
      output.write(what, of_all(path), false, false);
    } else if (first.file().is_scale(path) || path.starts_with("/injected/")) {
      require_same_values(parts, path);
      output.copy(first, path);
    } else {
      std::ranges::replace(what.scales, "/wigner/x", "/wigner/window");
      what.scales.insert(what.scales.begin(), "/case");
      output.write(what, of_all(path), first.file().is_integer(path), false);
    }
  }
  const auto of_defects = parameter_fields();
  for (const auto& field : of_defects.list()) {
    std::vector<double> values;
    for (const Part* part : parts)
      values.push_back(
          part->file().number_attribute(field.what.path.substr(std::string{"/case_"}.size())));
    io::Description what = field.what;
    what.scales = {"/case"};
    output.write(what, values, field.integer, false);
  }
  std::string resolved = first.input();
  for (const std::string& name : std::vector<std::string>{key, "lattice.sites"}) {
    std::vector<std::string> values;
    for (const Part* part : parts)
      values.push_back(part->listed(name).front());
    if (name == key ||
        (key == "defect.length" && std::set(values.begin(), values.end()).size() > 1))
      resolved = config::with_value(resolved, name, fmt::format("[{}]", fmt::join(values, ", ")));
  }
  output.finish({key, resolved, {}, parameters});
  return key + ": " + told(parts, [&](const Part& part) { return part.listed(key).front(); });
}

}  // namespace

std::vector<MergeMethod> micro_merge_methods() {
  return {{first_key, {count_key}, merge_realisations},
          {"defect.length", {"lattice.sites"}, merge_cases},
          {"defect.Lambda", {}, merge_cases},
          {"defect.lambda", {}, merge_cases},
          {"defect.renormalised", {}, merge_cases}};
}

}  // namespace kapitza::kinds
