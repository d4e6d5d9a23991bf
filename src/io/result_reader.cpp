#include "kapitza/io/result_reader.hpp"

#include <hdf5_hl.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include "hdf5_objects.hpp"
#include "kapitza/base/error.hpp"

namespace kapitza::io {
namespace {

Hdf5File open_result(const std::filesystem::path& file) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code))
    throw InvalidInput{file.string() + ": no such file"};
  const Hdf5PropertyList access = access_without_locks("opening " + file.string());
  const hid_t raw = H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.get());
  if (raw < 0) throw InputOutputFailure{file.string() + ": not an HDF5 file, or damaged"};
  return Hdf5File{raw};
}

std::size_t volume(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{});
}

}  // namespace

ResultReader::ResultReader(const std::filesystem::path& file) : ResultReader{file, file.string()} {}
ResultReader::ResultReader(const std::filesystem::path& file, std::string name)
    : name_{std::move(name)}, h5_{open_result(file)} {}

bool ResultReader::contains(const std::string& path) const {
  return io::contains(h5_.get(), path);
}

std::string ResultReader::text_attribute(const std::string& name,
                                         const std::string& otherwise) const {
  const std::string what = name_ + ": attribute " + name;
  const auto found = find_attribute(h5_.get(), name, what);
  if (!found) return otherwise;
  if (const auto* text = std::get_if<std::string>(&*found)) return *text;
  throw InvalidInput{what + " is not a text"};
}

long long ResultReader::integer_attribute(const std::string& name, long long otherwise) const {
  const std::string what = name_ + ": attribute " + name;
  const auto found = find_attribute(h5_.get(), name, what);
  if (!found) return otherwise;
  if (const auto* value = std::get_if<long long>(&*found)) return *value;
  throw InvalidInput{what + " is not an integer"};
}

double ResultReader::number_attribute(const std::string& name) const {
  const std::string what = name_ + ": attribute " + name;
  const auto found = find_attribute(h5_.get(), name, what);
  if (!found) return std::numeric_limits<double>::quiet_NaN();
  if (const auto* value = std::get_if<double>(&*found)) return *value;
  if (const auto* value = std::get_if<long long>(&*found)) return static_cast<double>(*value);
  throw InvalidInput{what + " is not a number"};
}

std::vector<std::string> ResultReader::labels(const std::string& path) const {
  const Hdf5Dataset dataset = open(path);
  const std::string what = name_ + ": labels of " + path;
  const auto found = find_attribute(dataset.get(), "labels", what);
  if (!found) throw InvalidInput{what + " are missing"};
  if (const auto* texts = std::get_if<std::vector<std::string>>(&*found)) return *texts;
  throw InvalidInput{what + " are not texts"};
}

Attribute ResultReader::attribute(const std::string& name) const {
  const std::string what = name_ + ": attribute " + name;
  if (auto found = find_attribute(h5_.get(), name, what)) return *std::move(found);
  throw InvalidInput{what + " is missing"};
}

std::vector<std::string> ResultReader::attributes() const {
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* all) noexcept {
    static_cast<std::vector<std::string>*>(all)->emplace_back(name);
    return herr_t{0};
  };
  checked(H5Aiterate2(h5_.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names),
          name_ + ": attributes");
  return names;
}

Description ResultReader::description(const std::string& path) const {
  const Hdf5Dataset dataset = open(path);
  const std::string what = name_ + ": " + path;
  const auto text = [&](const char* name) -> std::string {
    const auto found = find_attribute(dataset.get(), name, what);
    const auto* value = found ? std::get_if<std::string>(&*found) : nullptr;
    return value ? *value : std::string{};
  };
  Description found{path, {}, text("units"), text("long_name")};
  if (is_scale(path)) return found;
  const auto visit = [](hid_t, unsigned, hid_t scale, void* names) noexcept {
    char name[512] = "";
    H5Iget_name(scale, name, sizeof name);
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return herr_t{1};
  };
  for (unsigned axis = 0; axis < shape(path).size(); ++axis)
    checked(H5DSiterate_scales(dataset.get(), axis, nullptr, visit, &found.scales), what);
  return found;
}

bool ResultReader::is_scale(const std::string& path) const {
  return H5DSis_scale(open(path).get()) > 0;
}

bool ResultReader::is_integer(const std::string& path) const {
  const Hdf5Type type{checked(H5Dget_type(open(path).get()), name_ + ": " + path)};
  return H5Tget_class(type.get()) == H5T_INTEGER;
}

std::vector<std::string> ResultReader::datasets() const {
  std::vector<std::string> found, groups{""};
  while (!groups.empty()) {
    const std::string group = groups.back();
    groups.pop_back();
    for (const std::string& path : members(group)) {
      const hid_t object =
          checked(H5Oopen(h5_.get(), path.c_str(), H5P_DEFAULT), name_ + ": " + path);
      const H5I_type_t type = H5Iget_type(object);
      H5Oclose(object);
      if (type == H5I_GROUP) groups.push_back(path);
      if (type == H5I_DATASET) found.push_back(path);
    }
  }
  std::ranges::sort(found);
  return found;
}

Hdf5Dataset ResultReader::open(const std::string& path) const {
  if (!contains(path)) throw InvalidInput{name_ + ": there is no dataset " + path};
  const hid_t raw = H5Dopen2(h5_.get(), path.c_str(), H5P_DEFAULT);
  if (raw < 0) throw InvalidInput{name_ + ": " + path + " is not a dataset"};
  return Hdf5Dataset{raw};
}

std::vector<std::size_t> ResultReader::shape(const std::string& path) const {
  const Hdf5Dataset dataset = open(path);
  const Hdf5Dataspace space{checked(H5Dget_space(dataset.get()), name_ + ": " + path)};
  const int rank = checked(H5Sget_simple_extent_ndims(space.get()), name_ + ": " + path);
  std::vector<hsize_t> extent(rank);
  H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
  return {extent.begin(), extent.end()};
}

std::vector<double> ResultReader::numbers(const std::string& path) const {
  const Hdf5Dataset dataset = open(path);
  const std::string what = name_ + ": " + path;
  const Hdf5Type type{checked(H5Dget_type(dataset.get()), what)};
  const H5T_class_t kind = H5Tget_class(type.get());
  if (kind != H5T_FLOAT && kind != H5T_INTEGER)
    throw InvalidInput{what + " does not hold real numbers"};
  std::vector<double> values(volume(shape(path)));
  checked(H5Dread(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
          what);
  return values;
}

std::vector<std::string> ResultReader::members(const std::string& group) const {
  std::vector<std::string> paths;
  if (!group.empty() && !contains(group)) return paths;
  const Hdf5Group opened{checked(
      H5Gopen2(h5_.get(), group.empty() ? "/" : group.c_str(), H5P_DEFAULT), name_ + ": " + group)};
  const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* names) noexcept {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return herr_t{0};
  };
  checked(H5Literate(opened.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &paths),
          name_ + ": " + group);
  for (std::string& path : paths)
    path.insert(0, group + "/");
  return paths;
}

}  // namespace kapitza::io
