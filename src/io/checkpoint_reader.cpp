#include <fmt/format.h>

#include "checkpoint_image.hpp"
#include "hdf5_objects.hpp"
#include "kapitza/base/error.hpp"
#include "kapitza/io/checkpoint.hpp"

namespace kapitza::io {
CheckpointReader::CheckpointReader(const Communicator& comm, const std::filesystem::path& file)
    : file_{file} {
  comm.collectively([&] {
    if (comm.root()) verify_checkpoint(file_);
  });
  comm.collectively([&] {
    h5_ = open_file(file_, "opening " + file_.string());
    owner_ = {text("about/kind"), text("about/input"), text("about/fingerprint")};
    revision_ = text("about/revision");
    time_ = text("about/time");
  });
}

bool CheckpointReader::contains(const std::string& name) const {
  return io::contains(h5_.get(), name);
}

Hdf5Dataset CheckpointReader::open(const std::string& name) const {
  if (!contains(name)) throw InputOutputFailure{file_.string() + ": there is no record " + name};
  return Hdf5Dataset{
      checked(H5Dopen2(h5_.get(), name.c_str(), H5P_DEFAULT), file_.string() + ": " + name)};
}

std::size_t CheckpointReader::size(const std::string& name) const {
  const Hdf5Dataset dataset = open(name);
  const Hdf5Dataspace space{checked(H5Dget_space(dataset.get()), file_.string() + ": " + name)};
  return checked(H5Sget_simple_extent_npoints(space.get()), file_.string() + ": " + name);
}

void CheckpointReader::read(const std::string& name, hid_t wanted, std::size_t offset,
                            std::size_t count, void* to) const {
  const std::string what = file_.string() + ": " + name;
  const Hdf5Dataset dataset = open(name);
  const Hdf5Type type{checked(H5Dget_type(dataset.get()), what)};
  if (H5Tget_class(type.get()) != H5Tget_class(wanted))
    throw InputOutputFailure{what + ": the record is of another type"};
  const std::size_t available = size(name);
  if (offset > available || count > available - offset)
    throw InputOutputFailure{fmt::format("{}: entries {} to {} of {} are asked for", what, offset,
                                         offset + count, available)};
  if (count == 0) return;
  const Hdf5Dataspace selection{checked(H5Dget_space(dataset.get()), what)};
  const hsize_t first = offset, length = count;
  checked(H5Sselect_hyperslab(selection.get(), H5S_SELECT_SET, &first, nullptr, &length, nullptr),
          what);
  const Hdf5Dataspace memory{checked(H5Screate_simple(1, &length, nullptr), what)};
  checked(H5Dread(dataset.get(), wanted, memory.get(), selection.get(), H5P_DEFAULT, to), what);
}

std::vector<double> CheckpointReader::numbers(const std::string& name) const {
  return numbers(name, 0, size(name));
}

std::vector<double> CheckpointReader::numbers(const std::string& name, std::size_t offset,
                                              std::size_t count) const {
  std::vector<double> values(count);
  read(name, H5T_NATIVE_DOUBLE, offset, count, values.data());
  return values;
}

std::vector<std::int64_t> CheckpointReader::integers(const std::string& name) const {
  return integers(name, 0, size(name));
}

std::vector<std::int64_t> CheckpointReader::integers(const std::string& name, std::size_t offset,
                                                     std::size_t count) const {
  std::vector<std::int64_t> values(count);
  read(name, H5T_NATIVE_INT64, offset, count, values.data());
  return values;
}

double CheckpointReader::number(const std::string& name) const {
  return numbers(name, 0, 1).front();
}

std::int64_t CheckpointReader::integer(const std::string& name) const {
  return integers(name, 0, 1).front();
}

std::string CheckpointReader::text(const std::string& name) const {
  const std::string what = file_.string() + ": " + name;
  const Hdf5Dataset dataset = open(name);
  const Hdf5Type type{checked(H5Dget_type(dataset.get()), what)};
  if (H5Tget_class(type.get()) != H5T_STRING)
    throw InputOutputFailure{what + ": the record is of another type"};
  std::string text(H5Tget_size(type.get()), '\0');
  checked(H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()), what);
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

}  // namespace kapitza::io
