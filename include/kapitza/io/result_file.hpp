#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/base/hdf5.hpp"
#include "kapitza/io/attribute.hpp"
#include "kapitza/io/description.hpp"

namespace kapitza::io {

/// The part of a dataset that this rank holds: `count` entries from `first` on along one axis, and all of the other axes.
struct Slab {
  std::size_t axis;
  std::size_t first;
  std::size_t count;
};

/// Throws InputOutputFailure on all ranks unless a file of `bytes` can be created at `file` now: its folder exists and can
/// be written to, the name is not taken by a folder, and the space is free. Leaves nothing behind. Collective.
void require_writable(const Communicator& comm, const std::filesystem::path& file,
                      std::size_t bytes = 0);

/// What becomes of the file whose name a new one takes: it is gone, or kept as NAME.1.h5, NAME.2.h5, the first that is free.
enum class Former { Replaced, Kept };

/// An HDF5 file of what all ranks hold, which appears under its name complete or not at all.
///
/// The first rank writes it; the others hand their slabs to it, one after the other. (HDF5 through MPI-IO waits for ever, in its
/// flush, where a disk fails one of several ranks, and a collective write may report success there.) The file grows as
/// `<file>.part` beside its final place. commit() closes it, syncs file and folder, reads back what was written and compares, and
/// renames it. An object that dies uncommitted removes what it wrote. Every return code is looked at: a failure on the first rank
/// is an InputOutputFailure on all, after which only the destructor may be called.
///
/// A dataset that the ranks' slabs do not cover is refused. All axes carry dimension scales and links keep their order of
/// creation, so h5py, netCDF-4 and xarray open the file with coordinates; for their sake strings are attributes and never
/// datasets. All functions are collective; values given without a slab must be the same on all ranks and are transferred
/// by the first one.
class ResultFile {
 public:
  /// `bytes`, at least the size that the file will have, are reserved on the disk where its file system can do that.
  ResultFile(const Communicator& comm, std::filesystem::path file, std::size_t bytes = 0);
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  /// Attributes of the root group.
  void attribute(const std::string& name, const std::string& value) { put(name, value); }
  void attribute(const std::string& name, std::span<const std::string> values) {
    put(name, std::vector(values.begin(), values.end()));
  }
  void attribute(const std::string& name, long long value) { put(name, value); }
  void attribute(const std::string& name, double value) { put(name, value); }

  /// A coordinate: a one-dimensional dataset that is its own dimension scale. Give `scales` empty.
  void scale(const Description& what, std::span<const double> values);
  void scale(const Description& what, std::span<const int> values);

  /// Names for the points of a scale that has been written: its attribute `labels`.
  void labels(const std::string& path, std::span<const std::string> names);

  /// A dataset in row-major order with the shape of its scales; one number if there are none.
  void write(const Description& what, std::span<const double> values);
  void write(const Description& what, std::span<const int> values);
  /// The same from slabs that together cover it without overlap; a rank's count may be zero.
  void write(const Description& what, std::span<const double> local, const Slab& slab);

  /// Finish the file and give it its name; `former`, if there is one, as the first rank says. Nothing but the destructor may
  /// follow.
  void commit(Former former = Former::Replaced);

 private:
  struct Part {  // of a dataset
    std::vector<hsize_t> first, count;
  };
  struct Written {  // for the comparison
    std::string path;
    Part part;
    std::uint64_t checksum;
  };
  struct Buffer {  // values in memory with their HDF5 type
    const void* data;
    std::size_t bytes, entry;
    hid_t memory_type;
    hid_t file_type;
  };

  template <class F>
  void on_first_rank(const F& f) const;
  void put(const std::string& name, const Attribute& value);
  void scale(const Description& what, const Buffer& buffer, hsize_t size);
  void write(const Description& what, const Buffer& buffer, std::optional<Slab> slab);
  Hdf5Dataset create(const Description& what, const Buffer& buffer,
                     const std::vector<hsize_t>& shape);
  void transfer(const std::string& path, const Hdf5Dataset& dataset, const Buffer& buffer,
                const std::vector<hsize_t>& shape, const std::optional<Slab>& slab);
  void write_part(const std::string& path, const Hdf5Dataset& dataset, const Buffer& buffer,
                  const Part& part, std::span<const std::byte> bytes);
  void attach_scales(const Description& what, const Hdf5Dataset& dataset);
  void verify() const;

  const Communicator& comm_;
  std::filesystem::path file_;
  std::filesystem::path part_;
  std::string writing_;                   // what messages begin with
  Hdf5File h5_;                           // on the first rank
  std::map<std::string, hsize_t> sizes_;  // of the scales, by path
  std::vector<Written> written_;
  bool committed_ = false;
};

/// Whether a ResultFile has died uncommitted. If its disk was full, HDF5 may hold a file that it cannot close and crashes in
/// MPI_Finalize or at exit: leave through abort_all().
bool has_abandoned_file() noexcept;

}  // namespace kapitza::io
