#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kapitza/base/error.hpp"
#include "kapitza/base/provenance.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/config/key.hpp"
#include "kapitza/config/reader.hpp"
#include "kapitza/io/checkpoint.hpp"
#include "kapitza/io/contents.hpp"
#include "kapitza/io/result_file.hpp"
#include "kapitza/io/result_reader.hpp"
#include "kapitza/kinds/run_request.hpp"

/// What the program can compute: a kind of case is one folder, src/kinds/<kind>, and one line of registry.cpp.
namespace kapitza::kinds {

struct MergeMethod;  // src/kinds/merging/merge_method.hpp

/// What `kapitza recover` makes a result of, and where.
struct Recovery {
  const io::CheckpointReader& from;
  const std::filesystem::path& to;
  const Provenance& provenance;
  io::Former former;
};

/// What a checkpoint holds that is finished, for people ("2 of 5 Lambda"), and whether that was enough for a result.
struct Recovered {
  std::string progress;
  bool written = false;
};

/// A case of some kind, complete and checked as far as its text tells: every default is filled in, every range respected.
class Case {
 public:
  virtual ~Case() = default;

  /// The case as a complete TOML text, every key with its value in force. Reading it again gives an equal case, from any
  /// folder: table files are written with absolute paths.
  virtual std::string resolved_text() const = 0;
  virtual bool operator==(const Case& other) const = 0;

  /// `kapitza check`: print the resolved case, and time, memory and size of the result as comments. `name`: the file it came
  /// from. Throws InvalidInput for what only its evaluation shows to be wrong.
  virtual void check(const std::string& name) const = 0;

  /// `kapitza check --setup`: what stands where on the lattice, at about so many sites, as comma-separated values. Throws InvalidInput
  /// for a kind without a lattice.
  virtual void print_setup(int points) const = 0;

  /// `kapitza run`. Collective; throws on all ranks or on none.
  virtual ExitCode run(const Session& session, const RunRequest& request,
                       const Provenance& provenance) const = 0;

  /// `kapitza recover`: write what a checkpoint of this case holds that is finished as a partial result. On one rank, with MPI. Throws InvalidInput
  /// for a kind without checkpoints, or if injected tables have changed.
  virtual Recovered recover(const Recovery& recovery) const = 0;
};

class Kind {
 public:
  virtual ~Kind() = default;

  virtual std::string_view name() const noexcept = 0;
  /// One clause for `kapitza keys`, after the name: "is the stationary state ...".
  virtual std::string_view meaning() const noexcept = 0;
  virtual std::span<const config::Key> keys() const = 0;

  /// `kapitza contents`: what a result of this kind holds.
  virtual io::Contents contents() const = 0;

  /// What is wrong becomes a finding of the reader.
  virtual std::unique_ptr<Case> read(config::Reader& reader) const = 0;

  /// `kapitza show`: the summary of a result of this kind, on stdout.
  virtual void show(const io::ResultReader& file) const = 0;

  /// `kapitza merge`: by which keys results of this kind can be merged, and how.
  virtual std::vector<MergeMethod> merge_methods() const = 0;

  /// `kapitza show --linear`: the result beside linear response, where a kind has that.
  virtual bool compares_with_linear() const noexcept { return false; }
  virtual void show_linear_prediction(const io::ResultReader&) const {}

  /// `kapitza show --table N`: n at N uniform momenta, interpolated, where a kind has that.
  virtual bool tabulates() const noexcept { return false; }
  virtual void tabulate(const io::ResultReader&, int) const {}
};

}  // namespace kapitza::kinds
