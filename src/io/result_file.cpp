#include "kapitza/io/result_file.hpp"

#include <hdf5_hl.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <numeric>
#include <utility>

#include "hdf5_objects.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/io/checksum.hpp"
#include "messages.hpp"
#include "posix_files.hpp"

namespace kapitza::io {
namespace {

std::size_t volume(std::span<const hsize_t> count) {
  return std::accumulate(count.begin(), count.end(), std::size_t{1}, std::multiplies<>{});
}

void select(const Hdf5Dataspace& space, std::span<const hsize_t> first,
            std::span<const hsize_t> count, const std::string& what) {
  if (count.empty()) return;  // one number
  checked(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, first.data(), nullptr, count.data(),
                              nullptr),
          what);
}

Hdf5Dataspace memory_space(std::span<const hsize_t> count, const std::string& what) {
  const hsize_t size = volume(count);
  return Hdf5Dataspace{checked(H5Screate_simple(1, &size, nullptr), what)};
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
  try {
    on_first_rank([&] {
      remove_file(part_);
      const Hdf5PropertyList creation = properties(H5P_FILE_CREATE, writing_);
      const unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
      checked(H5Pset_link_creation_order(creation.get(), ordered), writing_);
      const Hdf5PropertyList access = access_without_locks(writing_);
      checked(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_LATEST), writing_);
      h5_ = Hdf5File{
          checked(H5Fcreate(part_.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), writing_)};
      reserve(part_, bytes);
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

template <class F>
void ResultFile::on_first_rank(const F& f) const {
  comm_.collectively([&] {
    if (comm_.root()) f();
  });
}

void ResultFile::put(const std::string& name, const Attribute& value) {
  on_first_rank([&] { put_attribute(h5_.get(), name, value, writing_ + ": " + name); });
}

void ResultFile::scale(const Description& what, std::span<const double> values) {
  scale(what,
        {values.data(), values.size_bytes(), sizeof(double), H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE},
        values.size());
}

void ResultFile::scale(const Description& what, std::span<const int> values) {
  scale(what, {values.data(), values.size_bytes(), sizeof(int), H5T_NATIVE_INT, H5T_STD_I32LE},
        values.size());
}

void ResultFile::scale(const Description& what, const Buffer& buffer, hsize_t size) {
  const Hdf5Dataset dataset = create(what, buffer, {size});
  transfer(what.path, dataset, buffer, {size}, std::nullopt);
  on_first_rank([&] {
    checked(H5DSset_scale(dataset.get(), base_name(what.path).c_str()),
            writing_ + ": " + what.path);
  });
  sizes_[what.path] = size;
}

void ResultFile::labels(const std::string& path, std::span<const std::string> names) {
  on_first_rank([&] {
    const std::string context = writing_ + ": labels of " + path;
    const Hdf5Dataset dataset{checked(H5Dopen2(h5_.get(), path.c_str(), H5P_DEFAULT), context)};
    put_attribute(dataset.get(), "labels", std::vector(names.begin(), names.end()), context);
  });
}

void ResultFile::write(const Description& what, std::span<const double> values) {
  write(what,
        {values.data(), values.size_bytes(), sizeof(double), H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE},
        std::nullopt);
}

void ResultFile::write(const Description& what, std::span<const int> values) {
  write(what, {values.data(), values.size_bytes(), sizeof(int), H5T_NATIVE_INT, H5T_STD_I32LE},
        std::nullopt);
}

void ResultFile::write(const Description& what, std::span<const double> local, const Slab& slab) {
  write(what, {local.data(), local.size_bytes(), sizeof(double), H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE},
        slab);
}

void ResultFile::write(const Description& what, const Buffer& buffer, std::optional<Slab> slab) {
  std::vector<hsize_t> shape;
  for (const std::string& path : what.scales)
    shape.push_back(sizes_.at(path));
  const Hdf5Dataset dataset = create(what, buffer, shape);
  transfer(what.path, dataset, buffer, shape, slab);
  attach_scales(what, dataset);
}

Hdf5Dataset ResultFile::create(const Description& what, const Buffer& buffer,
                               const std::vector<hsize_t>& shape) {
  const std::string context = writing_ + ": " + what.path;
  Hdf5Dataset dataset;
  on_first_rank([&] {
    const Hdf5PropertyList creation = properties(H5P_DATASET_CREATE, context);
    checked(
        H5Pset_attr_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        context);
    checked(H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER), context);  // all is written
    const Hdf5PropertyList links = properties(H5P_LINK_CREATE, context);
    checked(H5Pset_create_intermediate_group(links.get(), 1), context);
    const Hdf5Dataspace space{
        checked(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), context)};
    dataset = Hdf5Dataset{checked(H5Dcreate2(h5_.get(), what.path.c_str(), buffer.file_type,
                                             space.get(), links.get(), creation.get(), H5P_DEFAULT),
                                  context)};
    put_attribute(dataset.get(), "units", what.units, context);
    put_attribute(dataset.get(), "long_name", what.long_name, context);
  });
  return dataset;
}

void ResultFile::transfer(const std::string& path, const Hdf5Dataset& dataset, const Buffer& buffer,
                          const std::vector<hsize_t>& shape, const std::optional<Slab>& slab) {
  const std::string context = writing_ + ": " + path;
  std::vector<Slab> slabs{{}};  // by rank; without any, all is with the first one
  if (slab) slabs = comm_.gather_everywhere<Slab>({&*slab, 1});
  std::vector<Part> parts;
  for (const Slab& of_rank : slabs) {
    Part& part = parts.emplace_back(Part{std::vector<hsize_t>(shape.size(), 0), shape});
    if (!slab) continue;
    part.first.at(of_rank.axis) = of_rank.first;
    part.count.at(of_rank.axis) = of_rank.count;
  }
  const auto bytes_of = [&](const Part& part) { return volume(part.count) * buffer.entry; };
  const bool mine = comm_.rank() < std::ssize(parts);
  std::vector<std::byte> received;
  comm_.collectively([&] {
    if (mine && bytes_of(parts[comm_.rank()]) > buffer.bytes)
      throw InputOutputFailure{context + ": too few values were given"};
    std::size_t given = 0, most = 0;
    for (std::size_t rank = 0; rank < parts.size(); ++rank) {
      given += volume(parts[rank].count);
      if (rank > 0) most = std::max(most, bytes_of(parts[rank]));
    }
    if (given != volume(shape))
      throw InputOutputFailure{context + ": the ranks' slabs do not cover the dataset"};
    if (comm_.root()) received.resize(most);
  });
  const std::span own{static_cast<const std::byte*>(buffer.data), buffer.bytes};
  std::exception_ptr failure;  // kept until nobody is left who wants to send
  const auto put = [&](const Part& part, std::span<const std::byte> bytes) noexcept {
    try {
      if (!failure) write_part(path, dataset, buffer, part, bytes);
    } catch (...) {
      failure = std::current_exception();
    }
  };
  if (comm_.root()) {
    put(parts[0], own.first(bytes_of(parts[0])));
    for (std::size_t rank = 1; rank < parts.size(); ++rank) {
      const auto bytes = std::span{received}.first(bytes_of(parts[rank]));
      receive_bytes(comm_, static_cast<int>(rank), bytes);
      put(parts[rank], bytes);
    }
  } else if (mine) {
    send_bytes(comm_, own.first(bytes_of(parts[comm_.rank()])));
  }
  on_first_rank([&] {
    if (failure) std::rethrow_exception(failure);
  });
}

void ResultFile::write_part(const std::string& path, const Hdf5Dataset& dataset,
                            const Buffer& buffer, const Part& part,
                            std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  const std::string context = writing_ + ": " + path;
  const Hdf5Dataspace selection{checked(H5Dget_space(dataset.get()), context)};
  select(selection, part.first, part.count, context);
  checked(H5Dwrite(dataset.get(), buffer.memory_type, memory_space(part.count, context).get(),
                   selection.get(), H5P_DEFAULT, bytes.data()),
          context);
  written_.push_back({path, part, checksum(bytes)});
}

void ResultFile::attach_scales(const Description& what, const Hdf5Dataset& dataset) {
  const std::string context = writing_ + ": scales of " + what.path;
  on_first_rank([&] {
    for (unsigned axis = 0; axis < what.scales.size(); ++axis) {
      const Hdf5Dataset scale{
          checked(H5Dopen2(h5_.get(), what.scales[axis].c_str(), H5P_DEFAULT), context)};
      checked(H5DSattach_scale(dataset.get(), scale.get(), axis), context);
    }
  });
}

void ResultFile::commit(Former former) {
  on_first_rank([&] {
    checked(H5Fflush(h5_.get(), H5F_SCOPE_GLOBAL), writing_);
    close(h5_, writing_);
    synchronise(part_);
    verify();
    if (former == Former::Kept)
      if (const std::filesystem::path kept = keep_file(file_); !kept.empty())
        spdlog::warn("{}: what was there is kept as {}", file_.string(), kept.string());
    publish_file(part_, file_);
  });
  committed_ = true;
}

void ResultFile::verify() const {
  const std::string context = "reading back " + part_.string();
  const Hdf5File h5 = open_file(part_, context);
  for (const Written& written : written_) {
    const std::string where = context + ": " + written.path;
    const Hdf5Dataset dataset{
        checked(H5Dopen2(h5.get(), written.path.c_str(), H5P_DEFAULT), where)};
    const Hdf5Type stored{checked(H5Dget_type(dataset.get()), where)};
    const Hdf5Type type{checked(H5Tget_native_type(stored.get(), H5T_DIR_ASCEND), where)};
    const Hdf5Dataspace selection{checked(H5Dget_space(dataset.get()), where)};
    select(selection, written.part.first, written.part.count, where);
    const Hdf5Dataspace memory = memory_space(written.part.count, where);
    std::vector<std::byte> bytes(volume(written.part.count) * H5Tget_size(type.get()));
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
