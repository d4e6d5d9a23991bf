#include "kapitza/io/result_reader.hpp"

#include <hdf5_hl.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include "kapitza/base/error.hpp"

namespace kapitza::io {
namespace {

Hdf5File open_file(const std::filesystem::path& file) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code))
    throw InvalidInput{file.string() + ": no such file"};
  const Hdf5PropertyList access{checked(H5Pcreate(H5P_FILE_ACCESS), "opening a file")};
  checked(H5Pset_file_locking(access.get(), false, true), "switching off HDF5 file locks");
  const hid_t raw = H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.get());
  if (raw < 0) throw InputOutputFailure{file.string() + ": not an HDF5 file, or damaged"};
  return Hdf5File{raw};
}

std::size_t volume(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{});
}

/// One text of variable length or several.
std::vector<std::string> read_texts(const Hdf5Attribute& attribute, const std::string& what) {
  const Hdf5Type type{checked(H5Aget_type(attribute.get()), what)};
  const Hdf5Dataspace space{checked(H5Aget_space(attribute.get()), what)};
  if (H5Tis_variable_str(type.get()) <= 0) throw InvalidInput{what + " are not texts"};
  std::vector<char*> raw(
      static_cast<std::size_t>(checked(H5Sget_simple_extent_npoints(space.get()), what)));
  checked(H5Aread(attribute.get(), type.get(), raw.data()), what);
  std::vector<std::string> texts;
  for (char* text : raw) {
    texts.emplace_back(text ? text : "");
    H5free_memory(text);
  }
  return texts;
}

std::string trimmed(std::string text) {
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

}  // namespace

ResultReader::ResultReader(const std::filesystem::path& file)
    : name_{file.string()}, h5_{open_file(file)} {}

bool ResultReader::contains(const std::string& path) const {
  // H5Lexists wants every group on the way to exist.
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    if (H5Lexists(h5_.get(), path.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

std::string ResultReader::text_attribute(const std::string& name,
                                         const std::string& otherwise) const {
  if (H5Aexists(h5_.get(), name.c_str()) <= 0) return otherwise;
  const std::string what = name_ + ": attribute " + name;
  const Hdf5Attribute attribute{checked(H5Aopen(h5_.get(), name.c_str(), H5P_DEFAULT), what)};
  const Hdf5Type type{checked(H5Aget_type(attribute.get()), what)};
  if (H5Tget_class(type.get()) != H5T_STRING) throw InvalidInput{what + " is not a text"};
  if (H5Tis_variable_str(type.get()) <= 0) {
    std::string text(H5Tget_size(type.get()), '\0');
    checked(H5Aread(attribute.get(), type.get(), text.data()), what);
    return trimmed(text);
  }
  char* raw = nullptr;
  checked(H5Aread(attribute.get(), type.get(), &raw), what);
  std::string text = raw ? raw : "";
  H5free_memory(raw);
  return text;
}

long long ResultReader::integer_attribute(const std::string& name, long long otherwise) const {
  if (H5Aexists(h5_.get(), name.c_str()) <= 0) return otherwise;
  const std::string what = name_ + ": attribute " + name;
  const Hdf5Attribute attribute{checked(H5Aopen(h5_.get(), name.c_str(), H5P_DEFAULT), what)};
  long long value = otherwise;
  checked(H5Aread(attribute.get(), H5T_NATIVE_LLONG, &value), what);
  return value;
}

double ResultReader::number_attribute(const std::string& name) const {
  double value = std::numeric_limits<double>::quiet_NaN();
  if (H5Aexists(h5_.get(), name.c_str()) <= 0) return value;
  const std::string what = name_ + ": attribute " + name;
  const Hdf5Attribute attribute{checked(H5Aopen(h5_.get(), name.c_str(), H5P_DEFAULT), what)};
  checked(H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value), what);
  return value;
}

std::vector<std::string> ResultReader::labels(const std::string& path) const {
  const Hdf5Dataset dataset = open(path);
  const std::string what = name_ + ": labels of " + path;
  if (H5Aexists(dataset.get(), "labels") <= 0) throw InvalidInput{what + " are missing"};
  const Hdf5Attribute attribute{checked(H5Aopen(dataset.get(), "labels", H5P_DEFAULT), what)};
  return read_texts(attribute, what);
}

ResultReader::Attribute ResultReader::attribute(const std::string& name) const {
  const std::string what = name_ + ": attribute " + name;
  if (H5Aexists(h5_.get(), name.c_str()) <= 0) throw InvalidInput{what + " is missing"};
  const Hdf5Attribute attribute{checked(H5Aopen(h5_.get(), name.c_str(), H5P_DEFAULT), what)};
  const Hdf5Type type{checked(H5Aget_type(attribute.get()), what)};
  const Hdf5Dataspace space{checked(H5Aget_space(attribute.get()), what)};
  const bool list = H5Sget_simple_extent_ndims(space.get()) > 0;
  switch (H5Tget_class(type.get())) {
    case H5T_STRING:
      if (list) return read_texts(attribute, what);
      return text_attribute(name);
    case H5T_INTEGER:
      if (!list) return integer_attribute(name);
      break;
    case H5T_FLOAT:
      if (!list) return number_attribute(name);
      break;
    default:
      break;
  }
  throw InvalidInput{what + " is of no type that a result has"};
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
    if (H5Aexists(dataset.get(), name) <= 0) return {};
    const Hdf5Attribute attribute{checked(H5Aopen(dataset.get(), name, H5P_DEFAULT), what)};
    return read_texts(attribute, what).front();
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
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
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
