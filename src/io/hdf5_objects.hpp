#pragma once

#include <optional>
#include <string>

#include "kapitza/base/hdf5.hpp"
#include "kapitza/io/attribute.hpp"

/// What results and checkpoints do alike with HDF5. `what` says what is being done to which file: every message begins with it.
namespace kapitza::io {

Hdf5PropertyList properties(hid_t list_class, const std::string& what);

/// For the access to a file. HDF5's own locks fail on network file systems and are of no use here: a result has one writer.
Hdf5PropertyList access_without_locks(const std::string& what);

/// Open a file for reading.
Hdf5File open_file(const std::string& file, const std::string& what);

/// Whether there is an object of that path, with all groups on the way.
bool contains(hid_t file, const std::string& path);

void put_attribute(hid_t object, const std::string& name, const Attribute& value,
                   const std::string& what);

/// Nothing if there is none of that name. Throws InvalidInput if it is of another type than an Attribute is, in any width.
std::optional<Attribute> find_attribute(hid_t object, const std::string& name,
                                        const std::string& what);

}  // namespace kapitza::io
