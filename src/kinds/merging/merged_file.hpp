#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "../output.hpp"
#include "kapitza/base/communicator.hpp"
#include "kapitza/io/result_file.hpp"
#include "part.hpp"

namespace kapitza::kinds {

/// A result that is put together from parts: written like any other, complete under its name or not at all.
class MergedFile {
 public:
  MergedFile(const Output& output, Parts parts, std::vector<std::string> arguments);

  io::ResultFile& file() noexcept { return file_; }

  /// A coordinate, or a dataset whose coordinates have been written.
  void write(const io::Description& what, const std::vector<double>& values, bool integer,
             bool scale);
  /// A dataset of a part, with other values if some are given, which need not be as many.
  void copy(const Part& part, const std::string& path);
  void copy(const Part& part, const std::string& path, const std::vector<double>& values);

  /// What all runs took together, by the names of phases, counters and events (timing.hpp); then the root attributes: what
  /// the parts share, and that this file is merged and of what. The file takes its name.
  struct Ending {
    std::string key;                        ///< by which was merged
    std::string input;                      ///< resolved text of the single run
    std::vector<std::string> reasons;       ///< attribute converged_reason, if there are any
    std::vector<std::string> dropped = {};  ///< attributes of the parts that have become datasets
  };
  void finish(const Ending& ending);

 private:
  void add_timings();

  Communicator self_;
  std::vector<const Part*> parts_;
  std::vector<std::string> arguments_;
  const Output& output_;
  io::ResultFile file_;
};

}  // namespace kapitza::kinds
