#pragma once

#include <gtest/gtest.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "kapitza/base/communicator.hpp"
#include "kapitza/io/result_reader.hpp"

namespace kapitza::io::testing {

/// A folder of its own for each test and rank count, made by the root and removed at the end.
class ResultFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string test = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::temp_directory_path() /
              comm_.broadcast("kapitza_" + test + std::to_string(::getpid()));
    if (comm_.root()) std::filesystem::create_directories(folder_);
    comm_.barrier();
  }
  void TearDown() override {
    comm_.barrier();
    if (comm_.root()) std::filesystem::remove_all(folder_);
  }

  Communicator comm_ = Communicator::world();
  std::filesystem::path folder_;
};

/// Names of the scales attached to each axis of a dataset.
inline std::vector<std::string> scales(const ResultReader& file, const std::string& path) {
  const Hdf5Dataset dataset{H5Dopen2(file.get(), path.c_str(), H5P_DEFAULT)};
  std::vector<std::string> names;
  for (unsigned axis = 0; axis < file.shape(path).size(); ++axis) {
    names.emplace_back();
    const auto visit = [](hid_t, unsigned, hid_t scale, void* name) noexcept {
      char buffer[256] = "";
      H5Iget_name(scale, buffer, sizeof buffer);
      *static_cast<std::string*>(name) += buffer;
      return herr_t{0};
    };
    H5DSiterate_scales(dataset.get(), axis, nullptr, visit, &names.back());
  }
  return names;
}

inline std::string text_attribute(const ResultReader& file, const std::string& path,
                                  const std::string& name) {
  if (H5Aexists_by_name(file.get(), path.c_str(), name.c_str(), H5P_DEFAULT) <= 0) return "";
  const Hdf5Attribute attribute{
      H5Aopen_by_name(file.get(), path.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT)};
  const Hdf5Type type{H5Aget_type(attribute.get())};
  char* raw = nullptr;
  H5Aread(attribute.get(), type.get(), &raw);
  std::string text = raw ? raw : "";
  H5free_memory(raw);
  return text;
}

}  // namespace kapitza::io::testing
