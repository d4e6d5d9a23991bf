#include "hdf5_objects.hpp"

#include <cstddef>
#include <vector>

#include "kapitza/base/error.hpp"

namespace kapitza::io {
namespace {

Hdf5Type variable_string(const std::string& what) {
  Hdf5Type type{checked(H5Tcopy(H5T_C_S1), what)};
  checked(H5Tset_size(type.get(), H5T_VARIABLE), what);
  checked(H5Tset_cset(type.get(), H5T_CSET_UTF8), what);
  return type;
}

struct Put {
  hid_t object;
  const std::string& name;
  const std::string& what;

  void operator()(const std::string& text) const {
    const Hdf5Type type = variable_string(what);
    const char* raw = text.c_str();
    write(Hdf5Dataspace{checked(H5Screate(H5S_SCALAR), what)}, type.get(), type.get(), &raw);
  }
  void operator()(const std::vector<std::string>& texts) const {
    std::vector<const char*> raw;
    for (const std::string& text : texts)
      raw.push_back(text.c_str());
    const hsize_t size = raw.size();
    const Hdf5Type type = variable_string(what);
    write(Hdf5Dataspace{checked(H5Screate_simple(1, &size, nullptr), what)}, type.get(), type.get(),
          raw.data());
  }
  void operator()(long long value) const {
    write(Hdf5Dataspace{checked(H5Screate(H5S_SCALAR), what)}, H5T_STD_I64LE, H5T_NATIVE_LLONG,
          &value);
  }
  void operator()(double value) const {
    write(Hdf5Dataspace{checked(H5Screate(H5S_SCALAR), what)}, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
          &value);
  }

  void write(const Hdf5Dataspace& space, hid_t file_type, hid_t memory_type,
             const void* value) const {
    const Hdf5Attribute attribute{checked(
        H5Acreate2(object, name.c_str(), file_type, space.get(), H5P_DEFAULT, H5P_DEFAULT), what)};
    checked(H5Awrite(attribute.get(), memory_type, value), what);
  }
};

std::vector<std::string> read_texts(const Hdf5Attribute& attribute, const Hdf5Type& type,
                                    std::size_t count, const std::string& what) {
  std::vector<std::string> texts;
  if (H5Tis_variable_str(type.get()) > 0) {
    std::vector<char*> raw(count);
    checked(H5Aread(attribute.get(), type.get(), raw.data()), what);
    for (char* text : raw) {
      texts.emplace_back(text ? text : "");
      H5free_memory(text);
    }
    return texts;
  }
  const std::size_t width = H5Tget_size(type.get());
  std::string all(count * width, '\0');
  checked(H5Aread(attribute.get(), type.get(), all.data()), what);
  for (std::size_t at = 0; at < all.size(); at += width) {
    const std::string text = all.substr(at, width);
    texts.push_back(text.substr(0, text.find('\0')));
  }
  return texts;
}

}  // namespace

Hdf5PropertyList properties(hid_t list_class, const std::string& what) {
  return Hdf5PropertyList{checked(H5Pcreate(list_class), what)};
}

Hdf5PropertyList access_without_locks(const std::string& what) {
  Hdf5PropertyList access = properties(H5P_FILE_ACCESS, what);
  checked(H5Pset_file_locking(access.get(), false, true), what);
  return access;
}

Hdf5File open_file(const std::string& file, const std::string& what) {
  const Hdf5PropertyList access = access_without_locks(what);
  return Hdf5File{checked(H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.get()), what)};
}

bool contains(hid_t file, const std::string& path) {
  // H5Lexists wants every group on the way to exist.
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    if (H5Lexists(file, path.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

void put_attribute(hid_t object, const std::string& name, const Attribute& value,
                   const std::string& what) {
  std::visit(Put{object, name, what}, value);
}

std::optional<Attribute> find_attribute(hid_t object, const std::string& name,
                                        const std::string& what) {
  if (H5Aexists(object, name.c_str()) <= 0) return std::nullopt;
  const Hdf5Attribute attribute{checked(H5Aopen(object, name.c_str(), H5P_DEFAULT), what)};
  const Hdf5Type type{checked(H5Aget_type(attribute.get()), what)};
  const Hdf5Dataspace space{checked(H5Aget_space(attribute.get()), what)};
  const bool scalar = H5Sget_simple_extent_type(space.get()) == H5S_SCALAR;
  const H5T_class_t kind = H5Tget_class(type.get());
  if (kind == H5T_STRING) {
    std::vector<std::string> texts =
        read_texts(attribute, type, checked(H5Sget_simple_extent_npoints(space.get()), what), what);
    if (scalar) return texts.front();
    return texts;
  }
  if (kind == H5T_INTEGER && scalar) {
    long long value = 0;
    checked(H5Aread(attribute.get(), H5T_NATIVE_LLONG, &value), what);
    return value;
  }
  if (kind == H5T_FLOAT && scalar) {
    double value = 0;
    checked(H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value), what);
    return value;
  }
  throw InvalidInput{what + " is neither a text nor a list of texts nor one number"};
}

}  // namespace kapitza::io
