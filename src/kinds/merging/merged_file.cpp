#include "merged_file.hpp"

#include <mpi.h>

#include <algorithm>
#include <filesystem>

#include "kapitza/base/provenance.hpp"

namespace kapitza::kinds {
namespace {

std::size_t generous_size(Parts parts) {
  std::size_t bytes = 1 << 20;
  for (const Part* part : parts)
    bytes += 2 * std::filesystem::file_size(part->path());
  return bytes;
}

struct PutAttribute {
  io::ResultFile& file;
  const std::string& name;
  void operator()(const std::vector<std::string>& texts) const {
    file.attribute(name, std::span<const std::string>{texts});
  }
  template <class T>
  void operator()(const T& value) const {
    file.attribute(name, value);
  }
};

template <class Pick>
std::vector<std::string> texts(Parts parts, const Pick& pick) {
  std::vector<std::string> all;
  for (const Part* part : parts)
    all.push_back(pick(*part));
  return all;
}

}  // namespace

MergedFile::MergedFile(const Output& output, Parts parts, std::vector<std::string> arguments)
    : self_{Communicator::alone()},
      parts_{parts.begin(), parts.end()},
      arguments_{std::move(arguments)},
      output_{output},
      file_{self_, output.file(), generous_size(parts)} {}

void MergedFile::write(const io::Description& what, const std::vector<double>& values, bool integer,
                       bool scale) {
  if (integer) {
    const std::vector<int> whole(values.begin(), values.end());
    scale ? file_.scale(what, whole) : file_.write(what, whole);
  } else {
    scale ? file_.scale(what, values) : file_.write(what, values);
  }
}

void MergedFile::copy(const Part& part, const std::string& path) {
  copy(part, path, part.file().numbers(path));
}

void MergedFile::copy(const Part& part, const std::string& path,
                      const std::vector<double>& values) {
  write(part.file().description(path), values, part.file().is_integer(path),
        part.file().is_scale(path));
}

void MergedFile::add_timings() {
  const io::ResultReader& first = parts_.front()->file();
  for (const std::string axis : {"/timing/phase", "/timing/counter", "/timing/event"}) {
    const auto has = [&](const Part* part) { return part->file().contains(axis); };
    if (!std::ranges::all_of(parts_, has)) continue;
    std::vector<std::string> names;
    for (const Part* part : parts_)
      for (const std::string& name : part->file().labels(axis))
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    std::vector<double> index(names.size());
    for (std::size_t i = 0; i < index.size(); ++i)
      index[i] = static_cast<double>(i);
    copy(*parts_.front(), axis, index);
    file_.labels(axis, names);
    for (const std::string& path : first.members("/timing")) {
      const io::Description what = first.description(path);
      if (what.scales != std::vector<std::string>{axis}) continue;
      std::vector<double> sums(names.size());
      for (const Part* part : parts_) {
        const auto labels = part->file().labels(axis);
        const auto values = part->file().numbers(path);
        for (std::size_t i = 0; i < labels.size(); ++i)
          sums[static_cast<std::size_t>(std::ranges::find(names, labels[i]) - names.begin())] +=
              values[i];
      }
      write(what, sums, false, false);
    }
  }
}

void MergedFile::finish(const Ending& ending) {
  add_timings();
  const io::ResultReader& first = parts_.front()->file();
  const std::vector<std::string> program{"version", "revision", "compiler", "libraries"};
  const auto among = [](const std::vector<std::string>& list, const std::string& name) {
    return std::ranges::find(list, name) != list.end();
  };
  for (const std::string& name : first.attributes())
    if ((!is_provenance(name) || among(program, name)) && !among(ending.dropped, name))
      std::visit(PutAttribute{file_, name}, first.attribute(name));
  const auto of = [](const char* name) {
    return [name](const Part& part) { return part.file().text_attribute(name); };
  };
  file_.attribute("command_line", collect_provenance(self_, arguments_).command_line);
  for (const std::string name : {"ranks", "hosts"}) {
    long long most = 1;
    for (const Part* part : parts_)
      most = std::max(most, part->file().integer_attribute(name, 1));
    file_.attribute(name, most);
  }
  file_.attribute("input", ending.input);
  file_.attribute("start_time", std::ranges::min(texts(parts_, of("start_time"))));
  file_.attribute("end_time", std::ranges::max(texts(parts_, of("end_time"))));
  if (!ending.reasons.empty()) file_.attribute("converged_reason", ending.reasons);
  file_.attribute("merged_key", ending.key);
  file_.attribute("merged_files", texts(parts_, [](const Part& part) { return part.path(); }));
  file_.attribute("merged_revisions", texts(parts_, of("revision")));
  file_.attribute("merged_command_lines", texts(parts_, of("command_line")));
  const bool complete = std::ranges::all_of(texts(parts_, of("status")),
                                            [](const std::string& s) { return s == "complete"; });
  file_.attribute("status", std::string{complete ? "complete" : "partial"});
  file_.commit(output_.former(
      {parts_.front()->kind(), ending.input, first.text_attribute("fingerprint")}, complete));
}

}  // namespace kapitza::kinds
