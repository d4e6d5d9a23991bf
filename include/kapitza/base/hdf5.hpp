#pragma once

#include <hdf5.h>

#include <concepts>
#include <string_view>

#include "kapitza/base/handle.hpp"

namespace kapitza {

/// Sole owners of HDF5 identifiers, one type per closing function. The destructor closes and cannot report a failure:
/// a writer ends with close().
template <herr_t (*Close)(hid_t)>
struct Hdf5Traits {
  using Type = hid_t;
  static hid_t empty() noexcept { return H5I_INVALID_HID; }
  static void release(hid_t raw) noexcept { static_cast<void>(Close(raw)); }
};
using Hdf5File = Handle<Hdf5Traits<H5Fclose>>;
using Hdf5Group = Handle<Hdf5Traits<H5Gclose>>;
using Hdf5Dataset = Handle<Hdf5Traits<H5Dclose>>;
using Hdf5Dataspace = Handle<Hdf5Traits<H5Sclose>>;
using Hdf5PropertyList = Handle<Hdf5Traits<H5Pclose>>;
using Hdf5Attribute = Handle<Hdf5Traits<H5Aclose>>;
using Hdf5Type = Handle<Hdf5Traits<H5Tclose>>;

/// Throws InputOutputFailure: `what`, followed by the innermost and the outermost message of HDF5's error stack.
[[noreturn]] void throw_hdf5_error(std::string_view what);

/// Pass on a value returned by HDF5, or throw_hdf5_error if it is negative. `what` says what was being done to which file:
///     Hdf5File file{checked(H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), "opening " + path)};
template <std::signed_integral T>
T checked(T result, std::string_view what) {
  if (result < 0) throw_hdf5_error(what);
  return result;
}

/// Close now and report a failure.
template <herr_t (*Close)(hid_t)>
void close(Handle<Hdf5Traits<Close>>& handle, std::string_view what) {
  if (handle) checked(Close(handle.release()), what);
}

/// Keep HDF5 from printing its error stacks; Session does this for the whole program.
void silence_hdf5() noexcept;

}  // namespace kapitza
