#include "kapitza/io/result_file.hpp"

#include <hdf5_hl.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <numeric>
#include <utility>

#include "hdf5_objects.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/base/session.hpp"
#include "kapitza/io/checksum.hpp"
#include "kapitza/io/output_lock.hpp"
#include "posix_files.hpp"

namespace kapitza::io {
namespace {

std::size_t volume(std::span<const hsize_t> count) {
  return std::accumulate(count.begin(), count.end(), std::size_t{1}, std::multiplies<>{});
}

void select(const Hdf5Dataspace& space, std::span<const hsize_t> first,
            std::span<const hsize_t> count, const std::string& what) {
  if (volume(count) == 0)
    checked(H5Sselect_none(space.get()), what);
  else if (count.empty())
    checked(H5Sselect_all(space.get()), what);
  else
    checked(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, first.data(), nullptr, count.data(),
                                nullptr),
            what);
}

Hdf5Dataspace memory_space(std::span<const hsize_t> count, const std::string& what) {
  const hsize_t size = std::max<hsize_t>(volume(count), 1);
  Hdf5Dataspace space{checked(H5Screate_simple(1, &size, nullptr), what)};
  if (volume(count) == 0) checked(H5Sselect_none(space.get()), what);
  return space;
}

bool abandoned = false;  // a file of this process

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

ResultFile::ResultFile(const Communicator& comm, std::filesystem::path file, std::size_t bytes)
    : comm_{comm},
      file_{std::move(file)},
      part_{part_name(file_)},
      writing_{"writing " + file_.string()} {
  comm_.collectively([&] {
    if (comm_.root()) remove_file(part_);
  });
  try {
    comm_.collectively([&] {
      const Hdf5PropertyList creation = properties(H5P_FILE_CREATE, writing_);
      const unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
      checked(H5Pset_link_creation_order(creation.get(), ordered), writing_);
      const Hdf5PropertyList access = access_without_locks(writing_);
      checked(H5Pset_fapl_mpio(access.get(), comm_.get(), MPI_INFO_NULL), writing_);
      checked(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_LATEST), writing_);
      h5_ = Hdf5File{
          checked(H5Fcreate(part_.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), writing_)};
    });
    comm_.collectively([&] {
      if (comm_.root()) reserve(part_, bytes);
    });
  } catch (...) {
    h5_.reset();
    if (comm_.root()) remove_file(part_);
    throw;
  }
}

ResultFile::~ResultFile() {
  h5_.reset();
  if (committed_) return;
  abandoned = true;
  if (comm_.root()) remove_file(part_);
}

void ResultFile::put(const std::string& name, const Attribute& value) {
  comm_.collectively([&] { put_attribute(h5_.get(), name, value, writing_ + ": " + name); });
}

void ResultFile::scale(const Description& what, std::span<const double> values) {
  scale(what, {values.data(), values.size_bytes(), H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE},
        values.size());
}

void ResultFile::scale(const Description& what, std::span<const int> values) {
  scale(what, {values.data(), values.size_bytes(), H5T_NATIVE_INT, H5T_STD_I32LE}, values.size());
}

void ResultFile::scale(const Description& what, const Buffer& buffer, hsize_t size) {
  const Hdf5Dataset dataset = create(what, buffer, {size});
  transfer(what.path, dataset, buffer, {0}, {comm_.root() ? size : 0});
  comm_.collectively([&] {
    checked(H5DSset_scale(dataset.get(), base_name(what.path).c_str()),
            writing_ + ": " + what.path);
  });
  sizes_[what.path] = size;
}

void ResultFile::labels(const std::string& path, std::span<const std::string> names) {
  comm_.collectively([&] {
    const std::string context = writing_ + ": labels of " + path;
    const Hdf5Dataset dataset{checked(H5Dopen2(h5_.get(), path.c_str(), H5P_DEFAULT), context)};
    put_attribute(dataset.get(), "labels", std::vector(names.begin(), names.end()), context);
  });
}

void ResultFile::write(const Description& what, std::span<const double> values) {
  write(what, {values.data(), values.size_bytes(), H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE},
        std::nullopt);
}

void ResultFile::write(const Description& what, std::span<const int> values) {
  write(what, {values.data(), values.size_bytes(), H5T_NATIVE_INT, H5T_STD_I32LE}, std::nullopt);
}

void ResultFile::write(const Description& what, std::span<const double> local, const Slab& slab) {
  write(what, {local.data(), local.size_bytes(), H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE}, slab);
}

void ResultFile::write(const Description& what, const Buffer& buffer, std::optional<Slab> slab) {
  std::vector<hsize_t> shape;
  for (const std::string& path : what.scales)
    shape.push_back(sizes_.at(path));
  std::vector<hsize_t> first(shape.size(), 0), count = shape;
  if (slab) {
    first.at(slab->axis) = slab->first;
    count.at(slab->axis) = slab->count;
  } else if (!comm_.root()) {
    count.assign(std::max<std::size_t>(shape.size(), 1), 0);
  }
  const Hdf5Dataset dataset = create(what, buffer, shape);
  transfer(what.path, dataset, buffer, first, count);
  attach_scales(what, dataset);
}

Hdf5Dataset ResultFile::create(const Description& what, const Buffer& buffer,
                               const std::vector<hsize_t>& shape) {
  const std::string context = writing_ + ": " + what.path;
  return comm_.collectively([&] {
    const Hdf5PropertyList creation = properties(H5P_DATASET_CREATE, context);
    checked(
        H5Pset_attr_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        context);
    // HDF5 writes fill values on one rank while the others wait, for ever if the disk is full.
    checked(H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER), context);
    const Hdf5PropertyList links = properties(H5P_LINK_CREATE, context);
    checked(H5Pset_create_intermediate_group(links.get(), 1), context);
    const Hdf5Dataspace space{
        checked(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), context)};
    Hdf5Dataset dataset{checked(H5Dcreate2(h5_.get(), what.path.c_str(), buffer.file_type,
                                           space.get(), links.get(), creation.get(), H5P_DEFAULT),
                                context)};
    put_attribute(dataset.get(), "units", what.units, context);
    put_attribute(dataset.get(), "long_name", what.long_name, context);
    return dataset;
  });
}

void ResultFile::transfer(const std::string& path, const Hdf5Dataset& dataset, const Buffer& buffer,
                          const std::vector<hsize_t>& first, const std::vector<hsize_t>& count) {
  const std::string context = writing_ + ": " + path;
  Hdf5PropertyList collective;
  Hdf5Dataspace memory, selection;
  comm_.collectively([&] {
    const std::size_t bytes = volume(count) * H5Tget_size(buffer.memory_type);
    if (bytes > buffer.bytes) throw InputOutputFailure{context + ": too few values were given"};
    collective = properties(H5P_DATASET_XFER, context);
    checked(H5Pset_dxpl_mpio(collective.get(), H5FD_MPIO_COLLECTIVE), context);
    memory = memory_space(count, context);
    selection = Hdf5Dataspace{checked(H5Dget_space(dataset.get()), context)};
    select(selection, first, count, context);
    written_.push_back(
        {path, first, count, checksum({static_cast<const std::byte*>(buffer.data), bytes})});
  });
  const long long given = comm_.sum<long long>(volume(count));
  comm_.collectively([&] {
    if (given != checked(H5Sget_simple_extent_npoints(selection.get()), context))
      throw InputOutputFailure{context + ": the ranks' slabs do not cover the dataset"};
  });
  comm_.collectively([&] {
    checked(H5Dwrite(dataset.get(), buffer.memory_type, memory.get(), selection.get(),
                     collective.get(), buffer.data),
            context);
  });
}

void ResultFile::attach_scales(const Description& what, const Hdf5Dataset& dataset) {
  const std::string context = writing_ + ": scales of " + what.path;
  comm_.collectively([&] {
    for (unsigned axis = 0; axis < what.scales.size(); ++axis) {
      const Hdf5Dataset scale{
          checked(H5Dopen2(h5_.get(), what.scales[axis].c_str(), H5P_DEFAULT), context)};
      checked(H5DSattach_scale(dataset.get(), scale.get(), axis), context);
    }
  });
}

void ResultFile::commit(Former former) {
  flush_and_close();
  comm_.collectively([&] {
    if (comm_.root()) synchronise(part_);
  });
  comm_.collectively([&] { verify(); });
  comm_.collectively([&] {
    if (!comm_.root()) return;
    if (former == Former::Kept)
      if (const std::filesystem::path kept = keep_file(file_); !kept.empty())
        spdlog::warn("{}: what was there is kept as {}", file_.string(), kept.string());
    publish_file(part_, file_);
  });
  committed_ = true;
}

void ResultFile::flush_and_close() {
  try {
    checked(H5Fflush(h5_.get(), H5F_SCOPE_GLOBAL), writing_);
    close(h5_, writing_);
  } catch (const Error& error) {
    if (comm_.size() == 1) throw;
    std::fprintf(stderr, "kapitza: error: %s\n", error.what());
    remove_file(part_);
    OutputLock::abandon();
    abort_all(error.exit_code());
  }
}

void ResultFile::verify() const {
  const std::string context = "reading back " + part_.string();
  const Hdf5File h5 = open_file(part_, context);
  for (const Written& written : written_) {
    if (volume(written.count) == 0) continue;
    const std::string where = context + ": " + written.path;
    const Hdf5Dataset dataset{
        checked(H5Dopen2(h5.get(), written.path.c_str(), H5P_DEFAULT), where)};
    const Hdf5Type stored{checked(H5Dget_type(dataset.get()), where)};
    const Hdf5Type type{checked(H5Tget_native_type(stored.get(), H5T_DIR_ASCEND), where)};
    const Hdf5Dataspace selection{checked(H5Dget_space(dataset.get()), where)};
    select(selection, written.first, written.count, where);
    const Hdf5Dataspace memory = memory_space(written.count, where);
    std::vector<std::byte> bytes(volume(written.count) * H5Tget_size(type.get()));
    checked(H5Dread(dataset.get(), type.get(), memory.get(), selection.get(), H5P_DEFAULT,
                    bytes.data()),
            where);
    if (checksum(bytes) != written.checksum)
      throw InputOutputFailure{where + ": the file does not hold what was written to it"};
  }
}

bool has_abandoned_file() noexcept {
  return abandoned;
}

void require_writable(const Communicator& comm, const std::filesystem::path& file,
                      std::size_t bytes) {
  comm.collectively([&] {
    if (comm.root()) probe(file, bytes);
  });
}

}  // namespace kapitza::io
